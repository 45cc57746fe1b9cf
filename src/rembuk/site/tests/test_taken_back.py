"""What the newsroom has taken back is nowhere: a whole title, one story, or what was made private."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from rembuk.conversation import talk
from rembuk.conversation.actions import follow, post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of, trends_by_title
from rembuk.edge.live import live
from rembuk.edge.news import EVERY_THREAD
from rembuk.embed.models import Origin
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

SITE = "https://kabar.contoh"
FOUND = {200, 302}
WORDS = "Katalognya ramai sekali"
NEEDLE = b"ramai sekali"  # what was searched for is marked


def unpublish(page: Page) -> None:
    page.specific.unpublish()


def make_private(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def say(author: Reader, thread: Thread) -> Comment:
    return post_comment(author=author, thread=thread, body=f"{WORDS} #BicaraJernih", client_key=uuid.uuid4())


def addresses(thread: Thread, comment: Comment, page: str) -> list[str]:
    """Everything that a stranger may ask for about one conversation and its one comment."""
    own, conversation = [thread.pk], [comment.public_id]
    return [
        page,
        *(reverse(f"conversation:{name}", args=own) for name in ("page", "search", "mine")),
        *(reverse(f"conversation:{name}", args=conversation) for name in ("permalink", "go_on", "acts", "revisions")),
        reverse("conversation:hashtag", args=["bicarajernih"]),
        reverse("conversation:reader", args=["ratna"]),
        reverse("embed:thread_feed", args=own),
        reverse("embed:card", args=conversation),
        reverse("embed:hashtag_feed", args=["bicarajernih"]),
        reverse("embed:reader_feed", args=["ratna"]),
        f"/api/v1/threads/{thread.pk}",
        f"/api/v1/threads/{thread.pk}/comments",
        f"/api/v1/comments/{comment.public_id}",
        f"/api/v1/readers/{comment.author.public_id}/comments",
        f"{reverse('embed:oembed')}?url=http://localhost{reverse('conversation:permalink', args=conversation)}",
    ]


def in_lists(client: Client) -> list[str]:
    """The lists that name it: of all titles, and of no thread alone."""
    everywhere = [
        reverse("conversation:search_all") + "?q=katalognya",
        "/api/v1/search?q=katalognya",
        "/api/v1/hashtags/bicarajernih",
    ]
    return [address for address in everywhere if NEEDLE in client.get(address).content]


def edge_knows(thread: Thread) -> list[Any]:
    """What edge would show of the thread."""
    found = [talk.public_page(thread.pk, "terbaru", "", "id"), talk.public_versions([thread.pk])]
    return [each for each in (*found, talk.public_counts([thread.pk])) if each]


@pytest.mark.parametrize("take_back", [unpublish, make_private])
@pytest.mark.parametrize("what", ["title", "story"])
def test_the_talk_under_a_story(
    client: Client, title: TitlePage, story: StoryPage, ratna: Reader, what: str, take_back: Callable[[Page], None]
) -> None:
    thread = thread_of(story)
    comment, address = say(ratna, thread), str(story.url)
    every = addresses(thread, comment, address)
    before = {each: client.get(each).status_code for each in every}
    assert set(before.values()) <= FOUND, before
    assert in_lists(client)
    assert len(edge_knows(thread)) == 3
    take_back(title if what == "title" else story)
    after = {each: client.get(each).status_code for each in every}
    assert set(after.values()) == {404}, after
    assert not in_lists(client)
    assert not edge_knows(thread)
    assert trends_by_title(ratna) == []


@pytest.mark.parametrize("take_back", [unpublish, make_private])
def test_the_talk_under_a_page_of_another_site(
    client: Client, title: TitlePage, ratna: Reader, take_back: Callable[[Page], None]
) -> None:
    Origin.objects.create(title=title, pattern=SITE)
    thread = Thread.objects.create(title=title, page_key="artikel-1", page_url=f"{SITE}/1", page_title="Satu")
    comment = say(ratna, thread)
    follow(reader=ratna, thread=thread)
    counted = json.dumps({"title": "lintas-pagi", "keys": ["artikel-1"]})

    def frame() -> int:
        named = {"kunci": "artikel-1", "alamat": f"{SITE}/1", "asal": SITE}
        return client.get(reverse("embed:frame", args=["lintas-pagi"]), named).status_code

    def counts() -> Any:
        return client.post("/api/v1/counts", counted, content_type="application/json").json()["counts"]

    def followed() -> bool:
        mine = Client()
        mine.force_login(ratna)
        return b"Satu" in mine.get(reverse("conversation:my_page")).content

    found = f"/api/v1/threads/find?title={title.slug}&key=artikel-1"
    every = addresses(thread, comment, found)
    assert {client.get(each).status_code for each in every} <= FOUND
    assert (frame(), counts(), followed()) == (200, {"artikel-1": 1}, True)
    assert talk.find_threads("lintas-pagi", ["artikel-1"]) == {"artikel-1": thread.pk}
    take_back(title)
    after = {each: client.get(each).status_code for each in every}
    assert set(after.values()) == {404}, after
    assert (frame(), counts(), followed()) == (404, {}, False)
    assert talk.find_threads("lintas-pagi", ["artikel-1"]) == {}
    assert not edge_knows(thread)
    assert not in_lists(client)


def test_nobody_writes_where_the_title_was_taken_back(title: TitlePage, story: StoryPage, ratna: Reader) -> None:
    thread, client = thread_of(story), Client()
    client.force_login(ratna)
    unpublish(title)
    said = {"body": WORDS, "client_key": uuid.uuid4()}
    assert client.post(reverse("conversation:post", args=[thread.pk]), said).status_code == 404
    assert not Comment.objects.exists()


def test_the_streams_of_a_title_end_when_it_is_taken_back(
    title: TitlePage, story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(live, "happened", lambda deed: told.append(deed.thread_id))
    unpublish(title)
    assert told == [EVERY_THREAD]
