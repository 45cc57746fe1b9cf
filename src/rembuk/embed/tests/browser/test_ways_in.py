"""Third-party cookies blocked: both ways in, writing, editing, and going out."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from playwright.sync_api import (
    APIResponse,
    BrowserContext,
    Request,
    Route,
    expect,
)

from rembuk.conversation.models import Comment
from rembuk.embed.models import FrameToken, SignOnKey
from rembuk.readers.models import Reader

from .host_site import HostSite
from .steps import ALLOWED, BLOCKED, PARTITIONED, act, element, signed, talk, write

PASSWORD = "kata sandi untuk bingkai"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("flags", [[PARTITIONED], []], ids=["storage kept apart", "no storage at all"])
def test_a_comment_by_the_sites_own_sign_in(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, key: tuple[SignOnKey, str], flags: list[str]
) -> None:
    token = signed(key, house, host)
    context = browser(BLOCKED, *flags)
    addresses: list[str] = []
    cookies: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)
        if request.url.startswith(house) and "/static/" not in request.url:
            cookies.append(request.header_value("cookie") or "")

    context.on("request", note)
    page = context.new_page()
    page.goto(host.page("/a", element(token=token), house))
    expect(talk(page).get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    write(page, "Di pasar dekat rumah belum turun.")
    write(page, "Besok saya lihat lagi.")
    written = Comment.objects.select_related("author", "thread").order_by("id")
    assert [each.author.kind for each in written] == [Reader.Kind.LINKED] * 2
    assert {each.thread.page_key for each in written} == {"artikel-17"}
    # No cookie went along, and no secret stands in an address.
    assert set(cookies) == {""}
    assert not [address for address in addresses if token in address or "rbf_" in address]
    assert not [path for path in host.asked if "token" in path]
    talk(page).get_by_role("button", name="Keluar di sini").click()
    expect(talk(page).get_by_role("button", name="Masuk untuk mengirim")).to_be_visible()
    assert not FrameToken.objects.exists()


def test_a_comment_by_a_window_of_ours(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, bagas: Reader
) -> None:
    """With a password and a second factor, as on any of our own pages."""
    bagas.set_password(PASSWORD)
    bagas.save()
    secret = generate_totp_secret()
    TOTP.activate(bagas, secret)
    page = browser(BLOCKED, PARTITIONED).new_page()
    page.goto(host.page("/a", element(), house))
    talk(page).get_by_role("textbox", name="Komentar Anda").fill("Saya tulis sebelum masuk.")
    with page.expect_popup() as opened:
        talk(page).get_by_role("button", name="Masuk untuk mengirim").click()
    window = opened.value
    window.get_by_label("Surel").fill(bagas.email)
    window.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    window.locator("main").get_by_role("button", name="Masuk", exact=True).click()
    window.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    window.locator("input[name=code]").press("Enter")
    expect(window.get_by_role("heading", name=f"Pakai akun Anda di {host.origin}?")).to_be_visible()
    with window.expect_event("close"):
        window.get_by_role("button", name="Ya, pakai di sana").click()
    expect(talk(page).get_by_text("Masuk sebagai Bagas", exact=True)).to_be_visible()
    # What was written before is still there, and the tab knows its reader when the page is loaded anew.
    expect(talk(page).get_by_role("textbox", name="Komentar Anda")).to_have_value("Saya tulis sebelum masuk.")
    talk(page).get_by_role("button", name="Kirim", exact=True).click()
    expect(talk(page).locator("article.c", has_text="Saya tulis sebelum masuk.")).to_be_visible()
    page.reload()
    expect(talk(page).get_by_text("Masuk sebagai Bagas", exact=True)).to_be_visible()
    assert Comment.objects.get().author == bagas


def test_who_leaves_the_site_leaves_the_frame(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, key: tuple[SignOnKey, str]
) -> None:
    """The site's function says who is there, each time; the tab's own storage does not know better."""
    page = browser(BLOCKED, PARTITIONED).new_page()
    wulan, again = signed(key, house, host), signed(key, house, host)
    tokens = iter([wulan, again, signed(key, house, host, sub="42", name="Arif"), ""])
    page.expose_function("askTheSite", lambda: next(tokens))
    page.goto(host.page("/a", element(), house, head="<script>Rembuk = {token: () => askTheSite()}</script>"))
    expect(talk(page).get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    page.reload()
    expect(talk(page).get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    page.wait_for_timeout(500)
    assert FrameToken.objects.count() == 1  # the same person in the same tab needs no second one
    page.reload()
    expect(talk(page).get_by_text("Masuk sebagai Arif", exact=True)).to_be_visible()
    page.reload()
    expect(talk(page).get_by_role("button", name="Masuk untuk mengirim")).to_be_visible()
    expect(talk(page).get_by_text("Anda sudah keluar di sini.")).to_be_visible()


def test_a_late_answer_brings_nobody_back(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, key: tuple[SignOnKey, str]
) -> None:
    """The form for who is signed in comes after that person has signed out; and an answer that is lost is asked for."""
    page = browser(BLOCKED, PARTITIONED).new_page()
    late: list[tuple[Route, APIResponse]] = []
    lost: list[Route] = []

    def answer(route: Route) -> None:
        if "authorization" in route.request.headers:
            late.append((route, route.fetch(url=route.request.url.replace("bincang.localhost", "127.0.0.1"))))
        elif "rembuk-piece" in route.request.headers and not lost:
            lost.append(route)
            route.abort()
        else:
            route.continue_()

    page.route("**/bingkai/**", answer)
    page.goto(host.page("/a", element(token=signed(key, house, host)), house))
    talk(page).get_by_role("button", name="Keluar di sini").click()
    expect(talk(page).get_by_text("Anda sudah keluar di sini.")).to_be_visible()
    expect(talk(page).get_by_role("button", name="Masuk untuk mengirim")).to_be_visible()
    route, form = late.pop()
    assert ">Kirim<" in form.text()
    with page.expect_response(lambda answer: "authorization" in answer.request.headers):
        route.fulfill(response=form)
    page.wait_for_timeout(300)  # what must not happen shows no sign of being over
    expect(talk(page).get_by_role("button", name="Masuk untuk mengirim")).to_be_visible()
    assert lost


def test_editing_and_withdrawing_in_the_frame(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, key: tuple[SignOnKey, str]
) -> None:
    page = browser(BLOCKED).new_page()
    page.goto(host.page("/a", element(token=signed(key, house, host)), house))
    expect(talk(page).get_by_text("Masuk sebagai Wulan", exact=True)).to_be_visible()
    write(page, "Harga naik lagi.")
    comment = talk(page).locator("article.c", has_text="Harga")
    act(comment, "tindakan")
    act(comment, "sunting")
    talk(page).locator(".deed textarea").fill("Harga turun sedikit.")
    talk(page).locator(".deed form button").click()
    expect(comment).to_contain_text("Harga turun sedikit.")
    act(comment, "tindakan")
    act(comment, "tarik")
    talk(page).locator(".deed form button").click()
    expect(comment).to_have_count(0)
    assert Comment.objects.get().state == Comment.State.REMOVED


def test_the_control_with_cookies_allowed_they_would_come(
    browser: Callable[..., BrowserContext], host: HostSite, house: str
) -> None:
    """The same two sites and the same browser: what the other tests prove is not for want of a cookie to send."""
    seen: dict[str, str] = {}
    for name, preferences in (("blocked", BLOCKED), ("allowed", ALLOWED)):
        context = browser(preferences)
        page = context.new_page()
        page.goto(f"{house}/static/embed/frame.css")
        page.evaluate("document.cookie = 'x=1; SameSite=None; Secure; Path=/'")
        with page.expect_request(lambda asked: "/bingkai/" in asked.url) as sent:
            page.goto(host.page("/a", element(), house))
        expect(talk(page).get_by_text("Belum ada komentar")).to_be_visible()
        seen[name] = sent.value.all_headers().get("cookie", "")
    assert seen == {"blocked": "", "allowed": "x=1"}
