from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rembuk.readers import profile_fields
from rembuk.readers.profile_fields import FIELDS, Kind, field_named

MOBILE = "+628125550101"


@pytest.mark.parametrize(
    "typed",
    [
        "0812 555 0101",
        "0812-555-0101",
        "(0812) 555.0101",
        "+62 812 555 0101",
        "62812 555 0101",  # without the plus this would pass as a valid landline
        "0062 812 555 0101",
        "812 555 0101",
        "\u200e+62 812‑555‑0101",  # as copied from an address book
    ],
)
def test_a_mobile_number_has_one_form_however_it_is_typed(typed: str) -> None:
    assert field_named("phone").normalise(typed) == MOBILE


@pytest.mark.parametrize("typed", ["", "112", "021 555 0101", "0812", "0812 5555 5555 5555 55", "nomor saya", "+6281"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        field_named("phone").normalise(typed)


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert field_named("phone").normalise("+65 8123 4567") == "+6581234567"


@pytest.mark.parametrize(("number", "hint"), [("+6281255500101", "+62 812-••••-0101"), ("+6581234567", "+65 ••••67")])
def test_the_hint_shows_too_little_to_ring(number: str, hint: str) -> None:
    assert profile_fields.phone_hint(number) == hint


@pytest.mark.parametrize("typed", ["1990-05-17", "17-05-1990", "17/5/1990", " 17.05.1990 "])
def test_a_birth_date_has_one_form(typed: str) -> None:
    assert field_named("birth_date").normalise(typed) == "1990-05-17"


@pytest.mark.parametrize("typed", ["", "1990-02-30", "31-04-1990", "kemarin", "1890-01-01", "2999-01-01", "17051990x"])
def test_an_impossible_birth_date_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        field_named("birth_date").normalise(typed)


def test_thirteen_is_the_age_for_a_profile_and_eighteen_for_an_adult(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 24))
    assert field_named("birth_date").normalise("2013-11-24") == "2013-11-24"
    with pytest.raises(ValidationError) as refusal:
        field_named("birth_date").normalise("2013-11-25")
    assert refusal.value.code == "age"
    assert profile_fields.is_adult("2008-11-24")
    assert not profile_fields.is_adult("2008-11-25")
    assert profile_fields.age(date(2004, 2, 29)) == 22


@pytest.mark.parametrize("typed", ["", "A", "12345", "   ", "x" * 101])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        field_named("name").normalise(typed)


def test_case_and_spacing_of_a_name_do_not_matter() -> None:
    assert field_named("name").normalise("  Hj. RATNA   Puspita ") == field_named("name").normalise("hj. ratna puspita")


@given(st.text(min_size=4), st.sampled_from([field.name for field in FIELDS]))
def test_normalising_twice_changes_nothing_and_a_refusal_repeats_nothing(typed: str, name: str) -> None:
    normalise = field_named(name).normalise
    once = said = ""
    try:
        once = normalise(typed)
    except ValidationError as refusal:
        said = " ".join(refusal.messages)
    assert not once or normalise(once) == once
    assert len(typed.strip()) < 4 or typed.strip() not in said


def test_only_the_telephone_number_can_ever_be_read_back() -> None:
    assert [field.name for field in FIELDS if field.kind is Kind.CONTACT] == ["phone"]
    assert all(str(field.purpose) and str(field.label) for field in FIELDS)
