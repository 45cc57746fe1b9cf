"""Invented draws for the tests, on true rounds of drand (public record, so no network is needed)."""

from __future__ import annotations

import hashlib

from rembuk.fairdraw import QUICKNET, Entrant, Frozen, Round, Rules, freeze, person_commitment, time_of_round

ROUND = Round(
    657_413,
    bytes.fromhex(
        "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    ),
)
DEFAULT_FIRST = Round(
    1,
    bytes.fromhex(
        "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b101"
        "04990e7cb424998203d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655",
    ),
    bytes.fromhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"),  # the chain's group hash
)
RULES = Rules(
    draw="jernih-2023-10",
    programme="Bicara Jernih",
    hashtag="#BicaraJernih",
    terms="Satu orang, satu entri. Undian terbuka untuk diperiksa siapa saja.\n",
    winners=9,
    reserves=6,
)
FREEZE_AT = time_of_round(QUICKNET, ROUND.number) - 3600


def salt(number: int) -> bytes:
    return hashlib.sha256(f"salt {number}".encode()).digest()


def entrant(number: int, weight: int = 1) -> Entrant:
    return Entrant(f"c{number:04}", person_commitment(salt(number), f"reader {number}"), weight=weight)


def excluded(number: int, reason: str = "posted-after-closing") -> Entrant:
    commitment = person_commitment(salt(number), f"reader {number}")
    return Entrant(f"c{number:04}", commitment, eligible=False, reason=reason)


def frozen(rules: Rules = RULES, entries: int = 30) -> Frozen:
    people = [entrant(number) for number in range(entries)] + [excluded(9000), excluded(9001, "same-person")]
    return freeze(rules=rules, entrants=people, chain=QUICKNET, round_number=ROUND.number, now=FREEZE_AT)
