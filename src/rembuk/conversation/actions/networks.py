"""Limits per network: exact across processes, because the database counts, and forgetful of who it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.translation import ngettext

from rembuk.readers.keys import keyring
from rembuk.sealed.keyring import KeyKind

from .common import TooFast

SHARES: Final = 6  # of those a network has, one account has one share at most
_COUNT: Final = (
    "INSERT INTO conversation_pulse (kind, network, minute, n) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (kind, network, minute) DO UPDATE SET n = conversation_pulse.n + 1 RETURNING n"
)


@dataclass(frozen=True)
class Limit:
    """At most `most` deeds of a kind in a stretch of `seconds` (whole minutes; stretches follow each other)."""

    kind: str
    seconds: int
    most: int


def fingerprint(kind: str, text: str) -> str:
    """A keyed hash (64 hexadecimal digits): equal for what is equal, and nothing can be read out of it."""
    return keyring().current(KeyKind.INDEX).mac(f"conversation {kind}", text.encode(errors="replace")).hex()


def _from_network(minutes: int) -> str:
    return ngettext(
        "Very much has come from your network lately. Please try again in %(n)d minute.",
        "Very much has come from your network lately. Please try again in %(n)d minutes.",
        minutes,
    )


def _from_newcomer(minutes: int) -> str:
    return ngettext(
        "You have written a lot lately. Your text is kept: send it again in %(n)d minute.",
        "You have written a lot lately. Your text is kept: send it again in %(n)d minutes.",
        minutes,
    )


def count(limit: Limit, whose: str, words: Callable[[int], str] = _from_network) -> int:
    """Count one more deed, inside the deed's own transaction: one statement. What is refused is not counted.

    Returns how many there are now in this stretch.

    `words` gives the sentence for a number of minutes to wait, with `%(n)d` for that number.

    Raises:
        TooFast: the limit is reached; it says until when.
    """
    now = int(time.time())
    begun = now - now % limit.seconds
    number = _add_one(limit.kind, fingerprint(limit.kind, whose), begun // 60)
    if number > limit.most:
        seconds = begun + limit.seconds - now
        minutes = -(-seconds // 60)
        raise TooFast(words(minutes) % {"n": minutes}, seconds)
    return number


def count_newcomer(network: str, reader_id: int, *, seconds: int, most: int) -> None:
    """Count one more comment of a young account. `most` is what the newcomers of one network have together.

    An account's first comment in a stretch is its own and comes out of nobody's share; of the rest it has one share.
    So a few who write all the time take theirs and no more, and whoever comes anew is always heard once.

    Raises:
        TooFast: the account has had its share, or the network's newcomers together have had all of them.
    """
    own = Limit("young-own", seconds, max(1, most // SHARES))
    if count(own, f"{network} {reader_id}", _from_newcomer) > 1:
        count(Limit("young", seconds, most), network)


def hold(kind: str, whose: str) -> None:
    """Let nobody else do the same for the same `whose` until the transaction ends."""
    _add_one(kind, fingerprint(kind, whose), 0)


def _add_one(kind: str, key: str, minute: int) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} must be counted inside the transaction that does it")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [kind, key, minute])
        return int(cursor.fetchone()[0])
