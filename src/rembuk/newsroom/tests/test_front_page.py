"""A title's front page, its sections, its masthead and its feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.newsroom.queries import sections_of

from .factories import DATABASE_CACHE, SISTER_HOST, WAGTAIL_LEAVES_A_FILE, make_picture, make_story_of

MakeStory = Callable[..., StoryPage]
ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = datetime(2026, 11, 20, 3, tzinfo=UTC)


def read(client: Client, address: str = "/", **headers: Any) -> str:
    response = client.get(address, **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_title_says_so(client: Client, title: TitlePage) -> None:
    assert "Belum ada berita" in read(client)


@pytest.mark.filterwarnings(WAGTAIL_LEAVES_A_FILE)
def test_the_newest_story_leads_with_its_picture(client: Client, make_story: MakeStory) -> None:
    make_story("Berita lama", first_published_at=FIRST)
    make_story("Berita baru", first_published_at=FIRST + timedelta(hours=1), picture=make_picture())
    page = read(client)
    assert page.index("Berita baru") < page.index("Berita lama")
    assert page.count("<img") == 1


def test_each_title_shows_its_own_stories(client: Client, make_story: MakeStory, sister: TitlePage) -> None:
    make_story("Berita pagi")
    make_story_of(sister, "Berita petang")
    assert "Berita petang" not in read(client)
    evening = read(client, headers={"host": SISTER_HOST})
    assert "Berita petang" in evening
    assert "Berita pagi" not in evening
    assert "Niaga Petang" in evening


def test_sections_stand_in_the_masthead_and_narrow_the_page(client: Client, make_story: MakeStory) -> None:
    make_story("Satu", kicker="UMKM")
    make_story("Dua", kicker="Air & Sungai")
    make_story("Tiga", kicker="Air & Sungai")
    assert "/?rubrik=Air%20%26%20Sungai" in read(client)
    page = read(client, "/?rubrik=Air%20%26%20Sungai")
    assert "Tiga" in page
    assert ">Satu<" not in page
    assert '?rubrik=Air%20%26%20Sungai">' in page


def test_sections_are_ordered_by_use(make_story: MakeStory, title: TitlePage) -> None:
    for number, kicker in enumerate(("B", "A", "C", "C", "")):
        make_story(f"Berita {number}", kicker=kicker)
    make_story_of(title, "Draf", kicker="D", live=False)
    assert sections_of(AnonymousUser(), title) == ["C", "A", "B"]


def test_a_section_without_stories_is_404(client: Client, story: StoryPage) -> None:
    for section in ("Obat ajaib", "Obat\0"):
        assert client.get("/", {"rubrik": section}).status_code == 404


def test_older_stories_stand_on_the_next_page(client: Client, make_story: MakeStory) -> None:
    for number in range(21):
        make_story(f"Berita nomor {number:02}", first_published_at=FIRST + timedelta(minutes=number), kicker="UMKM")
    assert "Berita nomor 00" not in read(client, "/?rubrik=UMKM")
    assert "rubrik=UMKM&amp;halaman=2" in read(client, "/?rubrik=UMKM")
    assert "Berita nomor 00" in read(client, "/?rubrik=UMKM&halaman=2")
    assert "Berita nomor 20" in read(client, "/?halaman=omong")


@pytest.mark.filterwarnings(WAGTAIL_LEAVES_A_FILE)
@pytest.mark.parametrize("address", ["/", "/umpan.xml"])
def test_cost_does_not_grow_with_the_stories(client: Client, make_story: MakeStory, address: str) -> None:
    picture = make_picture()
    for number in range(5):
        make_story(f"Berita {number}", kicker="UMKM", picture=picture)
    few = cost_of(client, address)
    for number in range(5, 15):
        make_story(f"Berita {number}", kicker="UMKM", picture=picture)
    assert read(client, address).count("Berita 14") > 0
    assert cost_of(client, address) == few <= 20


def cost_of(client: Client, address: str) -> int:
    """The queries of a page that was read before, on the cache of a real installation."""
    with override_settings(CACHES=DATABASE_CACHE):
        read(client, address)
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
    return len(queries)


def test_the_feed_is_the_titles_own(client: Client, make_story: MakeStory, sister: TitlePage) -> None:
    make_story("Berita pagi", standfirst="Ringkasnya")
    make_story_of(sister, "Berita petang", first_published_at=FIRST)
    feed = ElementTree.fromstring(read(client, "/umpan.xml", headers={"host": SISTER_HOST}))  # noqa: S314  # our own
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["Berita petang"]
    assert feed.findtext(f"{ATOM}title") == feed.findtext(f"{ATOM}author/{ATOM}name") == "Niaga Petang"
    assert feed.findtext(f"{ATOM}entry/{ATOM}updated") == "2026-11-20T03:00:00+00:00"
    link = feed.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://{SISTER_HOST}/berita-petang/"


def test_without_a_title_there_is_no_feed(client: Client, db: None) -> None:
    assert client.get("/umpan.xml").status_code == 404
