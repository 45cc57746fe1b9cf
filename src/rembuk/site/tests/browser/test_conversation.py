"""Reading and writing under a story: live, without script, by keyboard, and with a draft that is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .rules import hold_to_the_rules
from .steps import comment_with, composer, give_password, more, notices, send, wait_for_stream, write_comment


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

    more(mine)
    page.get_by_role("link", name="Sunting").click()
    page.get_by_label("Komentar Anda").fill("Bunyinya agak sember, tapi bikin kangen rumah #BicaraJernih")
    page.get_by_role("button", name="Simpan").click()
    expect(notices(page)).to_contain_text("Komentar Anda sudah diperbarui.")
    changed = comment_with(page, "Bunyinya agak sember, tapi bikin kangen rumah")
    expect(changed).to_contain_text("disunting")

    changed.get_by_role("link", name="#BicaraJernih").click()
    expect(comment_with(page, "Bunyinya agak sember")).to_be_visible()


def test_ones_own_text_is_one_press_away_and_cannot_be_emptied(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/posyandu-sore/")
    mine = write_comment(page, "Timbangan bayinya dipinjam dari kelurahan sebelah")
    page.reload()
    mine.locator(":scope > .acts").get_by_role("link", name="Sunting").press("Enter")
    text = page.get_by_label("Komentar Anda", exact=True)  # without “boleh kosong”
    expect(text).to_be_focused()
    text.fill("   ")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator(".error")).to_contain_text("Belum ada yang bisa dikirim")
    text.fill("Timbangan bayinya sudah punya sendiri")
    page.get_by_role("button", name="Simpan").click()
    changed = comment_with(page, "Timbangan bayinya sudah punya sendiri")
    expect(changed).to_be_focused()
    expect(changed).to_contain_text("disunting")


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
    more(page.locator(f"#{identifier}"))
    page.get_by_role("link", name="Laporkan").click()
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
        more(mine)
        mine.locator(".menu").get_by_role("link", name=name).click()
        expect(page.get_by_role("button", name=button)).to_be_visible()
        hold_to_the_rules(page)
        page.get_by_role("link", name=re.compile("^(Kembali tanpa menyimpan|Biarkan tayang)$")).click()
    more(mine)
    mine.locator(".menu").get_by_role("link", name="Tarik").click()
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


def test_a_reaction_stands_and_can_be_taken_back(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/liga-antar-rt/")
    agree = page.locator("#percakapan > article.c").last.locator(":scope > .acts > .react").first
    before = int(agree.get_attribute("data-n") or 0)
    with page.expect_response("**/tanggapan/") as answer:
        agree.click()
    assert answer.value.status == 200
    assert answer.value.json()["mine"] == agree.get_attribute("data-react")
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(agree).to_have_attribute("data-n", str(before + 1))
    page.reload()
    agree = page.locator("#percakapan > article.c").last.locator(":scope > .acts > .react").first
    expect(agree).to_have_attribute("aria-pressed", "true")
    agree.click()
    expect(agree).to_have_attribute("data-n", str(before))


def test_without_script_a_reaction_has_a_page(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone(), java_script_enabled=False)
    page.goto("/liga-antar-rt/")
    page.locator("#percakapan > article.c").last.locator(":scope > .acts > .react").first.click()
    page.get_by_role("button", name="Setuju").click()
    expect(notices(page)).to_contain_text("Terima kasih, tanggapan Anda tercatat.")


@pytest.mark.parametrize("script", [True, False])
def test_another_order(open_browser: Open, script: bool) -> None:
    page = open_browser(java_script_enabled=script)
    page.goto("/angkot-berjadwal/")
    newest = page.locator("#percakapan > article.c").first.get_attribute("id")
    page.get_by_role("navigation", name="Urutan").get_by_role("link", name="Terlama").click()
    expect(page).to_have_url(re.compile("urut=terlama"))
    expect(page.locator("#percakapan > article.c").first).not_to_have_id(newest or "")
    expect(page.get_by_role("link", name="Terlama")).to_have_attribute("aria-current", "true")
    if script:  # the rules are looked at by a script
        hold_to_the_rules(page)


def test_the_next_comments_come_without_doubles(open_browser: Open) -> None:
    page = open_browser()
    page.goto("/angkot-berjadwal/")
    comments = page.locator("#percakapan > article.c")
    first = comments.count()
    page.get_by_role("link", name="Tampilkan komentar berikutnya").click()
    expect(comments.nth(first)).to_be_visible()
    ids = page.locator("article.c").evaluate_all("all => all.map(each => each.id)")
    assert len(ids) == len(set(ids)) > first


def test_a_permalink_opens_where_the_comment_stands_and_moves_the_focus(open_browser: Open) -> None:
    page = open_browser()
    page.goto("/angkot-berjadwal/?urut=terlama")
    oldest = page.locator("#percakapan > article.c").first
    identifier = oldest.get_attribute("id") or ""
    page.goto(f"/bincang/komentar/{identifier.removeprefix('k-')}/")
    expect(page.locator(f"#{identifier}")).to_be_focused()
    expect(page.locator(f"#{identifier}")).to_be_in_viewport()


def test_who_is_muted_folds_away(open_browser: Open, someone: Callable[[], str]) -> None:
    page = open_browser(someone())
    page.goto("/angkot-berjadwal/")
    theirs = page.locator("#percakapan > article.c").first
    text = theirs.locator(":scope > .text").inner_text()
    identifier = theirs.get_attribute("id")
    more(theirs)
    page.get_by_role("button", name="Bisukan").click()
    page.goto("/angkot-berjadwal/")
    expect(page.locator(f"#{identifier}").get_by_text(text)).to_be_hidden()
    hold_to_the_rules(page)
