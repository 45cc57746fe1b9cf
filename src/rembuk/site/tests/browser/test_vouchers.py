"""A winner on a new device, and the shop that takes the voucher once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .newsroom import Newsroom
from .rules import hold_to_the_rules
from .steps import newest_letter

MERCHANT = "tini@contoh.test"


@pytest.fixture
def winner(demo: Newsroom) -> str:
    """Someone who has won and not yet spent."""
    query = (
        "SELECT r.email FROM vouchers_voucher v JOIN readers_reader r ON r.id = v.holder_id"
        " JOIN account_emailaddress e ON e.user_id = r.id AND e.verified"
        " WHERE v.state = 'active' AND r.email <> 'ratna@contoh.test' ORDER BY v.id"
    )
    return str(demo.rows(query)[0][0])


def test_a_voucher_is_shown_to_its_owner_and_taken_once(open_browser: Open, winner: str) -> None:
    owner = open_browser(winner)
    assert "Chrome, Linux" in newest_letter(owner, winner, "Ada masuk dari perangkat baru")
    code = _code_from_the_wallet(owner, winner)

    tini = open_browser(MERCHANT)
    tini.goto("/warung/")
    _take(tini, code.lower().replace("-", " "))
    expect(tini.get_by_role("status").get_by_role("heading", name="Diterima")).to_be_visible()
    expect(tini.get_by_role("status").first).to_contain_text("Rp100.000")
    hold_to_the_rules(tini)
    tini.get_by_role("link", name="Pembeli berikutnya").click()
    _take(tini, code)
    expect(tini.get_by_role("alert").filter(visible=True)).to_contain_text("sudah dipakai di warung Anda")
    hold_to_the_rules(tini)

    tini.get_by_role("link", name="Voucher yang saya terima").click()
    expect(tini.get_by_role("listitem").filter(has_text=code.replace("-", "")[-4:])).to_have_count(1)
    owner.goto("/dompet/")
    expect(owner.get_by_text("Dipakai di Warung Bu Tini")).to_be_visible()


def _code_from_the_wallet(page: Page, email: str) -> str:
    page.goto("/dompet/")
    page.get_by_role("link", name="Tampilkan kode").click()
    page.get_by_role("button", name=f"Kirim kode ke {email}").click()
    found = re.search(r"^\s*(\d{6})\s*$", newest_letter(page, email, "Kode untuk perangkat baru Anda"), re.MULTILINE)
    assert found
    _confirm(page, f"{(int(found[1]) + 1) % 1_000_000:06}")
    expect(page.get_by_text("Kodenya tidak cocok. Lihat surel yang terbaru, lalu coba lagi.")).to_be_visible()
    hold_to_the_rules(page)
    _confirm(page, found[1])
    expect(page.locator(".voucher-code")).to_be_visible()
    hold_to_the_rules(page)
    return page.locator(".voucher-code").inner_text()


def _confirm(page: Page, code: str) -> None:
    page.get_by_label("Kode dari surel").fill(code)
    page.get_by_role("button", name="Konfirmasi perangkat ini").click()


def _take(page: Page, code: str) -> None:
    page.get_by_label("Kode voucher").fill(code)
    page.get_by_role("button", name="Terima voucher ini").click()


def test_a_typing_error_is_told_and_nothing_is_taken(open_browser: Open) -> None:
    page = open_browser(MERCHANT, java_script_enabled=False)
    page.goto("/warung/")
    _take(page, "ABC-123")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Cocokkan lagi dengan layar pembeli")
    expect(page.get_by_label("Kode voucher")).to_be_visible()
