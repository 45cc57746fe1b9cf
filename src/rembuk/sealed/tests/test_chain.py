from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.sealed.chain import GENESIS, ChainBroken, ChainEntry, canonical_json, next_entry, verify_chain

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def chain(length: int) -> list[ChainEntry]:
    entries: list[ChainEntry] = []
    for number in range(length):
        previous = entries[-1] if entries else None
        entries.append(next_entry(previous, {"field": "phone", "case": number}, START + timedelta(minutes=number)))
    return entries


def broken_at(entries: list[ChainEntry], *, after: ChainEntry | None = None, head: str | None = None) -> int:
    with pytest.raises(ChainBroken) as caught:
        verify_chain(entries, after=after, head=head)
    assert str(caught.value.sequence) in str(caught.value)
    return caught.value.sequence


def test_a_whole_chain_verifies() -> None:
    entries = chain(5)
    verify_chain(entries)
    assert entries[0].previous_hash == GENESIS
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    verify_chain([])


@given(st.integers(0, 5), st.sampled_from(["payload", "at", "hash", "previous_hash", "sequence"]))
def test_any_change_is_found_at_its_entry(place: int, part: str) -> None:
    entries = chain(6)
    entry = entries[place]
    entries[place] = {
        "payload": replace(entry, payload={"field": "email", "case": place}),
        "at": replace(entry, at=entry.at + timedelta(microseconds=1)),
        "hash": replace(entry, hash="f" * 64),
        "previous_hash": replace(entry, previous_hash="f" * 64),
        "sequence": replace(entry, sequence=99),
    }[part]
    assert broken_at(entries) == place + 1


@given(st.integers(0, 4))
def test_a_missing_entry_is_found(place: int) -> None:
    entries = chain(6)
    del entries[place]
    assert broken_at(entries) == place + 1


def test_a_rewritten_entry_breaks_the_next_one() -> None:
    entries = chain(4)
    entries[1] = next_entry(entries[0], {"forged": True}, START)
    assert broken_at(entries) == 3


def test_a_cut_end_shows_against_a_noted_head() -> None:
    entries = chain(4)
    verify_chain(entries[:3])
    verify_chain(entries, head=entries[3].hash)
    verify_chain(entries, head=entries[1].hash)
    assert broken_at(entries[:3], head=entries[3].hash) == 4
    assert broken_at([], head=entries[0].hash) == 1


def test_checking_goes_on_from_a_checked_entry() -> None:
    entries = chain(5)
    verify_chain(entries[3:], after=entries[2])
    verify_chain([], after=entries[2], head=entries[2].hash)
    assert broken_at(entries[3:], after=entries[1]) == 3


def test_the_same_moment_in_another_zone_hashes_alike() -> None:
    jakarta = START.astimezone(timezone(timedelta(hours=7)))
    assert next_entry(None, {}, START).hash == next_entry(None, {}, jakarta).hash


def test_an_entry_of_an_earlier_release_still_verifies() -> None:
    """Logs outlive releases: this value may never change."""
    entry = next_entry(None, {"b": [1, None, True], "a": "é"}, START)
    assert entry.hash == "15edb0d8e15925cd5f5037f8037bf83c801008e64b01ac48a345386249cbae56"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_entry(None, {}, START.replace(tzinfo=None))


def test_canonical_json_has_one_form() -> None:
    value = {"b": "é", "a": [1, {"z": None, "y": False}]}
    assert canonical_json(value) == b'{"a":[1,{"y":false,"z":null}],"b":"\\u00e9"}'


@pytest.mark.parametrize("value", [{"a": 1.0}, {1: "a"}, {"a": START}, {"a": [{"b": {2: 3}}]}, {"a": b"x"}])
def test_what_a_database_would_change_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)
