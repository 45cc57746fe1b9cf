"""One text in the forms that detectors and models need, made once."""

from __future__ import annotations

from dataclasses import dataclass

from rembuk.civility.fold import Folded, fold_joined, join, plain
from rembuk.civility.lexicon import Lexicon
from rembuk.civility.respell import respell


@dataclass(frozen=True, slots=True)
class Reading:
    """Every form maps back to `original`."""

    original: str
    plain: Folded
    joined: Folded
    folded: Folded
    hidden: frozenset[int]  # where in `folded` the words start that were respelled or upside down
    lexicon: Lexicon


def read_text(text: str, lexicon: Lexicon) -> Reading:
    """Fold a text in all its strengths."""
    simple = plain(text)
    joined = join(simple)
    folded, hidden = respell(text, fold_joined(joined), lexicon)
    return Reading(text, simple, joined, folded, hidden, lexicon)
