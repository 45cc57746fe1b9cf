"""The story as readers and machines see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.html import format_html

from rembuk.newsroom.models import Person, StoryCredit, StoryPage, SyndicationCredit, TitlePage
from rembuk.newsroom.panels import Panel

from .factories import DATABASE_CACHE, SISTER_HOST, WAGTAIL_LEAVES_A_FILE, baca, make_picture, make_story_of, paragraph

MakeStory = Callable[..., StoryPage]


def page_of(client: Client, story: StoryPage) -> str:
    response = client.get(story.url)
    assert response.status_code == 200
    return response.content.decode()


def sign(story: StoryPage, *names: tuple[str, StoryCredit.Role]) -> None:
    for order, (name, role) in enumerate(names):
        person, _created = Person.objects.get_or_create(name=name)
        story.credits.add(StoryCredit(person=person, role=role, sort_order=order))
    story.save()


def data_of(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data: dict[str, Any] = json.loads(block[1])
    return data


def test_a_quote_names_its_speaker_once(client: Client, make_story: MakeStory) -> None:
    said = {"speaker": "Rukmini", "role": "pemilik warung"}
    story = make_story(
        body=[
            {"type": "heading", "value": "Barang <ada>"},
            {"type": "quote", "value": {"text": "“Saya tertawa.”", **said}},
            {"type": "quote", "value": {"text": "“Laris,” kata Rukmini.", **said, "in_text": True}},
        ]
    )
    page = page_of(client, story)
    assert "<h2>Barang &lt;ada&gt;</h2>" in page
    assert page.count("<blockquote>") == 1
    assert "<footer>Rukmini, pemilik warung</footer>" in page
    assert "<p>“Laris,” kata Rukmini.</p>" in page


def test_the_byline_names_people_by_role(client: Client, make_story: MakeStory) -> None:
    story = make_story()
    roles = StoryCredit.Role
    sign(story, ("Bram Siregar", roles.EDITOR), ("Sekar Wulandari", roles.WRITER), ("Tono Adi", roles.WRITER))
    page = page_of(client, story)
    assert "Sekar Wulandari, Tono Adi" in page
    assert page.index("Sekar Wulandari") < page.index("Bram Siregar")


def test_baca_links_to_live_stories_only(client: Client, make_story: MakeStory, title: TitlePage) -> None:
    there = make_story("Ongkos kirim turun")
    draft = make_story_of(title, "Rahasia dapur", live=False)
    story = make_story(
        "Pembaca",
        body=[
            baca(there),
            baca(there, text="Kata redaktur"),
            baca(draft),
            baca(text="Petunjuk yang belum ditempatkan"),
            baca(url="https://contoh.test/berita", text="Di tempat lain"),
        ],
    )
    page = page_of(client, story)
    assert page.count(f'<a class="baca" href="{there.url}">') == 2
    assert "Kata redaktur" in page
    assert '<a class="baca" href="https://contoh.test/berita"><small>Baca</small>Di tempat lain</a>' in page
    assert "Rahasia dapur" not in page
    assert "Petunjuk yang belum ditempatkan" not in page


@pytest.mark.filterwarnings(WAGTAIL_LEAVES_A_FILE)
def test_a_picture_stands_with_its_description(client: Client, make_story: MakeStory) -> None:
    page = page_of(client, make_story(picture=make_picture(), caption="Etalase contoh"))
    assert 'width="760" height="400" alt="Etalase warung dengan rak"' in page
    assert ".svg" in page
    assert "<figcaption>Etalase contoh</figcaption>" in page
    assert data_of(page)["image"].startswith("http://testserver/media/")


def test_the_sister_titles_original_is_credited_and_canonical(
    client: Client, make_story: MakeStory, sister: TitlePage
) -> None:
    original = make_story_of(sister, "Foto ketujuh")
    story = make_story()
    story.syndication_credits.add(
        SyndicationCredit(
            publication="Niaga Petang",
            original_title="Foto ketujuh",
            original_date=date(2017, 8, 27),
            original_story=original,
        )
    )
    story.save()
    page = page_of(client, story)
    address = f"http://{SISTER_HOST}/foto-ketujuh/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<a href="{address}">“Foto ketujuh”</a>' in page
    assert "Minggu, 27 Agustus 2017" in page
    assert data_of(page)["isBasedOn"] == address


def test_an_original_that_is_not_public_is_named_but_not_linked(
    client: Client, make_story: MakeStory, sister: TitlePage
) -> None:
    original = make_story_of(sister, "Foto ketujuh", live=False)
    story = make_story()
    story.syndication_credits.add(
        SyndicationCredit(publication="Niaga Petang", original_title="Foto ketujuh", original_story=original)
    )
    story.save()
    page = page_of(client, story)
    assert "“Foto ketujuh”" in page
    assert SISTER_HOST not in page
    assert f'<link rel="canonical" href="{story.full_url}">' in page


def test_machines_read_a_news_article(client: Client, make_story: MakeStory, title: TitlePage) -> None:
    story = make_story("Warung </script><script>alert(1)</script> & daring", kicker="UMKM", standfirst="Ringkas")
    sign(story, ("Sekar Wulandari", StoryCredit.Role.WRITER), ("Bram Siregar", StoryCredit.Role.EDITOR))
    page = page_of(client, story)
    data = data_of(page)
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == story.title
    assert data["author"] == [{"@type": "Person", "name": "Sekar Wulandari"}]
    assert data["publisher"]["name"] == "Lintas Pagi"
    assert data["datePublished"] == "2026-11-20T03:00:00+00:00"
    assert "image" not in data
    assert "alert(1)</script>" not in page


def test_a_story_costs_the_same_however_long_it_is(client: Client, make_story: MakeStory) -> None:
    others = [make_story(f"Berita {number}") for number in range(9)]
    costs = []
    for number in (1, 9):
        body = [block for other in others[:number] for block in (paragraph("Isi"), baca(other))]
        story = make_story(f"Panjang {number}", body=body)
        sign(story, *((f"Orang {one}", StoryCredit.Role.WRITER) for one in range(number)))
        with override_settings(CACHES=DATABASE_CACHE):
            page_of(client, story)
            with CaptureQueriesContext(connection) as queries:
                assert page_of(client, story).count('class="baca"') == number
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 25


def test_other_rooms_stand_in_their_places(client: Client, story: StoryPage, settings: Any) -> None:
    settings.REMBUK_STORY_PANELS = [f"{__name__}.talking", f"{__name__}.silent"]
    assert "<p>bincang tentang Warung" in page_of(client, story)


def talking(request: HttpRequest, story: StoryPage) -> Panel:
    """A panel of another room."""
    return Panel("talk", format_html("<p>bincang tentang {}</p>", story.title))


def silent(request: HttpRequest, story: StoryPage) -> None:
    """A room that has nothing to say here."""


@pytest.mark.parametrize("address", ["/tidak-ada/", "/warung-belajar-berjualan-daring/lagi/"])
def test_an_unknown_address_is_404(client: Client, story: StoryPage, address: str) -> None:
    assert client.get(address).status_code == 404
