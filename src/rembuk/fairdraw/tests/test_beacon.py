from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from py_arkworks_bls12381 import G1Point, G2Point

from rembuk.fairdraw import (
    DEFAULT,
    QUICKNET,
    BeaconError,
    Round,
    bls,
    fetch_round,
    parse_round,
    round_at,
    time_of_round,
    verify_round,
)
from rembuk.fairdraw.tests.samples import DEFAULT_FIRST, ROUND

RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
SERVED = json.dumps({"round": ROUND.number, "randomness": RANDOMNESS, "signature": ROUND.signature.hex()})
GROUP_HASH = bytes.fromhex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a")


def test_rounds_and_times() -> None:
    assert round_at(QUICKNET, 1_776_643_200) == 27_946_612  # 2026-04-20T00:00Z, as in the ruby gem's README
    assert time_of_round(QUICKNET, 27_946_612) == 1_776_643_200 - (1_776_643_200 - QUICKNET.genesis) % 3
    assert round_at(QUICKNET, QUICKNET.genesis) == 1
    with pytest.raises(BeaconError):
        round_at(QUICKNET, QUICKNET.genesis - 1)
    with pytest.raises(BeaconError):
        time_of_round(QUICKNET, 0)


def test_the_default_chain_hash_binds_its_key_and_clock() -> None:
    fields = DEFAULT.period.to_bytes(4, "big") + DEFAULT.genesis.to_bytes(8, "big")
    assert hashlib.sha256(fields + bytes.fromhex(DEFAULT.public_key) + GROUP_HASH).hexdigest() == DEFAULT.hash


def test_published_rounds_verify() -> None:
    assert verify_round(QUICKNET, ROUND).hex() == RANDOMNESS
    randomness = "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"
    assert verify_round(DEFAULT, DEFAULT_FIRST).hex() == randomness


@pytest.mark.parametrize(
    "forged",
    [
        replace(ROUND, number=657_414),
        replace(ROUND, number=2**64),
        replace(ROUND, signature=b""),
        replace(ROUND, signature=bytes(48)),
        replace(ROUND, signature=bytes([0xC0, *bytes(47)])),  # the point at infinity
        replace(ROUND, signature=bytes([ROUND.signature[0] ^ 0x20]) + ROUND.signature[1:]),  # its negative
        replace(ROUND, randomness=bytes(32)),
    ],
)
def test_a_forged_round_is_refused(forged: Round) -> None:
    with pytest.raises(BeaconError):
        verify_round(QUICKNET, forged)


def outside_the_group() -> bytes:
    """A compressed point of G1's curve that is not in G1."""
    for x in range(1, 100):
        data = bytes([0x80, *bytes(46), x])
        try:
            point = G1Point.from_compressed_bytes_unchecked(data)
        except ValueError:
            continue
        if not point.is_in_subgroup():
            return data
    raise AssertionError("there are many such points")


def test_a_point_outside_the_group_is_refused_by_both_writings() -> None:
    with pytest.raises(BeaconError, match="outside the group"):
        verify_round(QUICKNET, replace(ROUND, signature=outside_the_group()))
    with pytest.raises(ValueError, match="not in the group"):
        bls.decompress(bls.G1, outside_the_group())


def test_a_chained_round_needs_the_one_before() -> None:
    with pytest.raises(BeaconError, match="previous"):
        verify_round(DEFAULT, replace(DEFAULT_FIRST, previous_signature=None))
    with pytest.raises(BeaconError, match="not signed"):
        verify_round(DEFAULT, replace(DEFAULT_FIRST, previous_signature=bytes(32)))
    with pytest.raises(BeaconError, match="not supported"):
        verify_round(replace(DEFAULT, scheme="unknown"), DEFAULT_FIRST)


def test_a_pasted_round_is_read_as_drand_serves_it() -> None:
    assert parse_round(f"\n{SERVED}\n") == replace(ROUND, randomness=bytes.fromhex(RANDOMNESS))
    assert parse_round(SERVED.encode()).number == ROUND.number


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '{"round":1}', '{"round":"1","signature":"aa"}', '{"round":true,"signature":"aa"}',
     '{"round":0,"signature":"aa"}', '{"round":1,"signature":"zz"}', '{"round":1,"signature":["aa"]}',
     '{"round":1,"signature":"AA"}', "[" * 9000, " " * 20_000, b"\xff\xfe\xfd"],
)  # fmt: skip
def test_other_texts_are_refused_with_a_sentence(text: str | bytes) -> None:
    with pytest.raises(BeaconError, match=r"\.$"):
        parse_round(text)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@contextmanager
def mirror(body: str, status: int = 200) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_broken_and_a_lying_mirror_are_passed_over() -> None:
    lie = SERVED.replace(ROUND.signature.hex(), DEFAULT_FIRST.signature.hex()[:96])
    with mirror("gone", 503) as broken, mirror(lie) as lying, mirror(SERVED) as honest:
        found = fetch_round(QUICKNET, ROUND.number, [broken, lying, honest], timeout=2)
    assert found.signature == ROUND.signature


def test_another_round_is_never_taken() -> None:
    with mirror(SERVED) as ahead, pytest.raises(BeaconError, match="answered with round 657413"):
        fetch_round(QUICKNET, ROUND.number - 1, [ahead], timeout=2)


def test_a_mirror_is_a_web_address() -> None:
    with pytest.raises(BeaconError, match="https"):
        fetch_round(QUICKNET, ROUND.number, ["file:///etc"])


@pytest.mark.parametrize("message", [b"", b"abc", b"q" * 200])
def test_our_own_curve_hashes_as_the_library_does(message: bytes) -> None:
    one = G1Point.hash_to_curve(message, bls.DST.format(1).encode()).to_compressed_bytes()
    two = G2Point.hash_to_curve(message, bls.DST.format(2).encode()).to_compressed_bytes()
    assert bls.hash_to_curve(bls.G1, message) == bls.decompress(bls.G1, bytes(one))
    assert bls.hash_to_curve(bls.G2, message) == bls.decompress(bls.G2, bytes(two))


def test_our_own_pairing_accepts_and_refuses_as_the_library_does() -> None:
    key, message = bytes.fromhex(QUICKNET.public_key), hashlib.sha256(ROUND.number.to_bytes(8, "big")).digest()
    assert bls.verify_g1(key, message, ROUND.signature)
    assert not bls.verify_g1(key, hashlib.sha256(b"another round").digest(), ROUND.signature)
    message = hashlib.sha256(GROUP_HASH + (1).to_bytes(8, "big")).digest()
    assert bls.verify_g2(bytes.fromhex(DEFAULT.public_key), message, DEFAULT_FIRST.signature)
    with pytest.raises(ValueError, match="point"):
        bls.verify_g1(key, message, bytes([0xC0, *bytes(47)]))
