"""One sign, one word, one line or emoji over and over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.fold import Folded
from rembuk.civility.links import reason_at
from rembuk.civility.verdict import Reason

_RUN = re.compile(r"(\S)\1{59,}")
_REPEATED_WORD = re.compile(r"(\b\w{2,30}\b)(?:\W{1,3}\1\b){9,}")
_PIECE = re.compile(r"[^\n.!?;]{12,}")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]")
_MOST_EMOJI = 40
_MOST_ALIKE = 4  # lines or sentences that say the same
_SHORTEST = 60  # characters of a text that can be a flood of words or lines
_FLOOD = 0.6


def find_floods(original: str, plain: Folded) -> Iterator[Reason]:
    """Reasons of kind "flood"."""
    text = plain.text
    if not text.isascii():
        yield from _emoji(original, plain)
    if len(text) < _SHORTEST // 2:
        return
    for match in _RUN.finditer(text):
        yield reason_at(original, plain, match.span(), "flood", "flood/characters", _FLOOD)
    for match in _REPEATED_WORD.finditer(text):
        yield reason_at(original, plain, match.span(), "flood", "flood/words", _FLOOD)
    if len(text) >= _SHORTEST:
        yield from _lines(original, plain)


def _emoji(original: str, plain: Folded) -> Iterator[Reason]:
    places = [match.start() for match in _EMOJI.finditer(plain.text)]
    if len(places) > _MOST_EMOJI:
        yield reason_at(original, plain, (places[0], places[-1] + 1), "flood", "flood/emoji", _FLOOD)


def _lines(original: str, plain: Folded) -> Iterator[Reason]:
    seen: dict[str, list[tuple[int, int]]] = {}
    for match in _PIECE.finditer(plain.text):
        if words := " ".join(match[0].split()):
            seen.setdefault(words, []).append(match.span())
    for places in seen.values():
        if len(places) >= _MOST_ALIKE:
            yield reason_at(original, plain, (places[0][0], places[-1][1]), "flood", "flood/lines", _FLOOD)
