from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

import rembuk
from rembuk.audit.models import AuditRow
from rembuk.readers.actions import erase_profile
from rembuk.readers.models import Reader
from rembuk.sealed.chain import ChainBroken
from rembuk.trust import actions, queries
from rembuk.trust.models import Case, Comparison, Opening

PHONE = "+6281255500101"
REASON = "Menghubungi pemenang yang meminta bantuan"


@pytest.fixture
def case(ratna: Reader, intan: Reader) -> Case:
    return actions.open_case(email="RATNA@contoh.test ", subject="Tidak bisa masuk", actor=intan)


@pytest.fixture
def nobodys(intan: Reader) -> Case:
    return actions.open_case(email="tidak.ada@contoh.test", subject="Tidak bisa masuk", actor=intan)


def opening(case: Case, actor: Reader, reason: str = REASON) -> str:
    return actions.unseal(case=case, field="phone", reason=reason, actor=actor)


def test_comparing_answers_yes_or_no_and_keeps_no_value(case: Case, intan: Reader) -> None:
    assert actions.compare(case=case, field="phone", said="0812-5550-0101", actor=intan)
    assert actions.compare(case=case, field="birth_date", said="17-05-1990", actor=intan)
    assert not actions.compare(case=case, field="name", said="Ratna Palsu", actor=intan)
    # Moments are left out: their digits may be anything.
    rows = str([*Comparison.objects.values("field", "matched"), *AuditRow.objects.values("verb", "data")])
    for value in ("55500101", "1990", "Palsu", "palsu"):
        assert value not in rows


def test_a_case_has_five_comparisons(case: Case, intan: Reader) -> None:
    for day in range(1, 6):
        actions.compare(case=case, field="birth_date", said=f"1990-05-0{day}", actor=intan)
    with pytest.raises(actions.CaseRefused):
        actions.compare(case=case, field="birth_date", said="1990-05-17", actor=intan)


@pytest.mark.parametrize("email", ["ratna@contoh.test", "tidak.ada@contoh.test"])
def test_new_cases_bring_no_comparisons_without_end(ratna: Reader, intan: Reader, email: str) -> None:
    """Ten a day about one address, with or without an account: only then the limit tells nothing either."""
    for _number in range(2):
        case = actions.open_case(email=email, subject="Tidak bisa masuk", actor=intan)
        for day in range(1, 6):
            actions.compare(case=case, field="birth_date", said=f"1980-05-0{day}", actor=intan)
    case = actions.open_case(email=email, subject="Tidak bisa masuk", actor=intan)
    with pytest.raises(actions.CaseRefused):
        actions.compare(case=case, field="birth_date", said="1980-05-01", actor=intan)
    Comparison.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert not actions.compare(case=case, field="birth_date", said="1980-05-01", actor=intan)


def test_a_colleague_has_a_hundred_comparisons_a_day(nobodys: Case, case: Case, intan: Reader, damar: Reader) -> None:
    others = [Comparison(case=nobodys, field="name", matched=False, made_by=damar) for _number in range(100)]
    Comparison.objects.bulk_create(others)
    assert not actions.compare(case=case, field="name", said="Orang Lain", actor=intan)
    Comparison.objects.update(made_by=intan)
    with pytest.raises(actions.CaseRefused):
        actions.compare(case=case, field="name", said="Orang Lain", actor=intan)


def test_what_nobody_could_have_answered_is_no_try(case: Case, intan: Reader) -> None:
    with pytest.raises(ValidationError):
        actions.compare(case=case, field="phone", said="112", actor=intan)
    assert case.comparisons.count() == 0


def test_a_case_about_nobody_answers_like_any_other(nobodys: Case, case: Case, bagas: Reader, intan: Reader) -> None:
    empty = actions.open_case(email=bagas.email, subject="Tidak bisa masuk", actor=intan)
    answers = [actions.compare(case=each, field="name", said="Ratna Pusp", actor=intan) for each in (nobodys, empty)]
    assert answers == [False, False]
    refusals = []
    for each in (nobodys, empty):
        with pytest.raises(actions.CaseRefused) as refusal:
            opening(each, intan)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert "tidak.ada" not in str(Case.objects.values())


def test_opening_is_logged_and_told(
    case: Case, ratna: Reader, intan: Reader, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert opening(case, intan) == PHONE
    row = Opening.objects.get()
    assert row.payload == {
        "case": str(case.public_id),
        "reader": str(ratna.public_id),
        "actor": intan.pk,
        "field": "phone",
        "reason": REASON,
    }
    assert queries.verify_openings() == 1
    (seen,) = queries.openings_of(ratna)
    assert (seen.who, seen.reason) == ("Intan", REASON)
    (message,) = mail.outbox
    assert message.to == [ratna.email]
    assert REASON in message.body
    for value in (PHONE, "5550", "0101"):
        assert value not in message.body + str([*Opening.objects.values(), *AuditRow.objects.values()])


def test_a_log_that_cannot_be_written_opens_nothing(case: Case, intan: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def full(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Opening.objects, "create", full)
    with pytest.raises(OSError, match="disk full"):
        shown.append(opening(case, intan))
    assert shown == []


def test_an_opening_cannot_be_undone_by_an_outer_transaction(case: Case, intan: Reader) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        opening(case, intan)
    assert opening(case, intan) == PHONE


@pytest.mark.parametrize("reason", ["", "   ", "bantu", "x" * 301])
def test_opening_needs_a_purpose(case: Case, intan: Reader, reason: str) -> None:
    with pytest.raises(actions.CaseRefused):
        opening(case, intan, reason)
    assert not Opening.objects.exists()


@pytest.mark.parametrize("field", ["name", "birth_date"])
def test_what_can_only_be_compared_does_not_open(case: Case, intan: Reader, field: str) -> None:
    with pytest.raises(actions.CaseRefused):
        actions.unseal(case=case, field=field, reason=REASON, actor=intan)


def test_a_closed_an_old_and_an_emptied_case_open_nothing(case: Case, ratna: Reader, intan: Reader) -> None:
    Case.objects.update(opened_at=F("opened_at") - timedelta(hours=25))
    with pytest.raises(actions.CaseRefused):
        opening(case, intan)
    Case.objects.update(opened_at=timezone.now())
    erase_profile(reader=ratna)
    with pytest.raises(actions.CaseRefused):
        opening(case, intan)
    actions.close_case(case=case, actor=intan)
    for act in (opening, lambda case, actor: actions.compare(case=case, field="name", said="Ratna", actor=actor)):
        with pytest.raises(actions.CaseRefused):
            act(case, intan)
    assert not Opening.objects.exists()


def test_who_may_do_what(case: Case, intan: Reader, damar: Reader, make_reader: Callable[..., Reader]) -> None:
    first_line = make_reader("Wulan")
    first_line.user_permissions.add(Permission.objects.get(codename="work_on_case"))
    assert not actions.compare(case=case, field="name", said="Orang Lain", actor=first_line)
    with pytest.raises(PermissionDenied):
        opening(case, first_line)
    for act in (
        lambda: actions.open_case(email="ratna@contoh.test", subject="-", actor=damar),
        lambda: actions.compare(case=case, field="name", said="Ratna", actor=damar),
        lambda: opening(case, damar),
        lambda: actions.close_case(case=case, actor=damar),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.fixture
def three(case: Case, intan: Reader) -> list[Opening]:
    for number in range(3):
        opening(case, intan, f"Alasan yang ke-{number}")
    assert queries.verify_openings() == 3
    return list(Opening.objects.order_by("sequence"))


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"reason": "lain"}},
        {"at": "2026-01-01T00:00:00.000000+00:00"},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
        {"sequence": 9},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_breaks_the_chain(three: list[Opening], change: dict[str, Any]) -> None:
    Opening.objects.filter(pk=three[1].pk).update(**change)
    with pytest.raises(ChainBroken):
        queries.verify_openings()


@pytest.mark.parametrize("place", [0, 1])
def test_a_removed_entry_breaks_the_chain(three: list[Opening], place: int) -> None:
    three[place].delete()
    with pytest.raises(ChainBroken):
        queries.verify_openings()


def test_a_cut_end_shows_against_the_noted_head(three: list[Opening]) -> None:
    head = three[2].hash
    assert queries.verify_openings(head=head) == 3
    three[2].delete()
    assert queries.verify_openings() == 2
    with pytest.raises(ChainBroken):
        queries.verify_openings(head=head)


def test_the_log_outlives_the_account(three: list[Opening], ratna: Reader, intan: Reader) -> None:
    ratna.delete()
    assert queries.verify_openings() == 3
    assert Opening.objects.filter(reader=None).count() == 3


def test_there_is_one_way_out() -> None:
    """Nothing but `unseal` opens a sealed answer, and nothing here could change an address or a password."""
    root = Path(rembuk.__file__).parent
    callers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and "open_answer" in {getattr(node, "attr", ""), getattr(node, "id", "")}
    }
    assert callers == {"trust/actions/cases.py"}
    cases = (root / "trust/actions/cases.py").read_text(encoding="utf-8")
    for word in ("set_password", "EmailAddress", "Authenticator", ".email ="):
        assert word not in cases
