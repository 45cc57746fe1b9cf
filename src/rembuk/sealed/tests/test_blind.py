from __future__ import annotations

import traceback
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.sealed.blind import (
    blind_index,
    blind_indexes,
    matches,
    normalise_date,
    normalise_name,
    normalise_phone,
)
from rembuk.sealed.keyring import Key, KeyKind, KeyRing, KeyRingError

OLD = [Key(kind, 1, bytes([number]) * 32) for number, kind in enumerate(KeyKind)]
RING = KeyRing(OLD)
ROTATED = KeyRing([*OLD, Key(KeyKind.INDEX, 2, b"n" * 32)])


def test_equal_values_meet_only_within_a_field() -> None:
    assert blind_index(RING, "name", "siti") == blind_index(RING, "name", "siti")
    assert blind_index(RING, "name", "siti") != blind_index(RING, "city", "siti")
    assert blind_index(RING, "name", "siti") != blind_index(RING, "name", "sita")


def test_another_key_gives_another_index() -> None:
    other = KeyRing([Key(kind, 1, b"o" * 32) for kind in KeyKind])
    assert blind_index(RING, "name", "siti") != blind_index(other, "name", "siti")


def test_rows_under_an_old_key_are_still_found_and_matched() -> None:
    stored = blind_index(RING, "phone", "+628123456789")
    assert stored.startswith("1.")
    assert blind_index(ROTATED, "phone", "+628123456789").startswith("2.")
    assert stored in blind_indexes(ROTATED, "phone", "+628123456789")
    assert matches(ROTATED, "phone", "+628123456789", stored)
    assert not matches(ROTATED, "phone", "+628123456780", stored)


def test_an_index_of_an_unknown_version_says_so() -> None:
    with pytest.raises(KeyRingError, match="index-2"):
        matches(RING, "name", "siti", blind_index(ROTATED, "name", "siti"))


@pytest.mark.parametrize("stored", ["", "siti", "x.00", "²."])
def test_text_that_is_no_index_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not a blind index"):
        matches(RING, "name", "siti", stored)


def test_an_empty_value_has_no_index() -> None:
    with pytest.raises(ValueError, match="empty"):
        blind_index(RING, "name", "")


def test_names_meet_across_case_width_and_spacing() -> None:
    assert normalise_name("  Hj.  SITI\tAminah\u00a0") == "hj. siti aminah"
    assert normalise_name("\uff33\uff49\uff54\uff49") == "siti"
    assert normalise_name("Jose\u0301") == normalise_name("JOSÉ")


@given(st.text(min_size=1))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    try:
        once = normalise_name(text)
    except ValueError:
        assert not text.strip() or text.isspace()
    else:
        assert normalise_name(once) == once


@pytest.mark.parametrize(
    "given_date", [date(1990, 2, 3), datetime(1990, 2, 3, 23, tzinfo=UTC), "1990-02-03", " 1990-02-03 ", "19900203"]
)
def test_dates_become_iso(given_date: date | str) -> None:
    assert normalise_date(given_date) == "1990-02-03"


@pytest.mark.parametrize("typed", ["03/02/1990", "1990-02-31", ""])
def test_a_wrong_date_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD") as caught:
        normalise_date(typed)
    shown = "".join(traceback.format_exception(caught.value))
    assert "Invalid isoformat" not in shown
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize("number", ["08123456789", "+0812345678", "+62 812345678", "+62812345678901234", "+62812٣456"])
def test_only_e164_passes(number: str) -> None:
    with pytest.raises(ValueError, match=r"E\.164") as caught:
        normalise_phone(number)
    assert number not in str(caught.value)


def test_e164_stays_as_it_is() -> None:
    assert normalise_phone("+628123456789") == "+628123456789"
