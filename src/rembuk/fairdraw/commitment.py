"""The frozen draw: who takes part, who does not and why, and everything else that may change a result.

All of it is bound into one hash, to be published before the beacon round exists. Persons appear only as
salted commitments: once salt and person are deleted, every proof still stands and leads to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rembuk.fairdraw import merkle
from rembuk.fairdraw.beacon import KNOWN_CHAINS, Chain, time_of_round
from rembuk.fairdraw.canonical import canonical, sha256_hex
from rembuk.fairdraw.errors import CommitmentError

FORMAT = "rembuk.fairdraw/1"
MIN_LEAD = 600  # seconds between the freeze and the round: time to publish the hash before anyone can know the round
MAX_TICKETS = 1_000_000  # the sum of all weights
MAX_WEIGHT = 1_000
SALT_BYTES = 32
PERSON_DOMAIN = b"rembuk.fairdraw/1 person\x00"
VERIFIER_FILES = ("bls.py", "verify.py")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_REASON = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entrant:
    """One decision of the freeze: an entry that takes part, or one that does not, with its reason code.

    One eligible entry stands for one person. `commitment` comes from `person_commitment`.
    """

    entry_id: str
    commitment: str
    weight: int = 1
    eligible: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Rules:
    """What the organiser fixes about a draw. `terms` is the full text the reader agreed to."""

    draw: str
    programme: str
    hashtag: str
    terms: str
    winners: int
    reserves: int


@dataclass(frozen=True)
class Frozen:
    """A frozen draw: the commitment document to publish and the lists it binds."""

    document: dict[str, Any]
    entries: tuple[dict[str, Any], ...]
    exclusions: tuple[dict[str, Any], ...]
    terms: str

    @property
    def hash(self) -> str:
        """The commitment hash, in hex: the one line to publish, sign, timestamp and give to the notary."""
        return sha256_hex(canonical(self.document))

    @property
    def chain(self) -> Chain:
        return Chain(**self.document["beacon"]["chain"])

    @property
    def round(self) -> int:
        return int(self.document["beacon"]["round"])

    @property
    def winners(self) -> int:
        return int(self.document["winners"])

    @property
    def reserves(self) -> int:
        return int(self.document["reserves"])


def person_commitment(salt: bytes, person: str) -> str:
    """SHA-256(PERSON_DOMAIN || salt || person) in hex. The salt is 32 random bytes, new for every entry."""
    if len(salt) != SALT_BYTES:
        raise CommitmentError(f"A salt has {SALT_BYTES} bytes.")
    return sha256_hex(PERSON_DOMAIN + salt + person.encode("utf-8"))


def verifier() -> dict[str, bytes]:
    """The stand-alone verifier's files. Keep them with a frozen draw: an upgrade may come before the round does."""
    return {name: Path(__file__).with_name(name).read_bytes() for name in VERIFIER_FILES}


def code_hashes(code: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256_hex(source) for name, source in code.items()}


def freeze(*, rules: Rules, entrants: Iterable[Entrant], chain: Chain, round_number: int, now: int) -> Frozen:
    """Freeze a draw at `now` (Unix seconds). Raises CommitmentError with the reason when it may not be frozen."""
    _check_rules(rules)
    if chain not in KNOWN_CHAINS:
        raise CommitmentError("The verifier does not know this beacon chain, so nobody could check the draw.")
    if time_of_round(chain, round_number) < now + MIN_LEAD:
        raise CommitmentError(f"The beacon round must lie at least {MIN_LEAD // 60} minutes in the future.")
    entries, exclusions = _split(entrants)
    document = {
        "format": FORMAT,
        "draw": rules.draw,
        "programme": rules.programme,
        "hashtag": rules.hashtag,
        "entries": {
            "count": len(entries),
            "root": merkle.root(leaves(rules.draw, entries)).hex(),
            "weight": sum(entry["weight"] for entry in entries),
        },
        "exclusions": {"count": len(exclusions), "root": merkle.root(leaves(rules.draw, exclusions)).hex()},
        "terms_sha256": sha256_hex(rules.terms.encode("utf-8")),
        "code": code_hashes(verifier()),
        "beacon": {"chain": asdict(chain), "round": round_number},
        "winners": rules.winners,
        "reserves": rules.reserves,
        "created_at": now,
    }
    canonical(document)  # whatever has no canonical form is refused now, not on the day of the draw
    return Frozen(document, entries, exclusions, rules.terms)


def reopen(document: dict[str, Any], entrants: Iterable[Entrant], terms: str) -> Frozen:
    """A frozen draw from its stored parts. Raises CommitmentError when they are not what was frozen."""
    entries, exclusions = _split(entrants)
    try:
        draw = document["draw"]
        promised = (document["entries"]["root"], document["exclusions"]["root"], document["terms_sha256"])
    except (KeyError, TypeError) as error:
        raise CommitmentError("This is not a commitment document.") from error
    present = (
        merkle.root(leaves(draw, entries)).hex(),
        merkle.root(leaves(draw, exclusions)).hex(),
        sha256_hex(terms.encode("utf-8")),
    )
    for name, old, new in zip(("entries", "exclusions", "terms"), promised, present, strict=True):
        if old != new:
            raise CommitmentError(f"The {name} are not those that were frozen.")
    return Frozen(document, entries, exclusions, terms)


def leaves(draw: str, rows: Sequence[dict[str, Any]]) -> list[bytes]:
    """The leaf hashes of entries or exclusions: SHA-256(00 || canonical JSON of the row and its draw)."""
    return [merkle.leaf_hash(canonical({"draw": draw, **row})) for row in rows]


def _check_rules(rules: Rules) -> None:
    if not _ID.fullmatch(rules.draw):
        raise CommitmentError("A draw's id is 1 to 64 letters, digits and . _ : -")
    if rules.winners < 1 or rules.reserves < 0:
        raise CommitmentError("A draw has at least one winner, and no negative number of reserves.")
    if not rules.terms.strip():
        raise CommitmentError("A draw needs its terms; an empty text binds nobody.")


def _split(entrants: Iterable[Entrant]) -> tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    """Entries and exclusions, each sorted by id; every id stands once in both together."""
    entries: list[dict[str, Any]] = []
    exclusions: list[dict[str, Any]] = []
    seen: set[str] = set()
    for entrant in sorted(entrants, key=lambda entrant: entrant.entry_id):
        _check_entrant(entrant)
        if entrant.entry_id in seen:
            raise CommitmentError(f"Entry {entrant.entry_id} is listed twice.")
        seen.add(entrant.entry_id)
        row = {"entry": entrant.entry_id, "commitment": entrant.commitment}
        if entrant.eligible:
            entries.append({**row, "weight": entrant.weight})
        else:
            exclusions.append({**row, "reason": entrant.reason})
    if not entries:
        raise CommitmentError("There is no eligible entry to draw from.")
    if len({entry["commitment"] for entry in entries}) < len(entries):
        raise CommitmentError("Two eligible entries carry the same commitment; salts must never repeat.")
    if sum(entry["weight"] for entry in entries) > MAX_TICKETS:
        raise CommitmentError(f"The weights add up to more than {MAX_TICKETS} tickets.")
    return tuple(entries), tuple(exclusions)


def _check_entrant(entrant: Entrant) -> None:
    if not _ID.fullmatch(entrant.entry_id):
        raise CommitmentError(f"The entry id {entrant.entry_id!r} is not 1 to 64 letters, digits and . _ : -")
    if not _HASH.fullmatch(entrant.commitment):
        raise CommitmentError(f"The commitment of entry {entrant.entry_id} is not 64 lower-case hex digits.")
    if isinstance(entrant.weight, bool) or not 1 <= entrant.weight <= MAX_WEIGHT:
        raise CommitmentError(f"The weight of entry {entrant.entry_id} is not from 1 to {MAX_WEIGHT}.")
    if entrant.eligible == bool(entrant.reason):
        raise CommitmentError(f"Entry {entrant.entry_id}: exactly the excluded carry a reason code.")
    if entrant.reason:
        check_reason(entrant.reason)


def check_reason(code: str) -> None:
    """Refuse a reason that is no code: the log is public, so no free text about a person may slip in."""
    if not _REASON.fullmatch(code):
        raise CommitmentError(f"The reason code {code!r} is not 1 to 64 lower-case letters, digits, _ and -")
