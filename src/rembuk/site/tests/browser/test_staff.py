"""The newsroom's own work: a story goes out, and a programme is looked after."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import DESK, Open
from .newsroom import Newsroom
from .steps import wait_until

EDITOR, AUDIENCE_EDITOR = "sekar@contoh.test", "yoga@contoh.test"
HEADLINE = "Jembatan gantung dibuka lagi, anak sekolah tidak memutar"
FORBIDDEN_TO_MODERATORS = {
    "Program": "/staf/program/1/",
    "Kabar": "/staf/kabar/",
    "Meja bantuan": "/staf/kasus/",
    "Buku besar": "/staf/voucher/buku/",
}


def test_breaking_news_reaches_telegram(open_browser: Open, demo: Newsroom) -> None:
    page = open_browser(EDITOR, width=DESK)
    _write_story(page, demo)
    page.get_by_role("button", name="Tindakan lain").click()
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text(HEADLINE)

    wait_until(page, lambda: HEADLINE in page.request.get(f"{demo.telegram}/lintaspagi").text())
    page.goto("/staf/kabar/")
    expect(page.get_by_role("row").filter(has_text=HEADLINE)).to_contain_text("Terkirim", ignore_case=True)

    reader = open_browser()
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.get_by_text("Belum ada komentar. Anda bisa jadi yang pertama.")).to_be_visible()


def _write_story(page: Page, demo: Newsroom) -> None:
    (title_page,) = demo.rows("SELECT id FROM wagtailcore_page WHERE url_path = '/lintas-pagi/'")
    page.goto(f"/staf/pages/add/newsroom/storypage/{title_page[0]}/")
    page.locator("#id_title").fill(HEADLINE)
    body = page.locator("[data-contentpath=body]").first
    body.get_by_role("button", name="Sisipkan blok").click()
    page.get_by_role("option", name="Paragraf").click()
    body.get_by_role("textbox").click()
    page.keyboard.type("Jembatan itu putus sejak Februari.")
    # The editor hands its text to the form a moment later.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("putus sejak Februari"))
    page.get_by_role("tab", name="Promosikan").click()
    page.get_by_role("combobox", name="Pengumuman").select_option(label="Kabar penting")


def test_the_audience_editor_looks_after_both_programmes(open_browser: Open) -> None:
    page = open_browser(AUDIENCE_EDITOR, width=DESK)
    page.goto("/staf/")
    page.get_by_role("link", name="Program", exact=True).click()
    page.get_by_role("link", name="Cerita Warung").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cerita Warung")
    winners = page.get_by_role("region", name="Pemenang").get_by_role("row")
    expect(winners).to_have_count(91)  # ninety and the head of the table
    expect(page.get_by_role("button", name="Catat yang mundur dan umumkan")).to_be_visible()

    page.get_by_role("link", name="Program", exact=True).click()
    page.get_by_role("link", name="Bicara Jernih").click()
    expect(page.get_by_role("heading", name="Pembaca sedang ikut")).to_be_visible()


def test_a_moderator_has_no_business_with_money_or_sealed_data(open_browser: Open, demo: Newsroom) -> None:
    page = open_browser("damar@contoh.test", width=DESK)
    page.goto("/staf/")
    expect(page.get_by_role("link", name="Moderasi")).to_be_visible()
    for name, address in FORBIDDEN_TO_MODERATORS.items():
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
        answer = page.request.get(address)
        # Our own way to refuse, and Wagtail's: back to the front of the staff screens, where it says why.
        assert answer.status == 404 or answer.url == f"{demo.site}/staf/", address
