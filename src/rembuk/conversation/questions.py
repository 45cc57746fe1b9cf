"""A question to a writer, as a page shows it: the marked text, and why in words that blame nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions.nudge import Nudged

SELF_HARM: Final = "self_harm"
NEAR: Final = 50  # letters that are shown on either side of a mark: both answers shall fit a phone beside the question
WORDS: Final[Mapping[str, Promise]] = {
    "profanity": gettext_lazy("A coarse word. Many people stop reading there."),
    "insult": gettext_lazy("This insults a person. What they did can be criticised without it."),
    "tone": gettext_lazy("Together these words sound harsh."),
    "sexual": gettext_lazy("This is sexual, and many people read along."),
    "sara": gettext_lazy("This belittles people for what they are or believe."),
    "threat": gettext_lazy("This can be read as a threat."),
    "doxxing": gettext_lazy("This looks like somebody's personal data. Everyone could read it."),
    "bait": gettext_lazy("Words that advertisements use to lead people elsewhere."),
    "contact": gettext_lazy("A telephone number or chat address. Everyone could read it."),
    "link": gettext_lazy("A link of a kind that advertisements use."),
    "many_links": gettext_lazy("More links than a comment here may carry."),
    "flood": gettext_lazy("The same sign or word very many times."),
    "listed": gettext_lazy("Under this story the newsroom reads these words first."),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `is_marked` where the writer should look. Far from any mark it is cut short with “…”."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Why:
    """One kind of place with the words that stand there, as the writer typed them."""

    sentence: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What the writer is asked. `waits`: a moderator reads the text first if it is sent as it is. `offers_help`: they
    may be in need, so the question is another one and nothing is explained."""

    pieces: tuple[Piece, ...]
    whys: tuple[Why, ...]
    waits: bool
    offers_help: bool
    help_words: str


def question_of(nudged: Nudged) -> Question:
    """The question that a refused text leads to."""
    offers_help = any(ask["kind"] == SELF_HARM for ask in nudged.asks)
    spans = [] if offers_help else list(_spans(nudged.text, nudged.asks))
    return Question(
        pieces=tuple(shortened(list(_pieces(nudged.text, [span for _kind, span in spans])))),
        whys=tuple(_whys(nudged.text, spans)),
        waits=nudged.waits,
        offers_help=offers_help,
        help_words=help_words() if offers_help else "",
    )


def help_words() -> str:
    """What is said to somebody who may be in need. The numbers are those of the health ministry and of emergencies."""
    return _(
        "If life feels too heavy right now, someone will listen: call 119 and press 8, free of charge, or open "
        "healing119.id. In danger, go to the nearest emergency room or call 112. Talk to somebody close to you, too."
    )


def sentence(kind: str) -> str:
    """Why a place of this kind is marked."""
    return str(WORDS.get(kind) or _("A moderator would look at this place."))


def _spans(text: str, asks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, tuple[int, int]]]:
    for ask in asks:
        start, end = ask["span"]
        if 0 <= start < end <= len(text):
            yield ask["kind"], (start, end)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The text cut where marks begin and end: joined again, the pieces are exactly the text."""
    cuts = sorted({0, len(text), *(edge for span in spans for edge in span)})
    for start, end in pairwise(cuts):
        yield Piece(text[start:end], any(left <= start and end <= right for left, right in spans))


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with what stands near the marks; the whole text is in the form below."""
    for place, piece in enumerate(pieces):
        before = "" if place == 0 else _beginning(piece.text)
        after = "" if place == len(pieces) - 1 else _beginning(piece.text[::-1])[::-1]
        is_short = piece.is_marked or len(before) + len(after) >= len(piece.text) - 3
        yield piece if is_short else Piece(f"{before}…{after}", is_marked=False)


def _beginning(text: str) -> str:
    """Whole words of the beginning, if there is a space."""
    return text if len(text) <= NEAR else text[: max(text.rfind(" ", 0, NEAR) + 1, 0)] or text[:NEAR]


def _whys(text: str, spans: Iterable[tuple[str, tuple[int, int]]]) -> Iterator[Why]:
    gathered: dict[str, dict[str, None]] = {}
    for kind, span in spans:
        gathered.setdefault(kind, {})[text[slice(*span)]] = None
    for kind, words in gathered.items():
        yield Why(sentence(kind), tuple(words))
