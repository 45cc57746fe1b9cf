"""A real demo, a real Chromium, and a browser of its own for each person.

These tests know the newsroom only from outside: no Django here has a database. What a page must never do (see
`watch`) is checked in every test, for every browser that it opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, StorageState

from . import newsroom
from .newsroom import Newsroom
from .steps import sign_in
from .watch import Watch

PHONE, DESK = 360, 1280  # CSS pixels
PATIENCE = 10_000  # milliseconds


class Open(Protocol):
    """Opens a browser that nobody has used before."""

    def __call__(self, email: str | None = None, *, width: int = PHONE, **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test; the others' marks are their own."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(240))  # the first one also loads the sample


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """The demo, loaded once for all test processes and started once for each; stopped with Ctrl-C."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with newsroom.running(newsroom.copied(newsroom.loaded_once(shared), own / "newsroom-copy")) as running:
        yield running


@pytest.fixture(scope="session")
def known() -> dict[str, StorageState]:
    """Who has signed in before, with the cookies: a second sign-in would show nothing new, and takes its time."""
    return {}


@pytest.fixture
def open_browser(chromium: Browser, demo: Newsroom, known: dict[str, StorageState]) -> Iterator[Open]:
    """Opens browsers, signed in as someone or not; at the end none of their pages may have done what none may do."""
    watches: list[Watch] = []

    def open_one(email: str | None = None, *, width: int = PHONE, **options: Any) -> Page:
        looks = {"viewport": {"width": width, "height": 800}, "locale": "id", "timezone_id": "Asia/Jakarta", **options}
        context = chromium.new_context(base_url=demo.site, storage_state=known.get(email or ""), **looks)
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context, demo.site, demo.sister))
        page = context.new_page()
        if email and email not in known:
            sign_in(page, email)
            known[email] = context.storage_state()
        return page

    yield open_one
    faults = [fault for watch in watches for fault in watch.faults]
    for watch in watches:
        watch.context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def someone(demo: Newsroom) -> Callable[[], str]:
    """Hands out readers of the sample, each one once: writing in a hurry is refused, so every test has its own.

    The named accounts and the shops were loaded first, so the last are ordinary readers; colleagues are left out.
    """
    rows = demo.rows(
        "SELECT r.email FROM readers_reader r JOIN account_emailaddress e ON e.user_id = r.id AND e.verified"
        " WHERE r.id NOT IN (SELECT holder_id FROM vouchers_voucher)"
        " AND r.id NOT IN (SELECT reader_id FROM readers_reader_groups) ORDER BY r.id DESC"
    )
    emails = iter([email for (email,) in rows])
    return lambda: next(emails)
