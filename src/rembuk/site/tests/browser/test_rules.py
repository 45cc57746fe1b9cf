"""The rules themselves: a page that breaks one is found out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .newsroom import Newsroom
from .rules import fits, judge
from .watch import Watch


@pytest.fixture
def watched(chromium: Browser, demo: Newsroom) -> Iterator[tuple[Page, Watch]]:
    """The front page, under watch, in a browser of which nothing is expected."""
    context = chromium.new_context(base_url=demo.site)
    watch = Watch(context, demo.site)
    page = context.new_page()
    page.goto("/")
    assert watch.faults == []
    yield page, watch
    context.close()


def test_an_inline_script_is_refused_and_noticed(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.evaluate(
        "() => { const one = document.createElement('script'); one.text = 'var x'; document.body.append(one) }"
    )
    page.wait_for_timeout(1)  # one turn of the browser's own loop
    assert any("Content Security Policy" in fault for fault in watch.faults)


def test_a_request_that_leaves_the_site_is_noticed(watched: tuple[Page, Watch], demo: Newsroom) -> None:
    page, watch = watched
    page.goto(f"{demo.telegram}/lintaspagi")
    assert any(fault.startswith("left the site") for fault in watch.faults)


def test_a_page_without_names_is_found_out(watched: tuple[Page, Watch]) -> None:
    page, _watch = watched
    page.evaluate("document.body.append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        judge(page)


def test_a_page_that_is_too_wide_is_found_out(watched: tuple[Page, Watch]) -> None:
    page, _watch = watched
    page.evaluate("document.querySelector('h2').style.minWidth = '400px'")
    with pytest.raises(AssertionError, match="<h2"):
        fits(page)
