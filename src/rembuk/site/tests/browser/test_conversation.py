"""Reading and writing under a story: live, without script, by keyboard, and with a draft that is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import Open
from .rules import hold_to_the_rules
from .steps import comment_with, composer, give_password, notices, send, wait_for_stream, write_comment


def test_another_browser_sees_the_comment_without_a_reload(open_browser: Open, someone: Callable[[], str]) -> None:
    reading = open_browser()
    wait_for_stream(reading, "/liga-antar-rt/")
    writing = open_browser(someone())
    writing.goto("/liga-antar-rt/")
    text = "Wasit di RT kami ibu-ibu semua, dan tidak ada yang berani protes"
    expect(write_comment(writing, text)).to_be_visible()

    bar = reading.get_by_role("link", name="1 komentar baru")
    expect(bar).to_be_visible()
    expect(comment_with(reading, text)).to_have_count(0)  # nothing moves under a reader's eyes
    bar.click()
    expect(comment_with(reading, text)).to_be_focused()
    expect(bar).to_be_hidden()


def test_without_script_a_comment_goes_out_and_can_be_changed(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone(), java_script_enabled=False)
    page.goto("/gamelan-besi-bekas/")
    mine = write_comment(page, "Bunyinya sember tapi bikin kangen rumah #BicaraJernih")
    expect(mine).to_be_visible()
    expect(notices(page)).to_contain_text("Komentar Anda sudah tayang. Terima kasih.")
    expect(mine.get_by_role("link", name="#BicaraJernih")).to_be_visible()

    mine.get_by_role("link", name="Sunting").click()
    page.get_by_label("Komentar Anda").fill("Bunyinya agak sember, tapi bikin kangen rumah #BicaraJernih")
    page.get_by_role("button", name="Simpan").click()
    expect(notices(page)).to_contain_text("Komentar Anda sudah diperbarui.")
    changed = comment_with(page, "Bunyinya agak sember, tapi bikin kangen rumah")
    expect(changed).to_contain_text("disunting")

    changed.get_by_role("link", name="#BicaraJernih").click()
    expect(comment_with(page, "Bunyinya agak sember")).to_be_visible()


def test_without_script_a_reply_and_a_report_arrive(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone(), java_script_enabled=False)
    page.goto("/posyandu-sore/")
    theirs = page.locator("#percakapan > article.c").first
    identifier = theirs.get_attribute("id")
    theirs.get_by_role("link", name="Balas").first.click()
    page.get_by_label("Balasan Anda untuk").fill("Di nagari kami jam lima, sepulang dari sawah")
    send(page)
    expect(notices(page)).to_contain_text("Komentar Anda sudah tayang. Terima kasih.")
    expect(comment_with(page, "Di nagari kami jam lima")).to_be_visible()

    page.goto("/posyandu-sore/")
    page.locator(f"#{identifier}").get_by_role("link", name="Laporkan").first.click()
    page.get_by_label("Hinaan atau ancaman").check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(notices(page)).to_contain_text("Terima kasih. Moderator akan membaca laporan Anda.")


def test_without_script_the_way_in_leads_back_to_the_story(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto("/bank-sampah-gang/")
    page.get_by_role("button", name="Masuk untuk mengirim").click()
    give_password(page, someone())
    expect(page).to_have_url("/bank-sampah-gang/#bincang")
    expect(write_comment(page, "Timbangannya digantung di pohon mangga depan rumah")).to_be_visible()


def test_pages_for_ones_own_comment(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/liga-antar-rt/")
    mine = write_comment(page, "Lapangan miring justru jadi ciri kampung kami")
    hold_to_the_rules(page)
    for name, button in {"Sunting": "Simpan", "Tarik": "Ya, tarik"}.items():
        mine.get_by_role("link", name=name).click()
        expect(page.get_by_role("button", name=button)).to_be_visible()
        hold_to_the_rules(page)
        page.get_by_role("link", name=re.compile("^(Kembali tanpa menyimpan|Biarkan tayang)$")).click()
    mine.get_by_role("link", name="Tarik").click()
    page.get_by_role("button", name="Ya, tarik").click()
    expect(notices(page)).to_contain_text("Komentar Anda sudah ditarik.")
    expect(comment_with(page, "Lapangan miring justru jadi ciri")).to_have_count(0)


def test_by_keyboard_alone(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/sekolah-tanpa-pr/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    _tab_to(page, "textarea")
    page.keyboard.type("Anak saya malah minta PR, katanya kangen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#announce")).to_have_text("Komentar Anda sudah tayang. Terima kasih.")
    expect(comment_with(page, "Anak saya malah minta PR")).to_be_focused()
    expect(composer(page)).to_have_value("")


def _tab_to(page: Page, selector: str, steps: int = 60) -> None:
    for _step in range(steps):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached within {steps} steps")


def test_a_draft_outlives_a_reload_and_ends_when_it_is_sent(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/angkot-berjadwal/")
    composer(page).fill("Baru sempat menulis separuh")
    expect(page.get_by_text("Tersimpan sebagai draf")).to_be_visible()
    page.reload()
    expect(composer(page)).to_have_value("Baru sempat menulis separuh")

    expect(write_comment(page, "Baru sempat menulis separuh, ini lanjutannya")).to_be_visible()
    page.reload()
    expect(composer(page)).to_have_value("")


def test_a_reply_is_written_in_its_place(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/tanggul-kali-jebol/")
    theirs = page.locator("#percakapan > article.c").first
    theirs.get_by_role("link", name="Balas").first.click()
    expect(page.get_by_label("Balasan Anda untuk")).to_be_focused()
    page.keyboard.type("Dapur umumnya buka sampai jam berapa?")
    theirs.get_by_role("button", name="Kirim", exact=True).click()
    answer = theirs.locator(".kids > article.c", has_text="Dapur umumnya buka sampai jam berapa?")
    expect(answer).to_be_visible()
    expect(page.get_by_label("Balasan Anda untuk")).to_have_count(0)


def test_words_stay_when_they_are_refused(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/warung-belajar-daring/")
    expect(write_comment(page, "Memotret barang di teras, cahayanya dari pintu")).to_be_visible()
    composer(page).fill("Memotret barang di teras, cahayanya dari pintu")
    send(page)
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Ini sudah Anda kirim")
    expect(composer(page)).to_have_value("Memotret barang di teras, cahayanya dari pintu")
    expect(composer(page)).to_be_focused()
