"""Third-party cookies blocked: a guest writes in a frame, opens the letter, and the comment stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, Request, expect

from rembuk.conversation import tasks
from rembuk.conversation.models import Comment, GuestComment, House, Thread
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .host_site import HostSite
from .steps import BLOCKED, PARTITIONED, element, talk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def _guests_may_write(title: TitlePage, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=title, guests_may_write=True)


def write_as_guest(page: Page, text: str) -> None:
    """Fill in the guest's form and send it; the sentence that follows has the focus, and the form is empty again."""
    frame = talk(page)
    frame.get_by_role("textbox", name="Komentar Anda").fill(text)
    frame.get_by_role("textbox", name="Nama Anda").fill("Pak Tamu")
    frame.get_by_role("textbox", name="Alamat surel Anda").fill("tamu@contoh.test")
    frame.get_by_role("button", name="Kirim sebagai tamu").click()
    told = frame.locator("#compose [role=status]")
    expect(told).to_contain_text("tamu@contoh.test")
    expect(told).to_be_focused()
    expect(frame.get_by_role("textbox", name="Komentar Anda")).to_have_value("")


def open_letter(page: Page, house: str) -> None:
    """Send the letter that waits, open its link in a tab of its own, and press the button there."""
    tasks.tell_guest.func(GuestComment.objects.get(confirmed_as=None).pk)
    link = re.search(r"https?://\S+?(/bincang/tamu/\S+)", str(mail.outbox[-1].body))
    assert link
    page.goto(house + link[1])
    page.locator("main").get_by_role("button", name="Kirim", exact=True).click()


@pytest.mark.parametrize("flags", [[PARTITIONED], []], ids=["storage kept apart", "no storage at all"])
def test_a_guest_writes_first_and_then_under_others(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, flags: list[str]
) -> None:
    context = browser(BLOCKED, *flags)
    cookies: list[str] = []

    def note(request: Request) -> None:
        if "/sisip/" in request.url or "/bincang/utas/" in request.url:
            cookies.append(request.header_value("cookie") or "")

    context.on("request", note)
    page = context.new_page()
    page.goto(host.page("/a", element(), house))
    write_as_guest(page, "Di pasar kami juga turun.")
    assert not Comment.objects.exists()
    letter = context.new_page()
    open_letter(letter, house)
    # The link ends where the comment stands: on the other site's page, in its frame.
    expect(talk(letter).locator("article.c.target")).to_contain_text("Di pasar kami juga turun.")
    assert letter.url.startswith(f"{host.origin}/a#k-")
    assert Comment.objects.get().author.kind == Reader.Kind.GUEST
    write_as_guest(letter, "Besok saya lihat lagi.")
    open_letter(page, house)
    expect(talk(page).locator("article.c.target")).to_contain_text("Besok saya lihat lagi.")
    assert set(cookies) == {""}


def test_a_guest_answers(browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread) -> None:
    page = browser(BLOCKED).new_page()
    page.goto(host.page("/a", element(), house))
    comment = talk(page).locator("article.c").first
    comment.get_by_role("link", name=re.compile("^Balas")).first.click()
    form = comment.locator("form.compose")
    form.locator("textarea").fill("Setuju dengan ini.")
    form.locator("[name=name]").fill("Pak Tamu")
    form.locator("[name=email]").fill("bukan alamat")
    form.evaluate("form => { form.noValidate = true; }")
    form.get_by_role("button", name="Kirim sebagai tamu").click()
    expect(form.get_by_role("alert")).to_contain_text("alamat surel")
    expect(form.locator("textarea")).to_have_value("Setuju dengan ini.")
    form.locator("[name=email]").fill("tamu@contoh.test")
    form.get_by_role("button", name="Kirim sebagai tamu").click()
    expect(form.get_by_role("status")).to_contain_text("tamu@contoh.test")
    open_letter(page, house)
    expect(talk(page).locator("article.c", has_text="Setuju dengan ini.").last).to_be_visible()
    assert Comment.objects.get(body="Setuju dengan ini.").parent_id
