from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.fairdraw import CanonicalError, merkle
from rembuk.fairdraw.canonical import canonical
from rembuk.fairdraw.permutation import below, permute, words
from rembuk.fairdraw.rfc3797 import key_string, select
from rembuk.fairdraw.verify import encode, order_of, tree

# The eight leaves of the Certificate Transparency reference tests, and the roots of their first n.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
HASHES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"é": 0, "z": -7}, '{"z":-7,"é":0}'),
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),  # RFC 8785, section 3.2.2
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),  # UTF-16 order, section 3.2.3
    ],
)
def test_canonical_json_as_in_rfc_8785(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, b"x", {1: "x"}, "\ud800", {"\ud800": 1}, {1, 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError):
        canonical(value)


@given(plain)
def test_both_writings_of_canonical_json_agree(value: object) -> None:
    assert canonical(value) == encode(value).encode()


@pytest.mark.parametrize("size", ROOTS)
def test_roots_of_the_certificate_transparency_vectors(size: int) -> None:
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_fits_it(values: list[bytes], data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(value) for value in values]
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = merkle.root(leaves), merkle.proof(leaves, index)
    assert tree(values) == root
    assert merkle.verify(leaves[index], index, len(leaves), path, root)
    assert not merkle.verify(merkle.leaf_hash(b"somebody else"), index, len(leaves), path, root)
    assert not merkle.verify(leaves[index], index, len(leaves), [*path, root], root)
    assert not merkle.verify(leaves[index], len(leaves), len(leaves), path, root)


def test_a_proof_for_a_missing_leaf_is_an_error() -> None:
    with pytest.raises(IndexError):
        merkle.proof(HASHES, 8)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), st.binary(min_size=32, max_size=32))
def test_both_writings_of_the_permutation_agree(weights: list[int], seed: bytes) -> None:
    entries = [(f"e{number}", weight) for number, weight in enumerate(weights)]
    order = permute(entries, seed)
    assert sorted(order) == sorted(entry for entry, _ in entries)
    assert order_of([{"entry": entry, "weight": weight} for entry, weight in entries], seed) == order


def test_numbers_that_would_favour_the_small_are_thrown_away() -> None:
    limit = 3 * 2**62  # a plain modulo would give every third number twice
    assert below(limit, iter([2**64 - 1, limit, 7])) == 7


def test_the_stream_is_hmac_over_a_counter() -> None:
    stream = words(bytes(32))
    first_block = bytes.fromhex("f375180aba92888401f1919be4a8715a62763b65c1c10e1d0858e81d4d6f9fd2")
    assert b"".join(next(stream).to_bytes(8, "big") for _ in range(4)) == first_block
    assert next(stream) == 0xA4A11CE5FBE8F96B  # the second block begins


def test_a_seed_has_one_order_for_ever() -> None:
    entries = [(f"e{number}", 1 + number % 2) for number in range(8)]
    assert permute(entries, bytes(32)) == ["e3", "e2", "e5", "e1", "e6", "e7", "e4", "e0"]


def test_every_entry_takes_every_place_equally_often() -> None:
    entries, rounds = [(letter, 1) for letter in "abcdef"], 3000
    seeds = [hashlib.sha256(str(number).encode()).digest() for number in range(rounds)]
    places = Counter((entry, place) for seed in seeds for place, entry in enumerate(permute(entries, seed)))
    expected = rounds / 6
    chi_square = sum((places[entry, place] - expected) ** 2 / expected for entry, _ in entries for place in range(6))
    assert chi_square < 60  # 25 degrees of freedom: beyond 60 by chance once in ten thousand


def test_weight_is_the_chance_to_come_first() -> None:
    seeds = [hashlib.sha256(str(number).encode()).digest() for number in range(3000)]
    heavy = sum(permute([("light", 1), ("heavy", 3)], seed)[0] == "heavy" for seed in seeds)
    assert 2150 < heavy < 2350  # 2250 expected, standard deviation 24


def test_rfc_3797_vectors() -> None:
    key = key_string([[9319], [5, 12, 2, 8, 10], [9, 18, 26, 34, 41, 45]])
    assert key == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    picks = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, 5, 18, 9, 1, 4, 12, 15, 20, 14, 11, 3, 6, 21, 10]
    assert select(key, 25, 25) == picks
    assert select(key, 25, 3) == picks[:3]
