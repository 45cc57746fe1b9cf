"""From a seed to one order of all entries, in integers only, so that every computer finds the same.

seed    SHA-256(SEED_DOMAIN || commitment hash || beacon signature)
stream  HMAC-SHA256(seed, counter as 8 bytes, big-endian), counter 0, 1, 2 ..., read as 64-bit big-endian words
number  below n: a word at or above the largest multiple of n is thrown away, any other is taken modulo n
order   every entry holds as many tickets as its weight; Fisher-Yates from the front over all tickets;
        an entry stands where its first ticket lies
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from rembuk.fairdraw.canonical import sha256

SEED_DOMAIN = b"rembuk.fairdraw/1 seed\x00"
WORD = 2**64


def seed_of(commitment_hash: bytes, beacon_signature: bytes) -> bytes:
    """The 32-byte seed. The commitment hash is 32 bytes; the signature is as the chain published it."""
    return sha256(SEED_DOMAIN + commitment_hash + beacon_signature)


def words(seed: bytes) -> Iterator[int]:
    """The endless stream of 64-bit numbers that belongs to a seed."""
    counter = 0
    while True:
        block = hmac.new(seed, counter.to_bytes(8, "big"), hashlib.sha256).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def below(limit: int, stream: Iterator[int]) -> int:
    """An unbiased number from 0 to `limit` - 1 (1 <= limit <= 2**64)."""
    fair = WORD - WORD % limit
    while True:
        word = next(stream)
        if word < fair:
            return word % limit


def permute(entries: Iterable[tuple[str, int]], seed: bytes) -> list[str]:
    """All entry ids in drawn order. `entries` are (id, weight) in their committed order; weights are 1 or more."""
    tickets = [entry for entry, weight in entries for _ in range(weight)]
    stream = words(seed)
    for place in range(len(tickets) - 1):
        other = place + below(len(tickets) - place, stream)
        tickets[place], tickets[other] = tickets[other], tickets[place]
    return list(dict.fromkeys(tickets))
