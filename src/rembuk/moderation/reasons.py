"""The reasons of a verdict in a moderator's words, and where they stand in the writer's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Reason = Mapping[str, Any]

LABELS: Final[dict[str, str | Promise]] = {
    "profanity": gettext_lazy("Coarse word"),
    "insult": gettext_lazy("Insult"),
    "sexual": gettext_lazy("Sexual"),
    "sara": gettext_lazy("Against a group (SARA)"),
    "threat": gettext_lazy("Threat"),
    "self_harm": gettext_lazy("Somebody may be in danger from themself: look at this first"),
    "doxxing": gettext_lazy("Somebody's personal data"),
    "gambling": gettext_lazy("Gambling advertisement"),
    "link": gettext_lazy("Link"),
    "contact": gettext_lazy("Telephone number or chat address"),
    "bait": gettext_lazy("Bait: loans, jobs, cures, magic"),
    "flood": gettext_lazy("Flood of signs"),
    "copied": gettext_lazy("The same text from several accounts"),
    "approve_first": gettext_lazy("Every comment of this writer waits"),
    "phase_failed": gettext_lazy("A check failed, so nobody has looked at this text yet"),
    "phase_late": gettext_lazy("A check took too long, so nobody has looked at this text yet"),
    "tone": gettext_lazy("Harsh, says the trained model"),
    "listed": gettext_lazy("Word on the list of this place"),
    "many_links": gettext_lazy("More links than this place allows"),
    "newcomer": gettext_lazy("One of the first comments of this account"),
    "often_rejected": gettext_lazy("Most of what this writer sent was rejected"),
    "unjudged": gettext_lazy("Every judge is switched off here"),
    "reported": gettext_lazy("Reported so often that a rule of this place lets it wait"),
    "external": gettext_lazy("The newsroom's own classifier"),
    "external_failed": gettext_lazy("The newsroom's own classifier gave no answer"),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a comment's text; `why` is empty for plain text."""

    text: str
    why: str = ""


@dataclass(frozen=True)
class Finding:
    """One kind of reason with the words that gave it, as the writer typed them."""

    label: str
    words: list[str]


def label(kind: str) -> str:
    """A kind in words. A kind from an older or newer engine shows its own name."""
    return str(LABELS.get(kind, kind))


def findings(reasons: Sequence[Reason]) -> list[Finding]:
    """The reasons gathered by kind, in the order in which they first appear."""
    gathered: dict[str, list[str]] = {}
    for reason in reasons:
        words = gathered.setdefault(label(str(reason.get("kind", ""))), [])
        word = str(reason.get("word", ""))
        if word and word not in words:
            words.append(word)
    return [Finding(name, words) for name, words in gathered.items()]


def pieces(text: str, reasons: Sequence[Reason]) -> list[Piece]:
    """The text cut where reasons begin and end; joined again, the pieces are exactly the text.

    Spans may overlap; a span outside the text (a verdict about an earlier text) marks nothing.
    """
    spans = list(_spans(text, reasons))
    cuts = sorted({0, len(text), *(edge for start, end, _why in spans for edge in (start, end))})
    made: list[Piece] = []
    for start, end in pairwise(cuts):
        why = dict.fromkeys(name for left, right, name in spans if left <= start and end <= right)
        made.append(Piece(text[start:end], ", ".join(why)))
    return made


def _spans(text: str, reasons: Sequence[Reason]) -> Iterator[tuple[int, int, str]]:
    for reason in reasons:
        span = reason.get("span")
        if span is None:
            continue
        start, end = span
        if 0 <= start < end <= len(text):
            yield start, end, label(str(reason.get("kind", ""))) or _("Marked")
