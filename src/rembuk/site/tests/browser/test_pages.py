"""Every kind of page: accessible, no wider than the narrowest phone, and quiet.

Dark and English are looked at on the pages that most people see. On staff screens only our own content is judged;
the header and the menu are Wagtail's.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESK, Open
from .newsroom import Newsroom
from .rules import fits, hold_to_the_rules, judge
from .steps import newest_letter

RATNA, TINI = "ratna@contoh.test", "tini@contoh.test"
STORY = "/warung-belajar-daring/"

EVERYONES = {
    "front": "/",
    "story": STORY,
    "section": "/?rubrik=Banjir",
    "sign-up": "/akun/signup/",
    "sign-in": "/akun/login/",
    "lost password": "/akun/password/reset/",
    "programmes": "/program/",
    "programme": "/program/bicara-jernih/",
    "terms": "/program/bicara-jernih/syarat/",
    "promise of the draw": "/program/bicara-jernih/undian/",
    "hashtag": "/bincang/tagar/bicarajernih/",
    "conversation below a comment": "/bincang/komentar/{comment}/lanjut/",
    "acts on a comment": "/bincang/komentar/{comment}/tindakan/",
    "hashtags": "/bincang/tagar/",
    "picks": "/bincang/pilihan/",
    "search": "/bincang/cari/?q=warung",
    "permalink": "/bincang/komentar/{comment}/",
    "how we moderate": "/transparansi/",
    "demo guide": "/demo/",
    "mailbox": "/demo/surel/",
    "not found": "/tidak-ada/",
}
READERS = {
    "story": STORY,
    "profile": "/profil/",
    "notices": "/pemberitahuan/",
    "choices about notices": "/pemberitahuan/pilihan/",
    "my conversations": "/bincang/saya/",
    "acts on a comment": "/bincang/komentar/{comment}/tindakan/",
    "standing": "/status/",
    "comments that were not placed": "/keberatan/",
    "security": "/keamanan/",
    "device code": "/keamanan/kode/",
    "wallet": "/dompet/",
    "programme": "/program/bicara-jernih/",
    "reply": "/bincang/komentar/{comment}/balas/",
    "report": "/bincang/komentar/{comment}/laporkan/",
    "two-step": "/akun/2fa/",
    "sessions": "/akun/sessions/",
    "sign-out": "/akun/logout/",
}
STAFF = {
    "queue": ("damar@contoh.test", "/staf/moderasi/"),
    "decisions": ("damar@contoh.test", "/staf/moderasi/riwayat/"),
    "flood of reports": ("damar@contoh.test", "/staf/moderasi/serbuan/1/"),
    "appeals": ("damar@contoh.test", "/staf/moderasi/keberatan/"),
    "reversals": ("damar@contoh.test", "/staf/moderasi/keberatan/angka/"),
    "workload": ("damar@contoh.test", "/staf/moderasi/beban/?hari=28"),
    "learning": ("sekar@contoh.test", "/staf/moderasi/belajar/"),
    "mail domains": ("sekar@contoh.test", "/staf/pembaca/surel/"),
    "programmes": ("yoga@contoh.test", "/staf/program/daftar/"),
    "programme dashboard": ("yoga@contoh.test", "/staf/program/1/"),
    "drawn programme": ("yoga@contoh.test", "/staf/program/2/"),
    "books": ("yoga@contoh.test", "/staf/voucher/buku/"),
    "outbox": ("sekar@contoh.test", "/staf/kabar/"),
    "cases": ("intan@contoh.test", "/staf/kasus/"),
    "new case": ("intan@contoh.test", "/staf/kasus/baru/"),
}
LOOKED_AT_IN_THE_DARK = ["front", "story", "sign-up", "sign-in", "programme", "terms", "demo guide"]


def look_at(page: Page, address: str) -> None:
    """Open a page and hold it to the rules."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == (404 if address == EVERYONES["not found"] else 200), address
    hold_to_the_rules(page)


@pytest.fixture(scope="session")
def comment(demo: Newsroom) -> UUID:
    """A comment that everyone sees."""
    query = (
        "SELECT public_id FROM conversation_comment WHERE state = 'published' AND root_id IS NULL AND thread_id = 12"
    )
    return UUID(demo.rows(query)[0][0])


@pytest.mark.parametrize("name", EVERYONES)
def test_a_page_for_everyone(name: str, open_browser: Open, comment: UUID) -> None:
    look_at(open_browser(), EVERYONES[name].format(comment=comment))


@pytest.mark.parametrize(("language", "scheme"), [("id", "light"), ("en", "dark")])
def test_pages_of_a_reader(language: str, scheme: str, open_browser: Open, demo: Newsroom, comment: UUID) -> None:
    page = open_browser(RATNA, color_scheme=scheme)
    page.context.add_cookies([{"name": "bahasa", "value": language, "url": demo.site}])
    for address in READERS.values():
        look_at(page, address.format(comment=comment))
        expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_for_everyone_in_the_dark(language: str, open_browser: Open, demo: Newsroom) -> None:
    page = open_browser(color_scheme="dark")
    page.context.add_cookies([{"name": "bahasa", "value": language, "url": demo.site}])
    for name in LOOKED_AT_IN_THE_DARK:
        look_at(page, EVERYONES[name])
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_letter_of_the_demo(open_browser: Open) -> None:
    page = open_browser()
    newest_letter(open_browser(RATNA), RATNA, "Ada masuk dari perangkat baru")
    page.goto("/demo/surel/")
    page.get_by_role("link", name="Ada masuk dari perangkat baru").first.click()
    expect(page.locator(".letter")).to_be_visible()
    hold_to_the_rules(page)


@pytest.mark.parametrize("name", ["front", "story"])
def test_on_a_desk(name: str, open_browser: Open) -> None:
    page = open_browser(width=DESK)
    page.goto(EVERYONES[name])
    judge(page)


def test_pages_of_the_finished_programme(open_browser: Open, demo: Newsroom) -> None:
    page = open_browser()
    for address in ["/", "/program/", "/program/cerita-warung/", "/program/cerita-warung/undian/"]:
        look_at(page, demo.sister + address)


def test_pages_of_a_shop(open_browser: Open) -> None:
    page = open_browser(TINI)
    look_at(page, "/warung/")
    page.get_by_role("link", name="Voucher yang saya terima").click()
    hold_to_the_rules(page)


@pytest.mark.parametrize("email", sorted({email for email, _address in STAFF.values()}))
def test_staff_screens(email: str, open_browser: Open) -> None:
    page = open_browser(email, width=DESK)
    for one, address in STAFF.values():
        if one == email:
            answer = page.goto(address)
            assert answer is not None
            assert answer.ok, address
            judge(page, "main > :not(header):not(.w-slim-header)")
            fits(page)
