"""The public randomness beacon (drand): which round falls when, and whether a round is truly its chain's.

A round proves itself by its signature, so it does not matter who carries it: a mirror, or a text pasted by hand.
The round is named before it exists; this module never takes another one in its place.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from py_arkworks_bls12381 import GT, G1Point, G2Point

from rembuk.fairdraw.canonical import sha256
from rembuk.fairdraw.errors import BeaconError

G1_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
G2_DST = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
UNCHAINED_G1 = "bls-unchained-g1-rfc9380"
CHAINED = "pedersen-bls-chained"
DRAND_MIRRORS = (
    "https://api.drand.sh",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
    "https://drand.cloudflare.com",
)
MAX_ANSWER = 16_384  # bytes; a round is under 1 KB


@dataclass(frozen=True)
class Chain:
    """One beacon chain. `hash` and `public_key` in hex, `period` in seconds, `genesis` in Unix seconds."""

    hash: str
    period: int
    genesis: int
    scheme: str
    public_key: str


@dataclass(frozen=True)
class Round:
    """One round as a chain published it. `randomness` is only a claim until `verify_round` has returned it."""

    number: int
    signature: bytes
    previous_signature: bytes | None = None
    randomness: bytes | None = None


QUICKNET = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    period=3,
    genesis=1_692_803_367,
    scheme=UNCHAINED_G1,
    public_key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
)
DEFAULT = Chain(
    hash="8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    period=30,
    genesis=1_595_431_050,
    scheme=CHAINED,
    public_key="868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
)
KNOWN_CHAINS = (QUICKNET, DEFAULT)  # the stand-alone verifier knows the same, by heart


def round_at(chain: Chain, unix_time: int) -> int:
    """The newest round that exists at `unix_time`. Raises BeaconError before the chain's first round."""
    if unix_time < chain.genesis:
        raise BeaconError("The beacon chain had not started at that time.")
    return (unix_time - chain.genesis) // chain.period + 1


def time_of_round(chain: Chain, number: int) -> int:
    """The Unix second at which round `number` (from 1) is due."""
    if number < 1:
        raise BeaconError("Rounds are counted from 1.")
    return chain.genesis + (number - 1) * chain.period


def parse_round(text: str | bytes) -> Round:
    """A round from the JSON that drand serves at `/{chain}/public/{round}`. Nothing is verified yet."""
    if len(text) > MAX_ANSWER:
        raise BeaconError("This is far longer than a beacon round.")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BeaconError("This is not the JSON of a beacon round; copy the whole text from { to }.") from error
    if not isinstance(fields, dict):
        raise BeaconError("This is JSON, but not a beacon round.")
    number = fields.get("round")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise BeaconError('The beacon round has no valid "round" number.')
    signature = _hex(fields, "signature")
    if signature is None:
        raise BeaconError("The beacon round has no signature.")
    return Round(number, signature, _hex(fields, "previous_signature"), _hex(fields, "randomness"))


def _hex(fields: dict[str, object], name: str) -> bytes | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else None
    except ValueError:
        data = None
    if data is None or data.hex() != value:
        raise BeaconError(f'The "{name}" of the beacon round is not lower-case hexadecimal.')
    return data


def verify_round(chain: Chain, beacon_round: Round) -> bytes:
    """The 32 bytes of randomness of a round whose signature is the chain's own. Raises BeaconError otherwise."""
    message = _message(chain, beacon_round)
    if not _signed(chain, message, beacon_round.signature):
        raise BeaconError(
            f"Round {beacon_round.number} is not signed by this chain: it was altered or is another round."
        )
    randomness = sha256(beacon_round.signature)
    if beacon_round.randomness not in (None, randomness):
        raise BeaconError(f"The randomness written in round {beacon_round.number} does not follow from its signature.")
    return randomness


def _message(chain: Chain, beacon_round: Round) -> bytes:
    try:
        number = beacon_round.number.to_bytes(8, "big")
    except OverflowError as error:
        raise BeaconError("There is no round with that number.") from error
    if chain.scheme == UNCHAINED_G1:
        return sha256(number)
    if chain.scheme != CHAINED:
        raise BeaconError(f"The beacon scheme {chain.scheme!r} is not supported.")
    if beacon_round.previous_signature is None:
        raise BeaconError("This chain links its rounds: the previous signature is needed as well.")
    return sha256(beacon_round.previous_signature + number)


def _signed(chain: Chain, message: bytes, signature: bytes) -> bool:
    """Whether e(H(message), key) = e(signature, generator), or the same with the groups exchanged."""
    key = bytes.fromhex(chain.public_key)
    if chain.scheme == UNCHAINED_G1:
        points = [G1Point.hash_to_curve(message, G1_DST), -_g1(signature)]
        return GT.pairing_check(points, [_g2(key), G2Point()])
    hashed = G2Point.hash_to_curve(message, G2_DST)
    return GT.pairing_check([_g1(key), -G1Point()], [hashed, _g2(signature)])


def _g1(data: bytes) -> G1Point:
    try:
        point = G1Point.from_compressed_bytes_unchecked(data)
    except ValueError as error:
        raise BeaconError("The signature or key is not a point on the curve.") from error
    if point == G1Point.identity() or not point.is_in_subgroup():
        raise BeaconError("The signature or key is a point outside the group that signs.")
    return point


def _g2(data: bytes) -> G2Point:
    try:
        point = G2Point.from_compressed_bytes_unchecked(data)
    except ValueError as error:
        raise BeaconError("The signature or key is not a point on the curve.") from error
    if point == G2Point.identity() or not point.is_in_subgroup():
        raise BeaconError("The signature or key is a point outside the group that signs.")
    return point


def fetch_round(chain: Chain, number: int, mirrors: Sequence[str] = DRAND_MIRRORS, timeout: float = 5.0) -> Round:
    """Round `number` from the first mirror that serves it truly; verified. `timeout` is seconds per mirror.

    Raises BeaconError, naming each mirror's fault, when none does. Waiting and asking again is the remedy;
    another round never is.
    """
    faults = []
    for mirror in mirrors:
        try:
            found = parse_round(_get(f"{mirror.rstrip('/')}/{chain.hash}/public/{number}", timeout))
            if found.number != number:
                raise BeaconError(f"it answered with round {found.number}")
            verify_round(chain, found)
        except (OSError, BeaconError) as error:
            faults.append(f"{mirror}: {error}")
        else:
            return found
    raise BeaconError(f"No mirror gave round {number}. Wait and ask again. " + "; ".join(faults))


def _get(url: str, timeout: float) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise BeaconError("a mirror's address begins with https:// or http://")
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:  # noqa: S310 - the scheme is checked above
            body: bytes = answer.read(MAX_ANSWER + 1)
    except (ValueError, urllib.error.HTTPError) as error:
        raise BeaconError(str(error)) from error
    return body
