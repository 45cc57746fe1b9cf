"""A draft, and a story under a private page, is nowhere to be seen by readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from rembuk.newsroom.events import story_going_out
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.newsroom.queries import live_stories, sections_of, story_by_headline
from rembuk.readers.models import Reader

from .factories import SISTER_HOST, baca, make_story_of

HEADLINE = "Rahasia dapur redaksi"


@pytest.fixture(params=["draft", "private story", "private title"])
def hidden(request: pytest.FixtureRequest, sister: TitlePage) -> StoryPage:
    """A story of Niaga Petang that readers may not see, for three different reasons."""
    story = make_story_of(sister, HEADLINE, kicker="Dapur", live=request.param != "draft")
    if request.param == "private story":
        restrict(story)
    if request.param == "private title":
        restrict(sister)
    return story


def restrict(page: Page) -> None:
    """Only editors may see this page and what is under it."""
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name="Redaktur"))


def test_its_address_is_404(client: Client, hidden: StoryPage) -> None:
    assert client.get("/rahasia-dapur-redaksi/", headers={"host": SISTER_HOST}).status_code == 404


def test_it_is_404_to_a_signed_in_reader(hidden: StoryPage, bagas: Reader, sign_in: Callable[[Reader], Client]) -> None:
    address = "/rahasia-dapur-redaksi/"
    assert sign_in(bagas).get(address, headers={"host": SISTER_HOST}).status_code == 404


def test_it_is_on_no_front_page_and_in_no_feed(client: Client, hidden: StoryPage) -> None:
    for address in ("/", "/umpan.xml"):
        assert HEADLINE not in client.get(address, headers={"host": SISTER_HOST}).content.decode()


def test_no_query_finds_it(hidden: StoryPage, sister: TitlePage) -> None:
    anyone = AnonymousUser()
    assert not live_stories(anyone).exists()
    assert sections_of(anyone, sister) == []
    assert story_by_headline(anyone, HEADLINE) is None


def test_nothing_links_to_it(client: Client, hidden: StoryPage, make_story: Callable[..., StoryPage]) -> None:
    story = make_story(body=[baca(hidden), baca(hidden, text="Kata redaktur")])
    page = client.get(story.url).content.decode()
    assert 'class="baca"' not in page
    assert HEADLINE not in page


def test_who_passed_the_private_pages_door_reads_on(
    sister: TitlePage, sekar: Reader, sign_in: Callable[[Reader], Client]
) -> None:
    story = make_story_of(sister, HEADLINE)
    restrict(story)
    response = sign_in(sekar).get("/rahasia-dapur-redaksi/", headers={"host": SISTER_HOST})
    assert HEADLINE in response.content.decode()


def test_only_a_public_story_goes_out(sister: TitlePage, hidden: StoryPage) -> None:
    gone_out: list[StoryPage] = []

    def note(story: StoryPage, **_signal: Any) -> None:
        gone_out.append(story)

    story_going_out.connect(note)
    try:
        hidden.save()
        assert gone_out == []
        PageViewRestriction.objects.all().delete()
        hidden.live = True
        hidden.save()
    finally:
        story_going_out.disconnect(note)
    assert gone_out == [hidden]


def test_a_public_story_is_found(story: StoryPage) -> None:
    anyone = AnonymousUser()
    assert list(live_stories(anyone)) == [story]
    assert story_by_headline(anyone, " WARUNG belajar berjualan daring ") == story
