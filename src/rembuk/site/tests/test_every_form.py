"""Every form of the house, sent by everyone. The table of `forms.py` says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from rembuk.audit.models import AuditRow

from .addresses import TABLE
from .addresses_embed import TOKEN_FORMS
from .forms import FORMS
from .rows import Form, answer_of
from .world import PEOPLE, World


@pytest.fixture(autouse=True)
def _no_network(settings: Any) -> None:
    settings.REMBUK_DRAND_MIRRORS = ["http://127.0.0.1:9"]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back: the next form meets the same world."""
    before = transaction.savepoint()  # not a nested block: an opening of sealed data refuses to stand in one
    yield
    transaction.savepoint_rollback(before)


def prepared(name: str, form: Form, world: World) -> tuple[str, dict[str, Any]]:
    """The form's address and its fields."""
    args = (form.args or TABLE[name].args)(world)
    return reverse(name, args=args), dict(form.data(world))


def deeds_after(row: int, **facts: Any) -> list[str]:
    """What was done since."""
    return list(AuditRow.objects.filter(pk__gt=row, **facts).order_by("pk").values_list("verb", flat=True))


def newest_deed() -> int:
    """The number of the last deed."""
    return AuditRow.objects.values_list("pk", flat=True).first() or 0


def test_every_address_that_only_takes_forms_has_an_entry() -> None:
    only_forms = {name for name, address in TABLE.items() if "405" in address.answers().values()}
    # Those of other programs take a key, those of frames a token: no form of ours.
    only_forms = {name for name in only_forms if not name.startswith("api:")} - TOKEN_FORMS
    assert only_forms <= FORMS.keys(), "say in forms.py who may send these"
    assert FORMS.keys() <= TABLE.keys()


def test_the_rightful_person_does_the_deed(world: World) -> None:
    wrong = []
    for name, form in FORMS.items():
        with undone():
            path, data = prepared(name, form, world)
            browser, before = world.browser(form.by), newest_deed()
            answer = answer_of(browser.post(path, data))
            done = deeds_after(before, actor=world.people[form.by])
            if (form.verb not in done) if form.verb else done:
                wrong.append(f"{name} by {form.by}: {answer}, deeds {done}, wanted {form.verb!r}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_else_does(person: str, world: World) -> None:
    wrong = []
    for name, form in FORMS.items():
        if person == form.by or person in form.alike:
            continue
        with undone():
            path, data = prepared(name, form, world)
            browser, before = world.browser(person), newest_deed()
            answer = answer_of(browser.post(path, data))
            if answer not in form.refusal or deeds_after(before):
                wrong.append(f"{name} by {person}: {answer}, deeds {deeds_after(before)}")
    assert not wrong, "\n".join(["", *wrong])


def test_another_site_cannot_send_a_form(world: World) -> None:
    wrong = []
    for name, form in FORMS.items():
        with undone():
            path, data = prepared(name, form, world)
            browser, before = world.browser(form.by, csrf=True), newest_deed()
            answer = answer_of(browser.post(path, data))
            if answer != "403" or deeds_after(before):
                wrong.append(f"{name}: {answer}, deeds {deeds_after(before)}")
    assert not wrong, "\n".join(["", *wrong])
