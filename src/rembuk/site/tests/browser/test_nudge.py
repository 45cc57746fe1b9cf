"""A writer is asked to look at some words before anything is recorded: with script, without, and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESK, PHONE, Open
from .newsroom import Newsroom
from .rules import hold_to_the_rules
from .steps import comment_with, composer, notices, send

HARSH = "Panitianya goblok semua, dasar bangsat kamu! Jadwalnya kok diubah malam-malam"


def question(page: Page) -> None:
    """The page asks about this text: marked, explained, and not sent."""
    box = page.locator("section.nudge")
    expect(box).to_be_visible()
    expect(box.locator("mark").first).to_be_visible()
    expect(box.locator("blockquote")).to_contain_text("Jadwalnya kok diubah malam-malam")
    expect(composer(page)).to_have_value(HARSH)
    expect(comment_with(page, "Jadwalnya kok diubah")).to_have_count(0)
    for answer in (
        page.get_by_role("link", name="Ubah tulisan"),
        page.get_by_role("button", name="Kirim ke moderator"),
    ):
        expect(answer).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_with_script_the_question_takes_the_forms_place_and_a_new_text_goes_out(
    width: int, open_browser: Open, someone: Callable[[], str]
) -> None:
    page = open_browser(someone(), width=width, viewport={"width": width, "height": 640})
    page.goto("/liga-antar-rt/")
    composer(page).fill(HARSH)
    send(page)
    question(page)
    expect(page.locator("section.nudge")).to_be_focused()
    expect(page.locator("#announce")).to_contain_text("Belum dikirim")
    hold_to_the_rules(page)
    text = f"Jadwal yang diubah malam-malam menyusahkan penonton {width}"
    composer(page).fill(text)
    page.get_by_role("button", name="Kirim tulisan baru").click()
    expect(comment_with(page, text)).to_be_visible()
    expect(page.locator("section.nudge")).to_have_count(0)
    expect(composer(page)).to_have_value("")
    expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_visible()


def test_by_keyboard_it_goes_to_a_moderator_as_it_is(
    open_browser: Open, someone: Callable[[], str], demo: Newsroom
) -> None:
    page = open_browser(someone())
    page.goto("/liga-antar-rt/")
    composer(page).fill(HARSH)
    send(page)
    expect(page.locator("section.nudge")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Kirim ke moderator")).to_be_focused()
    page.keyboard.press("Enter")
    mine = comment_with(page, "Jadwalnya kok diubah")
    expect(mine).to_be_visible()
    assert mine.get_attribute("data-state") == "held"
    assert demo.rows("SELECT count(*) FROM conversation_nudge WHERE outcome = 'anyway'") == [(1,)]


def test_without_script_it_is_a_page_with_the_text_kept(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone(), java_script_enabled=False, viewport={"width": PHONE, "height": 640})
    page.goto("/gamelan-besi-bekas/")
    composer(page).fill(HARSH)
    send(page)
    question(page)
    page.get_by_role("link", name="Ubah tulisan").click()
    expect(composer(page)).to_be_focused()
    composer(page).fill("Jadwalnya jangan diubah malam-malam, kasihan penonton")
    page.get_by_role("button", name="Kirim tulisan baru").click()
    expect(notices(page)).to_contain_text("Komentar Anda sudah tayang. Terima kasih.")


def test_editors_see_the_rules_of_a_place(open_browser: Open) -> None:
    for width in (PHONE, DESK):
        page = open_browser("sekar@contoh.test", width=width)
        page.goto("/staf/moderasi/aturan/")
        expect(page.get_by_role("heading", name="Cara komentar dinilai")).to_be_visible()
        page.get_by_role("link", name="Lintas Pagi").first.click()
        expect(page.get_by_role("heading", name="Yang diatur sendiri di tingkat ini")).to_be_visible()
        page.get_by_role("heading", name="Yang diatur sendiri di tingkat ini").scroll_into_view_if_needed()
