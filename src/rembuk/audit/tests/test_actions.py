"""The record of deeds, and the announcements that follow a commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.dispatch import Signal

from rembuk.audit.actions import announce, record
from rembuk.audit.models import AuditRow

told = Signal()


@pytest.fixture
def heard() -> Iterator[list[tuple[Any, dict[str, Any]]]]:
    """What a receiver hears."""
    events: list[tuple[Any, dict[str, Any]]] = []

    def hear(sender: Any, signal: Signal, **payload: Any) -> None:
        events.append((sender, payload))

    told.connect(hear)
    yield events
    told.disconnect(hear)


@pytest.mark.django_db
def test_a_deed_says_who_did_what_to_which_thing(ratna: Any) -> None:
    thing = Group.objects.create(name="Warung")
    record("test.open", thing, actor=ratna, before="closed")
    row = AuditRow.objects.get(verb="test.open")
    facts = (row.actor, row.verb, row.subject_type, row.subject_id, row.data)
    assert facts == (ratna, "test.open", "auth.group", str(thing.pk), {"before": "closed"})
    assert row.at is not None
    assert str(row) == f"test.open auth.group:{thing.pk}"


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [None, AnonymousUser()], ids=["system", "anonymous"])
def test_nobody_in_particular_can_have_done_it(actor: AnonymousUser | None) -> None:
    record("test.open", Group.objects.create(name="Warung"), actor=actor)
    assert AuditRow.objects.get().actor is None


@pytest.mark.django_db
def test_the_record_outlives_the_account(bagas: Any) -> None:
    record("test.open", Group.objects.create(name="Warung"), actor=bagas)
    bagas.delete()
    assert AuditRow.objects.get().actor is None


@pytest.mark.django_db
def test_the_newest_deed_comes_first() -> None:
    thing = Group.objects.create(name="Warung")
    for verb in ("test.open", "test.close"):
        record(verb, thing, actor=None)
    assert [row.verb for row in AuditRow.objects.all()] == ["test.close", "test.open"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_record_outside_a_transaction_is_an_error() -> None:
    thing = Group.objects.create(name="Warung")
    with pytest.raises(RuntimeError, match=r"test\.open must be recorded inside the transaction"):
        record("test.open", thing, actor=None)
    assert not AuditRow.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_deed_that_fails_leaves_no_record_and_is_not_announced(heard: list[Any]) -> None:
    with transaction.atomic():
        record("test.open", Group.objects.create(name="Warung"), actor=None)
        announce(told, Group)
        transaction.set_rollback(True)
    assert not AuditRow.objects.exists()
    assert heard == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_event_is_heard_after_the_commit_and_not_before(heard: list[Any]) -> None:
    with transaction.atomic():
        announce(told, Group, what="Warung")
        assert heard == []
    assert heard == [(Group, {"what": "Warung"})]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_receiver_that_fails_stops_nobody(heard: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    def broken(**_event: Any) -> None:
        raise ZeroDivisionError

    told.connect(broken)
    try:
        with transaction.atomic():
            thing = Group.objects.create(name="Warung")
            announce(told, Group, what="Warung")
    finally:
        told.disconnect(broken)
    assert Group.objects.filter(pk=thing.pk).exists()
    assert heard == [(Group, {"what": "Warung"})]
    assert [record.name for record in caplog.records] == ["django.dispatch"]
