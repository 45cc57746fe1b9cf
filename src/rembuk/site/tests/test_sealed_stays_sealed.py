"""Nothing that readers sealed is on any page, in any log record, or in the database's own bytes."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from rembuk.readers.models import Reader

from .addresses import TABLE
from .forms import FORMS
from .resolver import routes
from .rows import GROUPS
from .world import World

# What Bagas answers; no sample text contains it, and neither does any number that a page shows by chance.
CANARY = {"name": "Zulkifrawan Qhoirudintama", "birth_date": "1971-03-29", "phone": "0857 1944 6283"}
SPELLINGS = ("zulkifrawan", "qhoirudintama", "1971-03-29", "29-03-1971", "29 maret 1971", "85719446283", "1944 6283")


def leaks(text: str) -> list[str]:
    """The spellings of a sealed answer that stand in a text."""
    low = text.lower()
    return [spelling for spelling in SPELLINGS if spelling in low]


@pytest.fixture
def sealed(world: World, caplog: pytest.LogCaptureFixture) -> World:
    """Bagas has answered everything, through the form, with the loggers talking."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "rembuk")
    browser = world.browser("bagas")
    assert browser.post(reverse("readers:profile"), CANARY).status_code == 302
    assert browser.post(reverse("readers:profile"), {"birth_date": "29-03-1871"}).status_code == 422
    return world


def test_the_scan_would_find_it() -> None:
    assert leaks("Nama: ZULKIFRAWAN") == ["zulkifrawan"]
    assert leaks("+6285719446283") == ["85719446283"]


def test_no_page_shows_it(sealed: World, caplog: pytest.LogCaptureFixture) -> None:
    found = []
    for name in ("nobody", "bagas", *GROUPS["staff"]):
        browser = sealed.browser(name)
        for route in routes():
            if not route.is_ours and name != "sekar":
                continue  # Wagtail's own screens: as the one who sees most of them
            path = route.filled()
            if route.is_ours and route.name != route.pattern:
                path = reverse(route.name, args=TABLE[route.name].args(sealed))
            answer = browser.get(path)
            body = b"".join(answer) if answer.streaming else answer.content
            shown = leaks(body.decode(errors="replace") + str(answer.headers))
            if shown:
                found.append(f"{path} to {name}: {shown}")
    assert not found, "\n".join(found)
    assert leaks("\n".join(record.getMessage() + str(record.args) for record in caplog.records)) == []
    assert len(caplog.records) > 50


def test_its_owner_sees_only_a_hint(sealed: World) -> None:
    page = sealed.browser("bagas").get(reverse("readers:profile")).content.decode()
    assert leaks(page) == []


def test_comparing_and_opening_leave_no_trace_of_it(
    sealed: World, caplog: pytest.LogCaptureFixture, people: dict[str, Reader]
) -> None:
    intan = sealed.browser("intan")
    intan.post(reverse("trust_new_case"), {"email": people["bagas"].email, "subject": "Ganti ponsel"})
    case = people["bagas"].cases.get()
    args = [case.public_id]
    compared = intan.post(reverse("trust_compare", args=args), {"field": "name", "said": CANARY["name"]}, follow=True)
    assert leaks(compared.content.decode()) == []
    wrong = intan.post(reverse("trust_compare", args=args), {"field": "phone", "said": "085719446283 siapa"})
    assert leaks(wrong.content.decode()) == []
    opened = intan.post(reverse("trust_unseal", args=args), {"field": "phone", "reason": "Kurir menunggu di depan"})
    assert leaks(opened.content.decode()) == ["85719446283"], "the control: this is the one way out"
    assert opened["Cache-Control"].count("no-store") == 1
    after = intan.get(reverse("trust_case", args=args)).content.decode()
    assert leaks(after) == []
    assert leaks("\n".join(record.getMessage() for record in caplog.records)) == []
    assert leaks("\n".join(str(letter.message()) + str(letter.body) for letter in mail.outbox)) == []
    assert_nothing_stored()


def test_the_database_does_not_hold_it(sealed: World) -> None:
    assert_nothing_stored()


def assert_nothing_stored() -> None:
    """Every field of every row, as text."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            if shown := leaks(json.dumps(row, default=_as_text)):
                found.append(f"{model._meta.label}: {shown}")
    assert not found, "\n".join(found)


def _as_text(value: Any) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def test_no_form_of_the_staff_gives_it_back(sealed: World) -> None:
    """A form that is refused shows what was typed again, unless it is somebody's answer."""
    for name in FORMS:
        browser = sealed.browser(FORMS[name].by)
        address = TABLE[name]
        answer = browser.post(
            reverse(name, args=address.args(sealed)), {"said": CANARY["name"], "field": "name-of-none"}
        )
        assert leaks(answer.content.decode(errors="replace")) == [], name
