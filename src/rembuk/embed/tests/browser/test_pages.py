"""What a page of another site shows: height, theme, language, several conversations, counts, and hostile neighbours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    BrowserContext,
    expect,
)

from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .host_site import HostSite, serving
from .steps import element, height, talk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_a_site_that_is_not_allowed_keeps_its_link(
    browser: Callable[..., BrowserContext], title: TitlePage, house: str
) -> None:
    with serving("jahat") as stranger:
        page = browser().new_page()
        with page.expect_response(lambda answer: "/bingkai/" in answer.url) as answered:
            page.goto(stranger.page("/a", element(), house))
        assert answered.value.status == 403
        expect(page.get_by_text("Percakapan ini belum bisa dimuat.")).to_be_visible()
        expect(page.get_by_role("link", name="Baca komentar")).to_be_visible()
        assert talk(page).locator("#bincang").count() == 0


def test_a_frame_that_does_not_load_says_so_and_is_asked_for_again(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread
) -> None:
    """A busy server's page forbids framing; the other conversation on the page is none the worse for it."""
    page = browser().new_page()
    busy = {"status": 503, "headers": {"X-Frame-Options": "DENY"}, "content_type": "text/html", "body": "Sibuk"}
    page.route("**/bingkai/**artikel-17*", lambda route: route.fulfill(**busy))
    guarded = (
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; script-src {house}; frame-src {house}; connect-src {house}\">"
    )
    both = element() + element(key="artikel-18", language="en")
    page.goto(host.page("/a", both, house, head=guarded))
    first, second = page.locator(".rembuk").nth(0), page.locator(".rembuk").nth(1)
    sentence = first.get_by_text("Percakapan ini belum bisa dimuat.")
    again = first.get_by_role("button", name="Coba lagi")
    expect(sentence).to_be_visible()
    expect(first.get_by_role("link", name="Baca komentar")).to_be_visible()
    expect(first.locator("iframe")).to_be_hidden()
    expect(second.frame_locator("iframe").get_by_text("No comments yet")).to_be_visible()
    expect(second.get_by_role("button")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    again.focus()
    page.keyboard.press("Enter")
    expect(sentence).to_be_hidden()
    expect(again).to_be_focused()  # it failed once more: whoever pressed is where they were
    page.unroute("**/bingkai/**artikel-17*")
    page.keyboard.press("Enter")
    expect(first.frame_locator("iframe").locator("article.c")).to_have_count(8)
    expect(first.locator("iframe")).to_be_visible()
    expect(first.locator(".rembuk-note")).to_have_count(0)
    expect(first.get_by_role("link", name="Baca komentar")).to_be_hidden()


def test_height_theme_language_and_the_link(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread
) -> None:
    page = browser().new_page()
    page.goto(host.page("/a", element(), house))
    expect(talk(page).locator("article.c")).to_have_count(8)
    expect(page.get_by_role("link", name="Baca komentar")).to_be_hidden()
    page.wait_for_function("document.querySelector('.rembuk iframe').offsetHeight > 900")
    inside = talk(page).locator("html").evaluate("root => [root.scrollWidth, innerWidth, root.scrollHeight]")
    assert inside[0] <= inside[1]
    assert abs(inside[2] - height(page)) <= 2
    assert page.locator(".rembuk iframe").get_attribute("title") == "Komentar: Harga cabai turun"
    page.evaluate("document.querySelector('.rembuk').dataset.theme = 'dark'")
    expect(talk(page).locator("html")).to_have_attribute("data-theme", "dark")
    page.evaluate("document.querySelector('.rembuk').dataset.language = 'en'")
    expect(talk(page).get_by_role("heading", name="8 comments")).to_be_visible()
    page.route("**/_utas/**", lambda route: route.fulfill(body='<p id="urut">Terlama</p>', content_type="text/html"))
    # A press on an order must not try to take the other site's address for the frame's own.
    talk(page).get_by_role("link", name="Oldest").click()
    expect(talk(page).get_by_role("link", name="Oldest")).to_have_attribute("aria-current", "true")


def test_it_is_for_everyone(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread, ratna: Reader
) -> None:
    """The frame, a page where nobody has written, a card and a refusal: axe finds nothing, at 320 pixels."""
    page = browser().new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    comment = Comment.objects.filter(author=ratna).first()
    assert comment
    facts = f"alamat={host.origin}/a&asal={host.origin}&judul=Harga"
    for path in (
        f"lintas-pagi/bingkai/?kunci=artikel-17&{facts}",
        f"lintas-pagi/bingkai/?kunci=lain&tema=dark&{facts}",
        "lintas-pagi/bingkai/?alamat=https://lain.example/",
        f"komentar/{comment.public_id}/",
    ):
        page.goto(f"{house}/sisip/{path}")
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(each["id"], each["nodes"][0]["html"]) for each in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_messages_of_others_move_nothing(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread
) -> None:
    """Neither the page believes another frame, nor our frame another page."""
    with serving("jahat") as stranger:
        stranger.pages["/i"] = (
            "<script>parent.postMessage({rembuk: 'tinggi', h: 31337}, '*');"
            "parent.frames[0].postMessage({rembuk: 'tema', tema: 'dark'}, '*');"
            "parent.frames[0].postMessage({rembuk: 'token', jwt: 'a.b.c'}, '*');"
            "parent.frames[0].postMessage({rembuk: 'kode', kode: 'x'}, '*');"
            "parent.postMessage('selesai', '*')</script>"
        )
        page = browser().new_page()
        page.goto(host.page("/a", element(), house))
        expect(talk(page).locator("article.c")).to_have_count(8)
        page.evaluate("addEventListener('message', ({ data }) => { if (data === 'selesai') window.said = true; })")
        page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '<iframe src={stranger.origin}/i></iframe>')")
        page.wait_for_function("window.said")
        page.wait_for_timeout(500)  # what must not happen shows no sign of being over
        assert height(page) < 31_337
        assert talk(page).locator("html").get_attribute("data-theme") is None
        assert talk(page).locator("#kabar").is_hidden()


def test_several_conversations_and_pages_that_change(
    browser: Callable[..., BrowserContext], host: HostSite, house: str, busy_page: Thread
) -> None:
    page = browser().new_page()
    far = '<div style="height: 5000px"></div>'
    page.goto(host.page("/a", element() + far + element(key="artikel-18"), house))
    expect(talk(page).locator("article.c")).to_have_count(8)
    assert page.locator("iframe").count() == 1  # the other one is far below
    page.locator(".rembuk").nth(1).scroll_into_view_if_needed()
    expect(page.locator("iframe")).to_have_count(2)
    page.locator(".rembuk").first.scroll_into_view_if_needed()
    # A page that changes its address without loading: another key, another conversation; what is taken away is gone.
    page.evaluate("history.pushState(0, '', '/b'); document.querySelectorAll('.rembuk')[0].dataset.key = 'artikel-19'")
    expect(talk(page).first.get_by_text("Belum ada komentar")).to_be_visible()
    page.evaluate("document.querySelectorAll('.rembuk')[1].remove()")
    page.evaluate("Rembuk.remove(document.querySelector('.rembuk'))")
    assert page.locator("iframe").count() == 0
    page.evaluate("Rembuk.render(document.querySelector('.rembuk'))")
    expect(page.locator("iframe")).to_have_count(1)


def test_counts_for_a_long_list_in_batches(browser: Callable[..., BrowserContext], host: HostSite, house: str) -> None:
    page = browser().new_page()
    asked: list[dict[str, Any]] = []

    def answer(route: Any) -> None:
        question = json.loads(route.request.post_data)
        asked.append(question)
        counts = {key: int(key[1:]) for key in question["kunci"] if key != "k7"}
        route.fulfill(json=counts, headers={"Access-Control-Allow-Origin": "*"})

    page.route("**/_jumlah", answer)
    spans = "".join(
        f'<span class="rembuk-count" data-title="lintas-pagi" data-key="k{n}">Komentar</span>' for n in range(250)
    )
    page.goto(host.page("/daftar", spans, house))
    expect(page.locator("[data-key=k12]")).to_have_text("12 komentar")
    expect(page.locator("[data-key=k249]")).to_have_text("249 komentar")
    expect(page.locator("[data-key=k7]")).to_have_text("0 komentar")
    assert [len(each["kunci"]) for each in asked] == [200, 50]
    assert asked[0]["judul"] == "lintas-pagi"
    more = '<span class="rembuk-count" data-title="lintas-pagi" data-key="k1" data-language="en"></span>'
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(more)})")
    expect(page.locator("[data-language=en]")).to_have_text("1 comment")
    assert asked[2]["kunci"] == ["k1"]
