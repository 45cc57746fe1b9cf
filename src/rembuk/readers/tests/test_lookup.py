"""Rows by one value: the same that the ORM gives."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rembuk.readers.backends import Accounts
from rembuk.readers.lookup import MOST_PLANS, Lookup, Several
from rembuk.readers.models import Reader
from rembuk.readers.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_the_row_is_the_one_that_the_orm_gives(ratna: Reader, bagas: Reader) -> None:
    ratna.last_login = timezone.now()
    ratna.save()
    lookup = Lookup(Reader, "pk")
    for person in (ratna, bagas):
        found, wanted = lookup.first(person.pk), Reader.objects.get(pk=person.pk)
        assert found is not None
        assert (found, model_to_dict(found)) == (wanted, model_to_dict(wanted))
        assert (found.public_id, found.last_login, found.date_joined) == (
            wanted.public_id,
            wanted.last_login,
            wanted.date_joined,
        )
        assert not found.get_deferred_fields()
        assert not found._state.adding
    assert lookup.first(0) is None


def test_it_is_one_query_each_time(ratna: Reader) -> None:
    lookup = Lookup(Reader, "pk")
    with CaptureQueriesContext(connection) as asked:
        lookup.first(ratna.pk)
        lookup.first(ratna.pk)
    assert len(asked) == 2


@pytest.mark.parametrize("number", [0, 1, 2, 3, MOST_PLANS + 1])
def test_several_rows_are_those_that_the_orm_gives(number: int, make_reader: Callable[..., Reader]) -> None:
    people = [make_reader(f"Orang {each}") for each in range(3)]
    asked: list[int] = []

    def ask(ids: Collection[int]) -> QuerySet[Reader]:
        asked.append(len(ids))
        return Reader.objects.filter(pk__in=ids, date_joined__lte=timezone.now(), is_active=True).order_by("-pk")

    several = Several(ask)
    for shift in (0, 1):
        wanted = [each.pk for each in people[shift : shift + number]]
        ids = wanted + [people[-1].pk + each for each in range(1, 1 + number - len(wanted))]
        assert [each.pk for each in several.found(ids)] == wanted[::-1]
    assert len(asked) == (1 if 0 < number <= MOST_PLANS else 2)


def test_a_session_that_has_run_out_or_never_was_is_none() -> None:
    store = SessionStore()
    store["page"] = "here"
    store.create()
    key = store.session_key
    assert SessionStore(key)["page"] == "here"
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    gone = SessionStore(key)
    assert dict(gone.items()) == {}
    assert gone.session_key is None
    assert dict(SessionStore("x" * 32).items()) == {}


def test_a_closed_account_is_signed_out_at_once(client: Client, ratna: Reader) -> None:
    client.force_login(ratna, backend=settings.AUTHENTICATION_BACKENDS[1])
    assert Accounts().get_user(ratna.pk) == ratna
    assert client.get(reverse("readers:profile")).status_code == 200
    Reader.objects.filter(pk=ratna.pk).update(is_active=False)
    assert Accounts().get_user(ratna.pk) is None
    assert client.get(reverse("readers:profile")).status_code == 302
