"""A log in which each entry holds the hash of the one before: a changed, moved or missing entry shows.

The hash is SHA-256 over canonical JSON of sequence, previous hash, time (UTC, microseconds) and payload. Someone who
may rewrite the whole table can also recompute every hash, and the last entries can be cut off unseen; so keep the
newest hash somewhere else (a printed dossier, a mail to the data protection officer) and pass it as `head`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


class ChainBroken(Exception):
    """The first entry that does not fit. `sequence` is where the chain should have gone on."""

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(f"The chain is broken at entry {sequence}: {reason}.")
        self.sequence = sequence
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One entry. Sequences start at 1; hashes are 64 hex digits; `at` is aware."""

    sequence: int
    previous_hash: str
    at: datetime
    payload: Mapping[str, object]
    hash: str


def canonical_json(value: object) -> bytes:
    """The one JSON form of a value: sorted keys, no spaces, ASCII.

    Floats and keys that are not text are refused: databases do not give them back as they were.
    """
    _refuse_unstable(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def next_entry(previous: ChainEntry | None, payload: Mapping[str, object], at: datetime) -> ChainEntry:
    """The entry that follows `previous` (None: the first). The caller stores it under a unique sequence."""
    sequence, previous_hash = (previous.sequence + 1, previous.hash) if previous else (1, GENESIS)
    return ChainEntry(sequence, previous_hash, at, dict(payload), _hash(sequence, previous_hash, at, payload))


def verify_chain(entries: Iterable[ChainEntry], *, after: ChainEntry | None = None, head: str | None = None) -> None:
    """Check entries in order, from the start or from a checked entry `after`; raise ChainBroken at the first fault.

    With `head`, a hash that was noted earlier must appear: so a cut-off end shows as well.
    """
    sequence, previous_hash = (after.sequence, after.hash) if after else (0, GENESIS)
    head_seen = head is None or head == previous_hash
    for entry in entries:
        sequence += 1
        if entry.sequence != sequence:
            raise ChainBroken(sequence, f"entry {entry.sequence} stands in its place")
        if entry.previous_hash != previous_hash:
            raise ChainBroken(sequence, "it does not follow the entry before it")
        if not hmac.compare_digest(entry.hash, _hash(sequence, previous_hash, entry.at, entry.payload)):
            raise ChainBroken(sequence, "its content does not fit its hash")
        previous_hash = entry.hash
        head_seen = head_seen or head == previous_hash
    if not head_seen:
        raise ChainBroken(sequence + 1, "the noted head is missing, so entries were cut off or replaced")


def _hash(sequence: int, previous_hash: str, at: datetime, payload: Mapping[str, object]) -> str:
    if at.tzinfo is None:
        raise ValueError("The time of an entry needs a time zone.")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = {"sequence": sequence, "previous_hash": previous_hash, "at": moment, "payload": dict(payload)}
    return hashlib.sha256(canonical_json(body)).hexdigest()


def _refuse_unstable(value: object) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("Every key in a log payload must be text.")
        for inner in value.values():
            _refuse_unstable(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_unstable(inner)
    elif not isinstance(value, str | int | None):
        raise TypeError(f"A log payload cannot hold a {type(value).__name__}; use text or whole numbers.")
