"""The cast: the people of every test, in one place, by name. A test asks for whom it needs.

Ratna reads and writes, and her profile is complete. Bagas reads, and his profile is empty. Damar moderates.
Sekar edits stories. Yoga runs programmes. Intan answers the help desk. Bu Tini keeps a shop that takes vouchers.
Everyone's password is the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from wagtail.models import Locale, Page, Site

from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.actions import save_profile
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.sealed.keyring import KeyRing
from rembuk.site import groups
from rembuk.site.groups import keep_groups
from rembuk.trust.tests.factories import device
from rembuk.vouchers.models import Merchant

CHROMIUM_FLAGS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000  # milliseconds: two cores may be shared by six processes
PASSWORD = "kata sandi para pemeran"  # noqa: S105  # of invented people, in tests only


@pytest.fixture(scope="session")
def chromium_options() -> dict[str, Any]:
    """How the machine's Chromium is started."""
    path = os.environ.get("REMBUK_CHROMIUM")
    if not path:
        pytest.fail("REMBUK_CHROMIUM must name a Chromium; `python tools/chromium.py` finds or installs one.")
    return {"executable_path": path, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of a test process: a second one beside it would not start.

    It runs a loop in this thread, so Django would take every test with a database for a coroutine.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_options: dict[str, Any]) -> Iterator[Browser]:
    """The machine's Chromium, headless."""
    browser = playwright.chromium.launch(**chromium_options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """Reading settings makes no folder, and SQLite's test database needs one.

    Browser tests start their driver before the database: in its loop Django opens other connections, and what is to be
    put back after each test (`serialized_rollback`) is remembered by the connection that made the database.
    """
    django_settings.VAR.mkdir(parents=True, exist_ok=True)
    if any(item.get_closest_marker("browser") for item in request.session.items):
        request.getfixturevalue("playwright")


@pytest.fixture(scope="session", autouse=True)
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key folder of this test process's own."""
    folder: Path = tmp_path_factory.mktemp("keys") / "keys"
    KeyRing.create(folder)
    before, django_settings.REMBUK_KEYS = django_settings.REMBUK_KEYS, folder
    keyring.cache_clear()
    yield
    django_settings.REMBUK_KEYS = before


@pytest.fixture(autouse=True)
def _fast_and_clean(settings: Any) -> Iterator[None]:
    """Cheap passwords, an in-process cache that starts empty."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        # Nothing is believed for a second in tests: every question is asked.
        "brief": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A key folder of one test's own, which it may rotate; `keyring.cache_clear()` then reads it anew."""
    settings.REMBUK_KEYS = tmp_path / "keys"
    KeyRing.create(settings.REMBUK_KEYS)
    keyring.cache_clear()
    yield settings.REMBUK_KEYS
    keyring.cache_clear()


@pytest.fixture
def make_reader(db: None) -> Callable[..., Reader]:
    """Makes an account whose e-mail address is confirmed."""

    def make(name: str, **facts: Any) -> Reader:
        email = f"{name.lower().replace(' ', '.')}@contoh.test"
        reader = Reader.objects.create_user(email, PASSWORD, display_name=name, **facts)
        EmailAddress.objects.create(user=reader, email=email, verified=True, primary=True)
        return reader

    return make


@pytest.fixture
def ratna(make_reader: Callable[..., Reader]) -> Reader:
    """A reader whose profile is complete."""
    reader = make_reader("Ratna")
    save_profile(
        reader=reader, answers={"name": "Ratna Puspita", "birth_date": "1990-05-17", "phone": "0812 5550 0101"}
    )
    return reader


@pytest.fixture
def bagas(make_reader: Callable[..., Reader]) -> Reader:
    """A reader whose profile is empty."""
    return make_reader("Bagas")


def _staff(make: Callable[..., Reader], name: str, group: str) -> Reader:
    person = make(name)
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def damar(make_reader: Callable[..., Reader]) -> Reader:
    """A comment moderator."""
    return _staff(make_reader, "Damar", groups.MODERATORS)


@pytest.fixture
def yoga(make_reader: Callable[..., Reader]) -> Reader:
    """An audience editor, who runs programmes."""
    return _staff(make_reader, "Yoga", groups.AUDIENCE_EDITORS)


@pytest.fixture
def intan(make_reader: Callable[..., Reader]) -> Reader:
    """A member of the help desk."""
    return _staff(make_reader, "Intan", groups.HELP_DESK)


@pytest.fixture
def sekar(make_reader: Callable[..., Reader]) -> Reader:
    """An editor, who may publish stories and settle deliveries."""
    person = _staff(make_reader, "Sekar", groups.UPDATES_DESK)
    person.groups.add(Group.objects.get(name=groups.EDITORS))
    return person


@pytest.fixture
def bu_tini(make_reader: Callable[..., Reader]) -> Reader:
    """The owner of a shop that takes vouchers."""
    person = make_reader("Bu Tini")
    shop = Merchant.objects.create(name="Warung Bu Tini", sells="sembako", place="Semarang")
    shop.people.add(person)
    return person


@pytest.fixture
def warung(bu_tini: Reader) -> Merchant:
    """Bu Tini's shop."""
    return bu_tini.merchants.get()


@pytest.fixture
def title(db: None) -> TitlePage:
    """The title Lintas Pagi, as the default site."""
    Locale.objects.get_or_create(language_code="id")
    root = Page.get_first_root_node()
    if root is None:
        pytest.fail("an earlier test emptied the database and nobody put it back: serialized_rollback?")
    keep_groups()
    page: TitlePage = root.add_child(
        instance=TitlePage(title="Lintas Pagi", slug="lintas-pagi", tagline="Kabar jernih")
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": page, "site_name": "Lintas Pagi"},
    )
    return page


@pytest.fixture
def make_story(title: TitlePage) -> Callable[..., StoryPage]:
    """Makes a live story of Lintas Pagi."""

    def make(headline: str = "Warung belajar berjualan daring", **facts: Any) -> StoryPage:
        facts.setdefault("body", [{"type": "paragraph", "value": "<p>Seratus warung mencoba katalog bersama.</p>"}])
        facts.setdefault("first_published_at", datetime(2026, 11, 20, 3, tzinfo=UTC))
        story: StoryPage = title.add_child(instance=StoryPage(title=headline, live=True, **facts))
        return story

    return make


@pytest.fixture
def story(make_story: Callable[..., StoryPage]) -> StoryPage:
    """A live story."""
    return make_story()


@pytest.fixture
def sign_in_at_home(sign_in: Callable[[Reader], Client]) -> Callable[[Reader], Client]:
    """Signs a person in on a device that is known to be theirs."""

    def enter(person: Reader) -> Client:
        client = sign_in(person)
        device(client, person, confirmed=True)
        return client

    return enter


@pytest.fixture
def sign_in(client: Client) -> Callable[[Reader], Client]:
    """Signs a person in, in the test's own browser; staff on a device that is known to be theirs, as they work."""

    def enter(person: Reader) -> Client:
        client.force_login(person, backend="rembuk.readers.backends.Staff")
        if person.is_superuser or person.groups.exists():
            device(client, person, confirmed=True)
        return client

    return enter
