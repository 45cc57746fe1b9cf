"""Who advertises what: rows of one brand belong together, so that no brand is on both sides of a measurement.

No list of brands is used. A brand is a token that hardly anybody else writes and that is drawn, numbered or named like
one. Names that share a row, or that are spellings of each other, are one group.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rembuk.civility.alphabets import style_of
from rembuk.civility.reading import Reading
from rembuk.civility.vocabulary import KEYWORDS, PROMOTION, SURE_ENDINGS

_TOKEN = re.compile(r"[a-z0-9]+")
_NAMED = re.compile(rf"[a-z]{{2,14}}(?:{SURE_ENDINGS}|bet|win)\d*")
_NUMBERED = re.compile(r"(?=.*[a-z]{2})(?=.*\d)[a-z0-9]{4,}")
_NO_NAME = re.compile(r"[a-z]+2|\d+[a-z]{1,4}|\d+|.{1,2}")  # "jalan2", "20jt", numbers
_GAME = re.compile(r"(?<=...)[24]?d$")
_COMMON = frozenset({*SURE_ENDINGS.split("|"), "bet", "win", *KEYWORDS, *PROMOTION})
_LETTERS = str.maketrans("0134589", "oieasbg")
_DRAWN_SHARE = 0.3  # of a token's rows show it drawn
_SELDOM = 10  # times as often in advertising as elsewhere
_TELLING = 5  # letters, and a name is known without its number
_ALONE = 0.2  # a name that shares more of its rows with other names is a common word


def grouped(readings: Sequence[Reading], labels: Sequence[bool]) -> list[str]:
    """For each row the name of its group; a row without a brand is a group of its own ("#" and its number)."""
    tokens = [_tokens(reading) if label else {} for reading, label in zip(readings, labels, strict=True)]
    names = _brands(tokens, readings, labels)
    rows = [sorted({_key(token) for token in found if token in names} - _COMMON) for found in tokens]
    kept = _kept_apart(rows)
    # A name is also met without its number and in plain letters.
    long = {key for key in kept if len(key) >= _TELLING}
    rows = [
        sorted({key for key in keys if key in kept} | long.intersection(map(_key, found)))
        for keys, found in zip(rows, tokens, strict=True)
    ]
    kept = _kept_apart(rows)
    rows = [[key for key in keys if key in kept] for keys in rows]
    union = _Union()
    for keys in rows:
        for key in keys[1:]:
            union.join(keys[0], key)
    _join_spellings(sorted(kept), union)
    return [union.find(keys[0]) if keys else f"#{number}" for number, keys in enumerate(rows)]


def _tokens(reading: Reading) -> dict[str, bool]:
    """Each token and whether it is drawn: styled, marked or spaced out."""
    found: dict[str, bool] = {}
    for match in _TOKEN.finditer(reading.joined.text):
        start, end = reading.joined.span(*match.span())
        shown = reading.original[start:end]
        styles = [style_of(char) for char in shown if not char.isascii()]
        drawn = "mark" in styles or sum(style in ("styled", "lookalike") for style in styles) >= 2
        spaced = len(match[0]) > 3 and len(shown) >= 2 * len(match[0]) - 1
        found[match[0]] = found.get(match[0], False) or drawn or spaced
    return found


def _brands(tokens: list[dict[str, bool]], readings: Sequence[Reading], labels: Sequence[bool]) -> set[str]:
    rows = Counter(token for found in tokens for token in found)
    drawn = Counter(token for found in tokens for token, is_drawn in found.items() if is_drawn)
    elsewhere: Counter[str] = Counter()
    for reading, label in zip(readings, labels, strict=True):
        if not label:
            elsewhere.update({token for token in _TOKEN.findall(reading.joined.text) if token in rows})
    return {
        token
        for token, count in rows.items()
        if elsewhere[token] * _SELDOM <= count
        and not _NO_NAME.fullmatch(token)
        and (
            _NUMBERED.fullmatch(token)
            or _NAMED.fullmatch(token)
            or (count >= 2 and drawn[token] >= _DRAWN_SHARE * count)
        )
    }


def _key(token: str) -> str:
    letters = re.sub(r"\d+$", "", token).translate(_LETTERS)
    return _GAME.sub("", letters) or token


def _kept_apart(rows: list[list[str]]) -> set[str]:
    """Advertising names one brand at a time: names found in company again and again ("maxwin") are let go."""
    kept = {key for keys in rows for key in keys}
    while True:
        alone: Counter[str] = Counter()
        together: Counter[str] = Counter()
        for keys in rows:
            present = [key for key in keys if key in kept]
            alone.update(present)
            if len(present) > 1:
                together.update(present)
        worst = max(sorted(together), key=lambda key: (together[key] / alone[key], alone[key]), default=None)
        if worst is None or together[worst] < _ALONE * alone[worst]:
            return kept
        kept.discard(worst)


def _join_spellings(keys: list[str], union: _Union) -> None:
    """ "pulauwin", "pulau" and "ulau" are one."""
    for longer in keys:
        for shorter in keys:
            if longer == shorter or len(shorter) < 3 or shorter in _COMMON:
                continue
            if longer.startswith(shorter) or (longer.endswith(shorter) and len(longer) == len(shorter) + 1):
                union.join(longer, shorter)


class _Union:
    """Which names have been found to be one."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            key = parent
        return key

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        if first != second:
            self._parent[second] = first
