"""A real Chromium for the scripts' tests; a page must keep to the strict policy and throw nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from rembuk.design.tests import talk_page
from rembuk.design.tests.served import Answer, Site, serving

PATIENCE = 10_000  # milliseconds


class OpenPage(Protocol):
    """Opens the page of the test's site; `html` and `signed_in` are talk_page.page's."""

    def __call__(self, at: str = "/", *, html: str = 'lang="id"', signed_in: bool = False, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe. Playwright evaluates past the page's own policy, which stays in force for everything else."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def served_site() -> Iterator[Site]:
    """A site with one page."""
    with serving() as site:
        yield site


@pytest.fixture
def open_page(chromium: Browser, served_site: Site) -> Iterator[OpenPage]:
    """Opens pages; at the end none of them may have failed in its script or broken the policy."""
    faults: list[str] = []
    contexts = []

    def said(message: ConsoleMessage) -> None:
        # An answer of 400 and above is repeated here, and so is a lost request; both belong to these tests.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def open_one(at: str = "/", *, html: str = 'lang="id"', signed_in: bool = False, **options: Any) -> Page:
        served_site.answers["/"] = Answer(talk_page.page(html=html, signed_in=signed_in))
        looks = {"viewport": {"width": 360, "height": 800}, "locale": "id", "timezone_id": "Asia/Jakarta", **options}
        context = chromium.new_context(base_url=served_site.origin, **looks)
        context.set_default_timeout(PATIENCE)
        context.on("console", said)
        context.on("weberror", lambda error: faults.append(error.error.message))
        contexts.append(context)
        page = context.new_page()
        page.goto(at)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)
