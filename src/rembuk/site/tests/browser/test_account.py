"""From a stranger to a reader with a complete profile, and the language of the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from rembuk.site.demo.accounts import PASSWORD

from .conftest import Open
from .rules import hold_to_the_rules
from .steps import newest_letter, notices

EMAIL = "wulan.baru@contoh.test"
ANSWERS = {"Nama lengkap": "Wulan Sekarjati", "Tanggal lahir": "1991-08-17", "Nomor ponsel": "081255500177"}
NEVER_SEEN_AGAIN = re.compile("Sekarjati|1991|17-08|0812-?5550-?0177|81255500177|5550", re.IGNORECASE)


def test_a_stranger_signs_up_and_completes_the_profile(open_browser: Open) -> None:
    page = open_browser()
    _sign_up(page)
    link = re.search(r"http://\S+/akun/confirm-email/\S+", newest_letter(page, EMAIL, "onfirmasi"))
    assert link
    page.goto(link[0])
    page.locator("main").get_by_role("button", name="Konfirmasi").click()
    _sign_in_when_asked(page)

    page.goto("/profil/")
    expect(page.get_by_text("Kurang 3 isian.")).to_be_visible()
    _answer(page, "Nama lengkap")
    expect(page.get_by_text("Kurang 2 isian.")).to_be_visible()
    _answer(page, "Tanggal lahir", "Nomor ponsel")
    expect(page.get_by_text("Sudah lengkap. Tengok lagi")).to_be_visible()
    hold_to_the_rules(page)
    for address in ["/profil/", "/keamanan/", "/program/bicara-jernih/"]:
        page.goto(address)
        assert not NEVER_SEEN_AGAIN.search(page.locator("main").inner_html()), address


def _sign_up(page: Page) -> None:
    page.goto("/akun/signup/")
    page.get_by_label("Nama tampilan").fill("Wulan")
    page.get_by_label("Surel").fill(EMAIL)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Saya menyetujui ketentuan layanan").check()
    page.locator("main").get_by_role("button", name="Daftar").click()
    expect(page).to_have_url(re.compile("/akun/confirm-email/$"))


def _sign_in_when_asked(page: Page) -> None:
    expect(notices(page)).to_be_visible()
    if "/akun/login/" in page.url:
        page.get_by_label("Surel").fill(EMAIL)
        page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Masuk", exact=True).click()


def _answer(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label).fill(ANSWERS[label])
    page.get_by_role("button", name="Segel dan simpan").filter(visible=True).first.click()


def test_a_wrong_answer_is_explained_and_not_repeated(open_browser: Open) -> None:
    page = open_browser("bagas@contoh.test")
    page.goto("/profil/")
    page.get_by_label("Nomor ponsel").fill("12345")
    page.get_by_role("button", name="Segel dan simpan").filter(visible=True).first.click()
    expect(page.get_by_text("Tulis nomor ponsel yang bisa dihubungi")).to_be_visible()
    expect(page.get_by_label("Nomor ponsel")).to_have_value("")


def test_english_and_back_without_script(open_browser: Open) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto("/program/bicara-jernih/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url("/program/bicara-jernih/")
    expect(page.get_by_role("link", name="Sign in to take part")).to_be_visible()
    page.get_by_role("button", name="Indonesia").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.get_by_role("link", name="Masuk untuk ikut")).to_be_visible()
