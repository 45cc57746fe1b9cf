"""A warning, from the moderator's keyboard to the reader's one press; on the reader's side with script and without."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import expect

from .conftest import DESK, Open
from .newsroom import Newsroom
from .rules import hold_to_the_rules
from .steps import comment_with

MODERATOR = "damar@contoh.test"
TEXT = {
    True: "Menurut saya jadwal posyandu sore ini memudahkan ibu yang bekerja.",
    False: "Kader posyandu kami malah minta jadwal pagi saja, katanya lebih sejuk.",
}


@pytest.mark.parametrize("script", [True, False])
def test_a_warning_is_given_by_keyboard_and_read_before_the_next_comment(
    script: bool, open_browser: Open, someone: Callable[[], str], demo: Newsroom
) -> None:
    text = TEXT[script]

    def look() -> None:
        if script:  # the checks themselves are one
            hold_to_the_rules(page)

    email = someone()
    writer = UUID(demo.rows("SELECT public_id FROM readers_reader WHERE email = ?", email)[0][0])
    damar = open_browser(MODERATOR, width=DESK)
    damar.goto(f"/staf/moderasi/penulis/{writer}/")
    hold_to_the_rules(damar)
    expect(damar.get_by_label("Peringatan", exact=True)).to_be_visible()
    damar.get_by_label("Peringatan", exact=True).focus()
    damar.keyboard.press("Space")
    damar.get_by_label("Alasan, yang dibaca pembaca").focus()
    damar.keyboard.press("ArrowDown")
    damar.get_by_role("button", name="Berikan").focus()
    damar.keyboard.press("Enter")
    expect(damar.get_by_role("button", name="Batalkan").first).to_be_visible()
    reason = damar.locator("section.mod-item p.mod-why").first.inner_text()

    page = open_browser(email, java_script_enabled=script)
    page.goto("/status/")
    expect(page.locator("section.panel")).to_contain_text(reason)
    look()
    page.goto("/posyandu-sore/")
    page.get_by_label("Komentar Anda").fill(text)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(reason)
    expect(page.get_by_label("Komentar Anda")).to_have_value(text)
    look()
    page.get_by_role("button", name="Saya sudah membaca").click()
    expect(page.locator("form.compose [role=status]")).to_contain_text("Terima kasih sudah membacanya.")
    expect(page.get_by_label("Komentar Anda")).to_have_value(text)
    look()
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(comment_with(page, text)).to_be_visible()
    damar.reload()
    expect(damar.locator(".mod-decisions").first).to_contain_text("Dibaca pembaca")
    hold_to_the_rules(damar)
