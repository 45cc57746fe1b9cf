"""An editor's screens for conversations, other sites and programs, by keyboard alone, on a telephone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import DESK, PHONE, Open
from .newsroom import Newsroom
from .rules import judge
from .steps import comment_with, composer, send

EDITOR = "sekar@contoh.test"
SCREEN = "#main"  # what is ours in Wagtail's frame
FAR = 150  # presses of the Tab key
PINNED, PICKED = "Disematkan", "Pilihan redaksi"


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["telephone, light", "desk, dark"])
def page(request: pytest.FixtureRequest, open_browser: Open) -> Page:
    """Sekar's browser."""
    width, scheme = request.param
    return open_browser(EDITOR, width=width, color_scheme=scheme, reduced_motion="reduce")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there, and see that it can be seen."""
    expect(target).to_be_visible()
    for _again in range(FAR):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not get to {target}")


def enter(page: Page) -> None:
    """Press Enter, and wait for the page where that leads."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, name: str, role: str = "button") -> None:
    """Get to a button or a link of the screen, and press it."""
    found = page.locator(SCREEN).get_by_role("link" if role == "link" else "button", name=name, exact=True).first
    tab_to(page, found)
    enter(page)


def choose_first(page: Page, name: str) -> None:
    """In a list of choices, take the first that is one."""
    box = page.locator(f"select[name={name}]")
    tab_to(page, box)
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_value("")


def type_into(page: Page, name: str, text: str) -> None:
    """Write into a field."""
    tab_to(page, page.locator(f"{SCREEN} [name={name}]").first)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def is_well(page: Page, *, says: str = "") -> None:
    """The screen that is open breaks no rule, and says that what was done is done."""
    if says:
        expect(page.get_by_text(re.compile(says)).first).to_be_visible()
    judge(page, SCREEN)


@pytest.fixture
def other() -> Callable[[Page], str]:
    """A name that this browser's run has for itself: both use the same newsroom."""
    return lambda page: "telepon" if page.evaluate("innerWidth") == PHONE else "meja"


def test_a_site_and_its_keys(page: Page, other: Callable[[Page], str]) -> None:
    page.goto("/staf/sisip/asal/new/")
    is_well(page)
    choose_first(page, "title")
    type_into(page, "pattern", f"https://{other(page)}.contoh.id/berita")
    enter(page)
    is_well(page, says="Tulis seperti https://")
    type_into(page, "pattern", f"https://{other(page)}.contoh.id")
    enter(page)
    expect(page.get_by_role("link", name=f"https://{other(page)}.contoh.id")).to_be_visible()
    is_well(page)

    page.goto("/staf/sisip/sso/")
    if not page.locator("tbody a").count():
        page.goto("/staf/sisip/sso/new/")
        is_well(page)
        choose_first(page, "title")
        type_into(page, "issuer", "https://www.contoh.id")
        enter(page)
    tab_to(page, page.locator("tbody a").first)
    enter(page)
    press(page, "Buat kunci")
    secret = page.locator("section code")
    expect(secret).to_have_text(re.compile(r"^[\w-]{43}$"))
    is_well(page)
    kid = page.locator("#made").inner_text().rpartition(" ")[2]
    press(page, f"Akhiri kunci {kid}")
    is_well(page, says="Sedang tidak berlaku")
    expect(secret).to_have_count(0)


def test_keys_and_webhooks_of_programs(page: Page, other: Callable[[Page], str]) -> None:
    page.goto("/staf/kunci-api/")
    press(page, "Kunci API baru", "link")
    is_well(page)
    choose_first(page, "title")
    type_into(page, "name", f"Server {other(page)}")
    tab_to(page, page.locator("[name=scopes]").first)
    page.keyboard.press("Space")
    press(page, "Buat kunci")
    expect(page.locator("code").first).to_have_text(re.compile(r"^rk_\w+$"))
    is_well(page)
    press(page, "Sudah saya salin", "link")
    is_well(page)
    press(page, f"Cabut “Server {other(page)}”")
    is_well(page, says="Dicabut")

    page.goto("/staf/webhook/")
    press(page, "Webhook baru", "link")
    is_well(page)
    choose_first(page, "title")
    type_into(page, "url", f"https://{other(page)}.contoh.id/kabar")
    tab_to(page, page.locator("[name=events]").first)
    page.keyboard.press("Space")
    press(page, "Buat webhook")
    expect(page.locator("code").first).to_have_text(re.compile("^whsec_"))
    press(page, "Sudah saya salin", "link")
    tab_to(page, page.get_by_role("link", name=f"https://{other(page)}.contoh.id/kabar"))
    enter(page)
    is_well(page)
    press(page, "Matikan")
    is_well(page, says="Webhook ini mati")


def test_a_conversation_is_steered(page: Page, other: Callable[[Page], str], demo: Newsroom) -> None:
    page.goto("/staf/percakapan/")
    is_well(page)
    press(page, "Percakapan di situs lain", "link")
    is_well(page)
    choose_first(page, "title")
    type_into(page, "address", f"https://{other(page)}.contoh.id/berita-1")
    type_into(page, "heading", f"Berita dari {other(page)}")
    press(page, "Simpan")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Berita dari {other(page)}")
    is_well(page)
    found = demo.rows("SELECT page_key FROM conversation_thread WHERE page_title = ?", f"Berita dari {other(page)}")
    assert found == [(f"https://{other(page)}.contoh.id/berita-1",)]
    tab_to(page, page.locator("[name=is_open]"))
    page.keyboard.press("Space")
    tab_to(page, page.locator("[name=approval_first]"))
    page.keyboard.press("ArrowDown")
    type_into(page, "slow_seconds", "90")
    press(page, "Simpan")
    is_well(page, says="Tersimpan")
    expect(page.locator("[name=is_open]")).not_to_be_checked()
    expect(page.locator("[name=slow_seconds]")).to_have_value("90")
    assert page.locator("[name=approval_first]").input_value() == "True"
    tab_to(page, page.locator("[name=is_open]"))
    page.keyboard.press("Space")
    press(page, "Simpan")
    expect(page.locator("[name=is_open]")).to_be_checked()
    is_well(page)
    press(page, "Aturan percakapan media ini", "link")
    is_well(page)


def test_a_comment_is_picked_and_pinned(
    page: Page, open_browser: Open, someone: Callable[[], str], other: Callable[[Page], str]
) -> None:
    words = f"Jembatan di kampung kami juga begitu, kata {other(page)}."
    reader = open_browser(someone())
    reader.goto("/tanggul-kali-jebol/")
    composer(reader).fill(words)
    send(reader)
    expect(comment_with(reader, words)).to_be_visible()
    page.goto("/tanggul-kali-jebol/")
    for button, mark in (("Sematkan di atas", PINNED), ("Jadikan pilihan redaksi", PICKED)):
        comment = comment_with(page, words).last  # the pinned one stands above, too
        more = comment.locator(":scope > .acts").get_by_role("link", name="Lainnya")
        more.focus()
        page.keyboard.press("Enter")
        found = comment.get_by_role("button", name=button)
        tab_to(page, found)
        judge(page, ".menu")
        enter(page)
        expect(comment.locator(":scope > header")).to_contain_text(mark)
    expect(page.locator(".pinned")).to_contain_text(words)
