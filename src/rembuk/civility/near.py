"""Texts that say almost the same: a SimHash of 64 bits, and an index of the recent ones.

Texts that differ little differ in few bits. Copies with a word changed or letters drawn in another way lie within some
ten bits; different texts lie around 32 apart. Texts under some sixty letters say too little.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Hashable
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from rembuk.civility.fold import fold

BITS = 64
SHINGLE = 4  # letters
WITHIN = 10  # bits: what `NearIndex` takes for almost the same
MOST_TEXTS = 2_000
_LANE = 16  # bits that count the votes for one bit of the hash
_MOST_VOTES = (1 << _LANE) - 1
_SPREAD = tuple(sum(1 << (bit * _LANE) for bit in range(8) if byte >> bit & 1) for byte in range(256))

Key = TypeVar("Key", bound=Hashable)


def bare(text: str) -> str:
    """The letters and digits of the folded text, nothing else: what is compared."""
    return "".join(filter(str.isalnum, fold(text).text))


def simhash(text: str) -> int:
    """64 bits of the folded text; 0 for a text without letters and digits."""
    letters = bare(text)
    shingles = Counter(letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1)) if letters)
    if not shingles:
        return 0
    votes, voters = 0, 0
    for shingle, count in shingles.items():
        weight = 1 if count == 1 else 2  # a refrain counts twice, no more
        if voters + weight > _MOST_VOTES:
            break
        votes += _ballot(shingle) * weight
        voters += weight
    found = 0
    for bit in range(BITS):
        if (votes >> (bit * _LANE) & _MOST_VOTES) * 2 > voters:
            found |= 1 << bit
    return found


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two hashes differ."""
    return (one ^ other).bit_count()


@lru_cache(maxsize=65536)
def _ballot(shingle: str) -> int:
    """The hash of a few letters, each bit moved into a lane of its own: adding counts all of them at once."""
    digest = hashlib.blake2b(shingle.encode(), digest_size=BITS // 8).digest()
    return sum(_SPREAD[byte] << (place * 8 * _LANE) for place, byte in enumerate(digest))


class NearIndex(Generic[Key]):
    """The most recent texts, to be asked which of them are almost the same as another. Old ones fall out.

    Two hashes within `within` bits agree wholly in at least one of `within + 1` bands, so only those are compared that
    share a band.
    """

    def __init__(self, *, within: int = WITHIN, most: int = MOST_TEXTS) -> None:
        if not 0 <= within < BITS or most < 1:
            raise ValueError("an index holds at least one text, and compares within 0 to 63 bits")
        self._within = within
        self._most = most
        self._hashes: OrderedDict[Key, int] = OrderedDict()
        edges = [BITS * band // (within + 1) for band in range(within + 2)]
        self._bands = [(low, (1 << (high - low)) - 1) for low, high in pairwise(edges)]
        self._sharing: dict[tuple[int, int], dict[Key, None]] = {}

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, key: Key, text: str) -> None:
        """Remember a text; the same key again replaces its text."""
        self.discard(key)
        found = self._hashes[key] = simhash(text)
        for band in self._bands_of(found):
            self._sharing.setdefault(band, {})[key] = None
        if len(self._hashes) > self._most:
            self.discard(next(iter(self._hashes)))

    def discard(self, key: Key) -> None:
        """Forget a text, if it is there."""
        found = self._hashes.pop(key, None)
        if found is None:
            return
        for band in self._bands_of(found):
            sharing = self._sharing[band]
            del sharing[key]
            if not sharing:
                del self._sharing[band]

    def near(self, text: str) -> list[Key]:
        """The keys of the texts that are almost the same, the nearest first, and of those the newest."""
        own = simhash(text)
        keys = dict.fromkeys(key for band in self._bands_of(own) for key in self._sharing.get(band, ()))
        order = {key: place for place, key in enumerate(self._hashes)} if len(keys) > 1 else {}
        found = [(distance(own, self._hashes[key]), -order.get(key, 0), key) for key in keys]
        return [key for bits, _, key in sorted(found, key=lambda each: each[:2]) if bits <= self._within]

    def _bands_of(self, found: int) -> list[tuple[int, int]]:
        return [(number, found >> low & mask) for number, (low, mask) in enumerate(self._bands)]
