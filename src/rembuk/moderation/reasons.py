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
    "gambling": gettext_lazy("Gambling advertisement"),
    "link": gettext_lazy("Link"),
    "contact": gettext_lazy("Telephone number or chat address"),
    "flood": gettext_lazy("Flood of signs"),
    "copied": gettext_lazy("The same text from several accounts"),
    "phase_failed": gettext_lazy("A check failed, so nobody has looked at this text yet"),
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
