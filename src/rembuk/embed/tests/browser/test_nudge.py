"""Before a comment that would wait is recorded, its writer is asked: inside a frame on another site, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import BrowserContext, expect

from rembuk.conversation.models import Comment, GuestComment, House, Thread
from rembuk.embed.models import SignOnKey
from rembuk.newsroom.models import TitlePage

from .host_site import HostSite
from .steps import BLOCKED, element, height, signed, talk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
HARSH = "Panitianya goblok semua, dasar bangsat kamu! Jadwalnya kok diubah malam-malam"


@pytest.fixture(autouse=True)
def _words_are_read(settings: Any) -> None:
    settings.REMBUK_PHASES = [*settings.REMBUK_PHASES, "rembuk.moderation.phases.lexicon"]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_of_the_site_is_asked_and_writes_it_differently(
    browser: Callable[..., BrowserContext],
    host: HostSite,
    house: str,
    key: tuple[SignOnKey, str],
    busy_page: Thread,
    width: int,
) -> None:
    page = browser(BLOCKED).new_page()
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(host.page("/a", element(token=signed(key, house, host)), house))
    frame, before = talk(page), busy_page.comments.count()
    expect(frame.get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    frame.get_by_role("textbox", name="Komentar Anda").fill(HARSH)
    frame.get_by_role("button", name="Kirim", exact=True).click()
    question = frame.locator("section.nudge")
    expect(question.locator("mark").first).to_be_visible()
    expect(question).to_be_focused()
    for answer in (
        frame.get_by_role("link", name="Ubah tulisan"),
        frame.get_by_role("button", name="Kirim ke moderator"),
    ):
        expect(answer).to_be_in_viewport(ratio=1)
    expect(frame.locator("#announce")).to_contain_text("Belum dikirim")
    assert busy_page.comments.count() == before
    assert frame.locator("html").evaluate("root => root.scrollWidth <= innerWidth")
    page.wait_for_function("h => document.querySelector('.rembuk iframe').offsetHeight >= h", arg=height(page))
    assert abs(frame.locator("html").evaluate("root => root.scrollHeight") - height(page)) <= 2
    found = Axe().run(page).response["violations"]
    # Where a fault lies in the frame, its address begins with the frame's; the other site's page is not ours.
    assert [each["id"] for each in found if any(len(node["target"]) > 1 for node in each["nodes"])] == []
    frame.get_by_role("link", name="Ubah tulisan").click()
    expect(frame.get_by_role("textbox", name="Komentar Anda")).to_be_focused()
    text = "Jadwal yang diubah malam-malam menyusahkan penonton"
    frame.get_by_role("textbox", name="Komentar Anda").fill(text)
    frame.get_by_role("button", name="Kirim tulisan baru").click()
    expect(frame.locator("article.c", has_text=text)).to_be_focused()
    expect(frame.locator("section.nudge")).to_have_count(0)
    expect(frame.get_by_role("textbox", name="Komentar Anda")).to_have_value("")
    assert Comment.objects.get(body=text).state == Comment.State.PUBLISHED


def test_the_first_comment_of_a_page_and_as_it_is(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, key: tuple[SignOnKey, str]
) -> None:
    """Where no conversation is yet, its first text is asked about as well; sent all the same it waits."""
    page = browser(BLOCKED).new_page()
    page.goto(host.page("/a", element(token=signed(key, house, host)), house))
    frame = talk(page)
    expect(frame.get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    frame.get_by_role("textbox", name="Komentar Anda").fill(HARSH)
    frame.get_by_role("button", name="Kirim", exact=True).click()
    expect(frame.locator("section.nudge")).to_be_focused()
    assert not Comment.objects.exists()
    frame.get_by_role("button", name="Kirim ke moderator").click()
    mine = frame.locator("article.c", has_text="Jadwalnya kok diubah")
    expect(mine).to_be_visible()
    expect(mine).to_have_attribute("data-state", "held")
    assert Comment.objects.get().state == Comment.State.HELD


def test_a_guest_is_not_asked_and_hears_of_the_letter(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, title: TitlePage, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=title, guests_may_write=True)
    page = browser(BLOCKED).new_page()
    page.goto(host.page("/a", element(), house))
    frame = talk(page)
    frame.get_by_role("textbox", name="Komentar Anda").fill(HARSH)
    frame.get_by_role("textbox", name="Nama Anda").fill("Pak Tamu")
    frame.get_by_role("textbox", name="Alamat surel Anda").fill("tamu@contoh.test")
    frame.get_by_role("button", name="Kirim sebagai tamu").click()
    expect(frame.locator("#compose [role=status]")).to_contain_text("tamu@contoh.test")
    expect(frame.locator("section.nudge")).to_have_count(0)
    assert GuestComment.objects.count() == 1
    assert not Comment.objects.exists()
    assert not mail.outbox  # the worker sends it
