from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rembuk.audit.models import AuditRow
from rembuk.readers import actions, queries, sealing
from rembuk.readers.events import profile_changed
from rembuk.readers.models import ConsentReceipt, PersonKey, ProfileFacts, Reader, SealedField
from rembuk.readers.profile_fields import field_named
from rembuk.sealed.envelope import SealedError

ANSWERS = {"name": "Bagas Wirawan", "birth_date": "1999-01-31", "phone": "0813 5550 0202"}


@pytest.fixture
def heard() -> Iterator[list[Reader]]:
    readers: list[Reader] = []

    def hear(*, reader: Reader, **_signal: Any) -> None:
        readers.append(reader)

    profile_changed.connect(hear)
    yield readers
    profile_changed.disconnect(hear)


def test_a_complete_profile(bagas: Reader) -> None:
    facts = actions.save_profile(reader=bagas, answers=ANSWERS)
    assert (facts.complete, facts.adult, facts.unique) == (True, True, True)
    assert facts.reviewed_at is not None
    assert queries.missing_fields(bagas) == []
    assert queries.facts(bagas) == facts


def test_nothing_is_known_of_a_reader_who_answered_nothing(bagas: Reader) -> None:
    facts = queries.facts(bagas)
    assert facts._state.adding
    assert (facts.complete, facts.adult, facts.unique) == (False, False, True)
    assert [field.name for field in queries.missing_fields(bagas)] == ["name", "birth_date", "phone"]


def test_only_given_fields_change(ratna: Reader) -> None:
    before = {row.field: row.blind_index for row in SealedField.objects.filter(reader=ratna)}
    actions.save_profile(reader=ratna, answers={"phone": "0815 5550 0303"})
    after = {row.field: row.blind_index for row in SealedField.objects.filter(reader=ratna)}
    assert {name for name in before if before[name] != after[name]} == {"phone"}
    assert sealing.open_answer(ratna, field_named("phone")) == "+6281555500303"


def test_one_bad_answer_keeps_all_out(bagas: Reader) -> None:
    with pytest.raises(actions.ProfileError) as refused:
        actions.save_profile(reader=bagas, answers=ANSWERS | {"birth_date": "1999-02-31", "phone": "112"})
    assert set(refused.value.messages) == {"birth_date", "phone"}
    assert not SealedField.objects.filter(reader=bagas).exists()
    assert "1999-02-31" not in f"{refused.value} {refused.value.messages}"


def test_a_field_that_is_not_asked_is_an_error(bagas: Reader) -> None:
    with pytest.raises(KeyError):
        actions.save_profile(reader=bagas, answers={"mothers_name": "Sri"})


def test_a_minor_is_no_adult_until_a_new_answer(bagas: Reader) -> None:
    assert not actions.save_profile(reader=bagas, answers={"birth_date": "2012-01-01"}).adult
    assert actions.save_profile(reader=bagas, answers={"birth_date": "1999-01-31"}).adult


def test_match_only_answers_have_no_ciphertext(ratna: Reader) -> None:
    kept = {row.field: (row.ciphertext, row.hint) for row in SealedField.objects.filter(reader=ratna)}
    assert kept["name"] == (None, "")
    assert kept["birth_date"] == (None, "")
    assert kept["phone"][1] == "+62 812-••••-0101"
    with pytest.raises(sealing.NothingSealed):
        sealing.open_answer(ratna, field_named("name"))


@pytest.mark.parametrize(
    "taken",
    [{"phone": "+62 812 5550 0101"}, {"name": "RATNA puspita", "birth_date": "17-05-1990"}],
    ids=["same number", "same name and birth date"],
)
def test_the_first_claim_counts(ratna: Reader, bagas: Reader, taken: dict[str, str]) -> None:
    assert not actions.save_profile(reader=bagas, answers=ANSWERS | taken).unique
    assert actions.confirm_review(reader=ratna).unique, "nobody can spoil a profile by typing its number"
    actions.erase_profile(reader=ratna)
    assert actions.confirm_review(reader=bagas).unique


def test_namesakes_are_two_people(ratna: Reader, bagas: Reader) -> None:
    assert actions.save_profile(reader=bagas, answers=ANSWERS | {"name": "Ratna Puspita"}).unique
    assert actions.save_profile(reader=bagas, answers=ANSWERS | {"birth_date": "1990-05-17"}).unique


def test_an_answer_moved_to_another_reader_does_not_open(ratna: Reader, bagas: Reader) -> None:
    stolen = SealedField.objects.get(reader=ratna, field="phone")
    actions.save_profile(reader=bagas, answers={"phone": "0813 5550 0202"})
    SealedField.objects.filter(reader=bagas, field="phone").update(ciphertext=stolen.ciphertext)
    with pytest.raises(SealedError):
        sealing.open_answer(bagas, field_named("phone"))


def test_erasing_destroys_the_key_so_that_old_rows_stay_closed(ratna: Reader) -> None:
    backup = SealedField.objects.get(reader=ratna, field="phone")
    actions.give_consent(reader=ratna, purpose=actions.PROFILE_PURPOSE, text="Kalimat", channel="web")
    actions.erase_profile(reader=ratna)
    assert not PersonKey.objects.filter(reader=ratna).exists()
    assert not ProfileFacts.objects.filter(reader=ratna).exists()
    assert ratna.consents.get().withdrawn_at is not None
    backup.save(force_insert=True)
    with pytest.raises(sealing.NothingSealed):
        sealing.open_answer(ratna, field_named("phone"))


def test_the_deed_is_recorded_and_told_without_a_value(
    bagas: Reader, heard: list[Reader], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_profile(reader=bagas, answers=ANSWERS)
    row = AuditRow.objects.get(verb="readers.save_profile", actor=bagas)
    assert row.data == {"fields": ["birth_date", "name", "phone"], "complete": True}
    assert heard == [bagas]


def test_agreeing_twice_leaves_one_receipt(bagas: Reader) -> None:
    first = actions.give_consent(reader=bagas, purpose="profile", text="Kalimat", channel="web")
    again = actions.give_consent(reader=bagas, purpose="profile", text="Kalimat", channel="web")
    other = actions.give_consent(reader=bagas, purpose="profile", text="Kalimat baru", channel="web")
    assert first == again != other
    assert ConsentReceipt.objects.count() == 2


def test_a_profile_of_someone_else_is_never_touched(ratna: Reader, make_reader: Callable[..., Reader]) -> None:
    stranger = make_reader("Orang Lain")
    actions.erase_profile(reader=stranger)
    assert queries.facts(ratna).complete
    assert all(answered.stored is None for answered in queries.profile(stranger))
