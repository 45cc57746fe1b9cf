"""Other sites show counts and conversations: their pages, a real browser, and our real server behind."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Request, expect

from rembuk.conversation.actions import hide, post_comment, react
from rembuk.conversation.models import Comment, Thread
from rembuk.embed.models import Origin
from rembuk.embed.tests.browser.host_site import HostSite, serving
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .serving import Serve, database_url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def host(title: TitlePage) -> Iterator[HostSite]:
    """A site that may show the conversations of Lintas Pagi."""
    with serving("tamu") as site:
        Origin.objects.create(title=title, pattern=site.origin)
        yield site


@pytest.fixture
def house(serve: Serve, settings: Any) -> str:
    """Our own origin, served as in the demo."""
    client = serve(
        "whole",
        REMBUK_DATABASE_URL=database_url(),
        REMBUK_SECRET_KEY=settings.SECRET_KEY,
        REMBUK_DEMO="yes",
    )
    return f"http://bincang.localhost:{client.base_url.port}"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser's page."""
    context = chromium.new_context(locale="id", viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def asked(page: Page) -> list[int]:
    """How many keys each question for counts had, in their order."""
    numbers: list[int] = []

    def note(request: Request) -> None:
        if request.url.endswith("/_jumlah"):
            numbers.append(len(json.loads(request.post_data or "")["kunci"]))

    page.on("request", note)
    return numbers


@pytest.fixture
def stories(title: TitlePage, ratna: Reader, host: HostSite, settings: Any) -> Callable[[str, int], Thread]:
    """Makes the conversation of a page of the site, with so many comments."""
    settings.REMBUK_COMMENT_PACE = ()

    def make(key: str, comments: int) -> Thread:
        thread = Thread.objects.create(title=title, page_key=key, page_url=f"{host.origin}/{key}", page_title=key)
        for number in range(comments):
            text = f"Kabar nomor {number} tentang {key}."
            post_comment(author=ratna, thread=thread, body=text, client_key=uuid.uuid4())
        return thread

    return make


def span(key: str, more: str = "") -> str:
    return f'<span class="rembuk-count" data-title="lintas-pagi" data-key="{key}"{more}>Komentar</span> '


def test_two_hundred_stories_in_one_question_and_more_that_come_later(
    page: Page, asked: list[int], host: HostSite, house: str, stories: Callable[[str, int], Thread]
) -> None:
    for key, comments in {"k0": 3, "k7": 1, "k199": 2, "k205": 4}.items():
        stories(key, comments)
    spans = "".join(span(f"k{number}") for number in range(200))
    page.goto(host.page("/daftar", spans + span("k7", ' data-language="en"'), house))
    expect(page.locator("[data-key=k0]")).to_have_text("3 komentar")
    expect(page.locator("[data-key=k199]")).to_have_text("2 komentar")
    expect(page.locator("[data-key=k8]")).to_have_text("0 komentar")
    expect(page.locator("[data-key=k7]").first).to_have_text("1 komentar")
    expect(page.locator("[data-key=k7]").last).to_have_text("1 comment")
    assert asked == [200]
    # Infinite scroll: what arrives together is asked for together, and nothing that is known already.
    more = "".join(span(f"k{number}") for number in range(200, 210))
    page.evaluate("more => document.body.insertAdjacentHTML('beforeend', `<section>${more}</section>`)", more)
    expect(page.locator("[data-key=k205]")).to_have_text("4 komentar")
    expect(page.locator("[data-key=k209]")).to_have_text("0 komentar")
    assert asked == [200, 10]
    # More than one question holds.
    page.evaluate("more => { document.body.innerHTML = more; }", "".join(span(f"k{n}") for n in range(250)))
    expect(page.locator("[data-key=k205]")).to_have_text("4 komentar")
    expect(page.locator("[data-key=k0]")).to_have_text("3 komentar")
    assert sorted(asked[2:]) == [50, 200]


def test_an_application_that_changes_its_address(
    page: Page, asked: list[int], host: HostSite, house: str, stories: Callable[[str, int], Thread], ratna: Reader
) -> None:
    stories("a", 1)
    other = stories("b", 2)
    page.goto(host.page("/a", span("a"), house))
    one = page.locator(".rembuk-count")
    expect(one).to_have_text("1 komentar")
    page.evaluate("history.pushState(0, '', '/b'); document.querySelector('.rembuk-count').dataset.key = 'b'")
    expect(one).to_have_text("2 komentar")
    hide(comment=Comment.objects.filter(thread=other)[0], actor=ratna)
    post_comment(author=ratna, thread=other, body="Satu lagi.", client_key=uuid.uuid4())
    post_comment(author=ratna, thread=other, body="Dan satu lagi.", client_key=uuid.uuid4())
    page.wait_for_timeout(2_100)  # what is kept is believed for two seconds
    page.evaluate("Rembuk.counts()")
    expect(one).to_have_text("3 komentar")
    page.evaluate("document.querySelector('.rembuk-count').dataset.language = 'en'")
    expect(one).to_have_text("3 comments")


def test_several_conversations_and_their_counts_on_one_page(
    page: Page, asked: list[int], host: HostSite, house: str, stories: Callable[[str, int], Thread]
) -> None:
    body = ""
    for key, comments in {"a": 1, "b": 3}.items():
        stories(key, comments)
        body += f'{span(key)}<div class="rembuk" data-title="lintas-pagi" data-key="{key}" data-heading="{key}"></div>'
    page.goto(host.page("/dua", body, house))
    for number, comments in enumerate((1, 3)):
        frame = page.frame_locator(f".rembuk >> nth={number} >> iframe")
        page.locator(".rembuk").nth(number).scroll_into_view_if_needed()
        expect(frame.locator("article.c")).to_have_count(comments)
        expect(page.locator(".rembuk-count").nth(number)).to_have_text(f"{comments} komentar")
    assert asked == [2]


def show(page: Page, host: HostSite, house: str, key: str) -> FrameLocator:
    """Open the page that shows this conversation, and wait until the frame's scripts have it in hand."""
    element = f'<div class="rembuk" data-title="lintas-pagi" data-key="{key}" data-heading="{key}"></div>'
    page.goto(host.page(f"/{key}", f"<p>Sebelum.</p>{element}<p>Sesudah.</p>", house))
    inside = page.locator(".rembuk iframe").element_handle().content_frame()
    assert inside is not None
    inside.wait_for_url("**/bingkai/**")  # until it is loaded
    return page.frame_locator(".rembuk iframe")


def test_the_four_orders_by_keyboard(
    page: Page, host: HostSite, house: str, stories: Callable[[str, int], Thread], ratna: Reader, bagas: Reader
) -> None:
    thread = stories("urut", 3)
    first, second, _third = Comment.objects.filter(thread=thread).order_by("pk")
    react(reader=bagas, comment=first, kind="setuju", on=True)
    for number in range(2):
        words = f"Jawaban {number} untuk yang kedua."
        post_comment(author=bagas, thread=thread, body=words, client_key=uuid.uuid4(), parent=second)
    frame = show(page, host, house, "urut")
    expect(frame.get_by_role("link", name="Terbaru")).to_have_attribute("aria-current", "true")
    orders = {"Terlama": "012", "Paling dihargai": "0", "Ramai dibahas": "1", "Terbaru": "210"}
    for name, wanted in orders.items():
        link = frame.get_by_role("link", name=name)
        link.press("Enter")
        expect(link).to_have_attribute("aria-current", "true")
        expect(frame.locator(".sorts [aria-current]")).to_have_count(1)
        for place, which in enumerate(wanted):
            opener = frame.locator("#percakapan > article.c").nth(place)
            expect(opener.locator(":scope > .text")).to_contain_text(f"Kabar nomor {which} tentang")
        expect(link).to_be_focused()
        expect(frame.locator("#announce")).to_have_text(name)
    assert page.url == f"{host.origin}/urut"


def test_a_permalink_ends_in_the_frame_at_its_comment(
    page: Page, host: HostSite, house: str, stories: Callable[[str, int], Thread]
) -> None:
    thread = stories("panjang", 60)
    oldest = Comment.objects.filter(thread=thread).earliest("pk")
    frame = show(page, host, house, "panjang")
    expect(frame.locator("#percakapan > article.c")).to_have_count(50)
    expect(frame.locator(f"#k-{oldest.public_id}")).to_have_count(0)
    page.goto(f"{house}/bincang/komentar/{oldest.public_id}/")
    assert page.url.startswith(f"{host.origin}/panjang?setelah=")
    comment = frame.locator(f"#k-{oldest.public_id}")
    expect(comment).to_be_focused()
    expect(comment).to_be_in_viewport()
    expect(comment).to_have_class("c target")
    # The way on from there is the frame's own, too.
    newest = Comment.objects.filter(thread=thread).latest("pk")
    page.goto(f"{house}/bincang/komentar/{newest.public_id}/")
    expect(frame.locator(f"#k-{newest.public_id}")).to_be_focused()
    assert page.url == f"{host.origin}/panjang#k-{newest.public_id}"
