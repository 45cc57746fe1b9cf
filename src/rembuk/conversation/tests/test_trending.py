from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation import panels, queries
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import trending as trends
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]


def names(title: TitlePage) -> list[tuple[str, str, int]]:
    return [(trend["name"], trend["written"], trend["writers"]) for trend in queries.trends_of(title.pk)]


def test_counted_are_writers_not_uses(ratna: Reader, bagas: Reader, title: TitlePage, thread: Thread, say: Say) -> None:
    for _ in range(3):
        say(ratna, "Ya #Ramai")
    say(ratna, "Ini #BicaraJernih")
    say(bagas, "Itu #bicaraJERNIH")
    assert names(title) == [("bicarajernih", "bicaraJERNIH", 2), ("ramai", "Ramai", 1)]


def test_only_what_is_public_and_recent(
    ratna: Reader, bagas: Reader, title: TitlePage, story: StoryPage, thread: Thread, say: Say
) -> None:
    old = say(ratna, "Dulu #lama")
    Comment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=49))
    say(bagas, "tahan #tertahan")
    say(bagas, "Kini #baru")
    assert names(title) == [("baru", "baru", 1)]
    other: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    assert names(other) == []
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    assert names(title) == []


def test_a_bounded_number_of_uses_and_tags(
    ratna: Reader, title: TitlePage, thread: Thread, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(12):
        say(ratna, f"Satu #tag{n}a #tag{n}b")
    assert len(names(title)) == trends.MOST_TAGS
    monkeypatch.setattr(trends, "MOST_USES", 2)
    assert {name for name, _written, _n in names(title)} == {"tag11a", "tag11b"}


def test_the_panel_and_the_page(
    ratna: Reader, title: TitlePage, story: StoryPage, thread: Thread, say: Say, client: Client
) -> None:
    request = RequestFactory().get("/")
    assert panels.trending(request, story) is None
    empty = client.get(reverse("conversation:trending"))
    assert (empty.status_code, b"#Ramai" in empty.content) == (200, False)
    say(ratna, "Ya #Ramai")
    panel = panels.trending(request, story)
    assert panel is not None
    assert panel.place == "aside"
    for html in (panel.html, client.get(reverse("conversation:trending")).content.decode()):
        assert f'href="{reverse("conversation:hashtag", args=["ramai"])}">#Ramai</a>' in html
