"""A whole queue by keyboard alone; two moderators at once; everything once more by forms, without script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from .conftest import DESK, PHONE, Open
from .newsroom import Newsroom
from .rules import hold_to_the_rules
from .steps import wait_until

MODERATOR = "damar@contoh.test"
EMPTY = "Tidak ada yang menunggu dengan saringan ini."
SAME = "{} Mari bergabung di kanal kami malam ini, hadiahnya nyata dan mudah sekali didapat siapa saja."


def _queue(page: Page, words: str) -> None:
    """The queue, with the comments of this test only."""
    page.goto(f"/staf/moderasi/?text={words}")


def _read(page: Page) -> Locator:
    """The comment that is read now."""
    return page.locator("#list article[tabindex='0']")


def _wait_for_claim(page: Page, demo: Newsroom, words: str) -> None:
    """A claim is asked for a moment after a comment is reached."""
    claims = (
        "SELECT 1 FROM moderation_queueitem item JOIN conversation_comment c ON c.id = item.comment_id"
        " WHERE c.body LIKE ? AND item.claimed_by_id IS NOT NULL"
    )
    wait_until(page, lambda: bool(demo.rows(claims, f"%{words}%")))


def _states(demo: Newsroom, words: str) -> dict[str, int]:
    rows = demo.rows("SELECT state, count(*) FROM conversation_comment WHERE body LIKE ? GROUP BY state", f"%{words}%")
    return dict(rows)


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_who_is_no_longer_signed_in_is_told_so(open_browser: Open, demo: Newsroom) -> None:
    demo.hold(["Sesi berakhir di tengah jalan, mohon dibaca."])
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "tengah jalan")
    page.context.clear_cookies(name="sessionid")
    _press(page, "a")
    expect(page.locator("#said")).to_contain_text("Muat ulang halaman ini, lalu masuk lagi.")
    assert _states(demo, "tengah jalan") == {"held": 1}


def test_a_queue_of_thirty_is_cleared_by_keyboard_alone(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([f"Antrean tigapuluh nomor {number}, mohon dibaca." for number in range(30)])
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "tigapuluh")
    hold_to_the_rules(page)
    expect(page.locator("#list article")).to_have_count(10)
    for number in range(30):
        expect(_read(page)).to_be_focused()
        decided = _read(page).get_attribute("id")
        if number % 2:
            _press(page, "a")
        else:
            _press(page, "r", "2")
        expect(page.locator(f"#{decided}")).to_have_count(0)
        expect(page.locator("#said")).to_contain_text("menerbitkan" if number % 2 else "menolak")
    expect(page.get_by_text(EMPTY)).to_be_visible()
    assert _states(demo, "tigapuluh") == {"published": 15, "rejected": 15}

    _press(page, "u")
    expect(_read(page)).to_contain_text("Antrean tigapuluh nomor 29")
    expect(page.locator("#said")).to_contain_text("Dibatalkan.")
    assert _states(demo, "tigapuluh") == {"published": 14, "rejected": 15, "held": 1}


def test_keys_move_select_note_and_never_work_while_one_types(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([f"Antrean serbaguna nomor {number}." for number in range(12)])
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "serbaguna")
    first, third = page.locator("#list article").nth(0), page.locator("#list article").nth(2)
    expect(first).to_be_focused()
    _press(page, "j", "j")
    expect(third).to_be_focused()
    _press(page, "k", "k")
    expect(first).to_be_focused()
    expect(page.locator("#pane")).to_contain_text("Konteks")

    _press(page, "/")
    expect(page.get_by_label("Kata dalam komentar")).to_be_focused()
    page.keyboard.type("jaru")
    assert _states(demo, "serbaguna") == {"held": 12}
    _press(page, "Escape")
    expect(first).to_be_focused()

    _press(page, "n")
    expect(page.locator("#pane [name=text]")).to_be_focused()
    page.keyboard.type("Tanya redaksi")
    page.get_by_role("button", name="Tentang komentar").press("Enter")
    expect(page.locator("#pane q")).to_have_text("Tanya redaksi")
    _press(page, "Escape", "?")
    expect(page.get_by_role("dialog", name="Tombol di halaman ini")).to_be_visible()
    _press(page, "Escape")

    _press(page, "x", "j", "x")
    expect(page.locator("#picked")).to_have_text("2 dipilih")
    _press(page, "r", "1")
    expect(page.locator("#said")).to_have_text("Anda menolak 2 komentar.")
    _press(page, "s")
    assert _states(demo, "serbaguna") == {"held": 10, "rejected": 2}
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("2 putusan dibatalkan.")
    assert _states(demo, "serbaguna") == {"held": 12}


def test_what_is_selected_is_said_once_and_covers_no_context(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([f"Antrean bersanding nomor {number}." for number in range(3)])
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "bersanding")
    expect(page.locator("#pane")).to_be_visible()
    _press(page, "x", "j", "x")
    said, bar = page.locator("#said"), page.locator(".desk-foot")
    expect(said).to_have_text("2 dipilih")
    assert said.evaluate("one => one.offsetHeight") <= 1, "it is read out, and stands beside the buttons already"
    expect(page.locator("#pane")).to_be_visible()
    _press(page, "r")
    expect(bar.locator("details")).to_have_attribute("open", "")
    place, pane = bar.bounding_box(), page.locator("#pane").bounding_box()
    assert place
    assert pane
    assert place["x"] + place["width"] <= pane["x"]
    assert place["height"] <= 0.45 * page.evaluate("innerHeight")
    _press(page, "1")
    expect(said).to_have_text("Anda menolak 2 komentar.")
    expect(bar.get_by_text("Anda menolak 2 komentar.")).to_have_count(2)
    assert said.evaluate("one => one.offsetHeight") <= 1, "the bar for taking it back says it"


def test_the_appeals_have_no_ring_and_no_column_is_cut(open_browser: Open) -> None:
    page = open_browser(MODERATOR, width=PHONE)
    page.goto("/staf/moderasi/keberatan/#appeals")
    ring = "getComputedStyle(document.getElementById('appeals')).outlineStyle"
    expect(page.locator("#appeals")).to_be_focused()
    assert page.evaluate(ring) == "none"
    page.goto("/staf/moderasi/keberatan/angka/")
    cut = "[...document.querySelectorAll('.mod-scroll')].filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.locator(".mod-scroll").count() > 1
    assert page.evaluate(cut) == 0


def test_a_cluster_is_decided_with_three_keys(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([SAME.format("Kembar"), SAME.format("Kembar"), SAME.format("Kembar,"), "Kembar tetapi lain sama sekali."])
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "Kembar")
    expect(_read(page)).to_contain_text("2 serupa")
    _press(page, "m")
    expect(page.get_by_role("heading", name="3 komentar serupa")).to_be_focused()
    hold_to_the_rules(page)
    _press(page, "r", "1")
    expect(page.locator("#said")).to_have_text("Anda menolak 3 komentar.")
    expect(page.locator("#list article")).to_have_count(1)
    assert _states(demo, "Kembar") == {"rejected": 3, "held": 1}
    _press(page, "u")
    expect(page.locator("#list article")).to_have_count(4)
    assert _states(demo, "Kembar") == {"held": 4}


def test_what_the_page_of_a_cluster_said_goes_when_it_is_taken_back(open_browser: Open, demo: Newsroom) -> None:
    demo.hold(["Lapaksore menjual spanduk murah di depan pasar lama, datang saja setiap sore sebelum magrib."] * 2)
    page = open_browser(MODERATOR, width=DESK)
    _queue(page, "Lapaksore")
    page.goto(_read(page).get_by_role("link", name="serupa").get_attribute("href") or "")
    page.get_by_text("Tolak semua").click()
    page.locator(".desk-reason").first.click()
    banner = page.locator(".messages")
    expect(banner).to_contain_text("Anda menolak 2 komentar.")
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("2 putusan dibatalkan.")
    expect(banner).not_to_contain_text("Anda menolak")
    assert _states(demo, "Lapaksore") == {"held": 2}
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("Tidak ada yang bisa dibatalkan.")


def test_a_flood_of_reports_is_dismissed_with_two_keys(open_browser: Open, demo: Newsroom) -> None:
    dismissed = "SELECT count(*) FROM moderation_reporterrecord JOIN readers_reader ON reader_id = readers_reader.id"
    dismissed += " WHERE dismissed > 0 AND email LIKE 'serbu%'"
    page = open_browser(MODERATOR, width=DESK)
    page.goto("/staf/moderasi/?origin=reported")
    for _ in range(10):
        if "bagian dari serbuan" in _read(page).inner_text():
            break
        _press(page, "j")
    expect(_read(page)).to_contain_text("27 laporan dalam 10 menit terhadap satu orang, kebanyakan dari akun baru.")
    _press(page, "m")
    expect(page.get_by_role("heading", name="yang diserbu laporan")).to_be_focused()
    hold_to_the_rules(page)
    _press(page, "a")
    expect(page.locator("#said")).to_have_text("Anda membiarkan 3 komentar tetap tayang.")
    assert demo.rows(dismissed) == [(11,)]
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("3 putusan dibatalkan.")
    assert demo.rows(dismissed) == [(0,)]


def test_two_moderators_never_meet(open_browser: Open, someone: Callable[[], str], demo: Newsroom) -> None:
    demo.hold([f"Antrean berdua nomor {number}." for number in range(4)])
    colleague = someone()
    demo.let_moderate(colleague)
    dina = open_browser(colleague, width=DESK)
    _queue(dina, "berdua")
    _wait_for_claim(dina, demo, "berdua nomor 0")
    damar = open_browser(MODERATOR, width=DESK)
    _queue(damar, "berdua")
    expect(damar.locator("#list article")).to_have_count(3)
    expect(_read(damar)).to_contain_text("nomor 1")
    _wait_for_claim(damar, demo, "berdua nomor 1")

    # Dina goes on, meets what Damar reads, and is led past it.
    _press(dina, "j")
    expect(dina.locator("#list article").nth(1)).to_contain_text("Damar sedang membaca ini")
    expect(_read(dina)).to_contain_text("nomor 2")
    # He hears of it without doing anything, and a closed window frees what was read in it.
    taken = damar.locator("#list article", has_text="nomor 2")
    expect(taken).to_contain_text("sedang membaca ini", timeout=30_000)
    dina.close()
    expect(taken).not_to_contain_text("sedang membaca ini", timeout=30_000)


def test_the_same_by_forms_without_script(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([f"Antrean borang nomor {number}." for number in range(4)])
    page = open_browser(MODERATOR, width=DESK, java_script_enabled=False)
    _queue(page, "borang")
    boxes = page.get_by_role("checkbox", name="Pilih komentar")
    for box in boxes.all()[:3]:
        box.check()
    chosen = page.locator("#together")
    chosen.locator("summary").click()
    chosen.locator(".desk-reason").first.click()
    expect(page.get_by_text("Anda menolak 3 komentar.").first).to_be_visible()
    assert _states(demo, "borang") == {"rejected": 3, "held": 1}
    page.get_by_role("button", name="Batalkan").click()
    assert _states(demo, "borang") == {"held": 4}
    page.locator("#list article").first.get_by_role("link", name="Konteks").click()
    page.get_by_label("Catatan untuk rekan").last.fill("Lewat borang")
    page.get_by_role("button", name="Tentang komentar").click()
    expect(page.locator("q", has_text="Lewat borang")).to_be_visible()


def test_a_phone_shows_ten_and_every_button_is_large(open_browser: Open, demo: Newsroom) -> None:
    demo.hold([f"Antrean layarkecil nomor {number}, dengan teks yang agak panjang." for number in range(11)])
    page = open_browser(MODERATOR, width=PHONE, has_touch=True, is_mobile=True)
    _queue(page, "layarkecil")
    expect(page.locator("#list article")).to_have_count(10)
    hold_to_the_rules(page)
    low = page.locator("#list .button, #list .desk-link, #list .desk-pick").evaluate_all(
        "all => all.filter(one => one.checkVisibility() && one.offsetHeight < 44).map(one => one.outerHTML)"
    )
    assert low == []
    item = page.locator("#list article").first
    item.locator("summary").tap()
    hold_to_the_rules(page)
    item.locator(".desk-reason").first.tap()
    expect(page.locator("#list article")).to_have_count(9)
    wait_until(page, lambda: _states(demo, "layarkecil") == {"held": 10, "rejected": 1})
