from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Page, PageViewRestriction

from rembuk.conversation import actions, talk
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.queries import thread_of
from rembuk.edge import receivers
from rembuk.edge.live import Live
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader


def hold_when_asked(draft: Draft) -> Answer:
    """A phase for tests: `tahan` holds."""
    return Answer("hold" if "tahan" in draft.body else "publish")


class Ear:
    """Hears what a process with an open door would publish and drop."""

    def __init__(self) -> None:
        self.dropped: list[int] = []
        self.heard: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def drop(self, thread_id: int) -> None:
        self.dropped.append(thread_id)

    def publish(self, _thread_id: int, name: str, data: dict[str, str], *, about: str, is_end: bool) -> None:
        assert is_end == (name == "hidden")
        assert about == json.loads(data["id"])["id"]
        self.heard.append((name, json.loads(data["id"]), json.loads(data["en"])))


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Ear:
    """An open door that only listens."""
    settings.REMBUK_PHASES = ["rembuk.edge.tests.test_receivers.hold_when_asked"]
    ear = Ear()
    live = Live(caches=[ear])
    monkeypatch.setattr(live.bus, "publish", ear.publish)
    monkeypatch.setattr(receivers, "live", live)
    return ear


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story."""
    return thread_of(story)


def post(author: Reader, thread: Thread, body: str, parent: Comment | None = None) -> Comment:
    return actions.post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4(), parent=parent)


def test_the_life_of_a_comment_as_everyone_hears_it(
    ratna: Reader, thread: Thread, ear: Ear, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        opener = post(ratna, thread, "Satu")
    with django_capture_on_commit_callbacks(execute=True):
        reply = post(ratna, thread, "Dua", opener)
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit_comment(author=ratna, comment=reply, body="Tiga")
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide(comment=reply, actor=None)
    names = [(name, news["id"], news["parent"], news["count"]) for name, news, _english in ear.heard]
    first, second = str(opener.public_id), str(reply.public_id)
    assert names == [
        ("comment", first, None, 1),
        ("comment", second, first, 2),
        ("changed", second, first, 2),
        ("hidden", second, first, 1),
    ]
    assert ear.dropped == [thread.pk] * 4
    _name, indonesian, english = ear.heard[0]
    assert ("Balas" in indonesian["html"], "Reply" in english["html"]) == (True, True)
    assert "data-own" not in indonesian["html"]
    assert ear.heard[-1][1]["html"] is None


def test_what_is_held_travels_nowhere(
    ratna: Reader, thread: Thread, ear: Ear, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post(ratna, thread, "tahan rahasia")
    assert ear.heard == []
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "Baik")
        actions.hide(comment=comment, actor=None)  # before anyone could be told
    assert [name for name, _id, _en in ear.heard] == ["hidden"]


def unpublish(story: StoryPage) -> None:
    story.unpublish()


def delete(story: StoryPage) -> None:
    story.delete()


def delete_its_title(story: StoryPage) -> None:
    Page.objects.get(pk=story.get_parent().pk).delete()


def restrict_its_title(story: StoryPage) -> None:
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def move(story: StoryPage) -> None:
    story.move(story.get_root().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang-lain")))


@pytest.mark.parametrize("deed", [unpublish, delete, delete_its_title, restrict_its_title, move])
def test_when_a_story_may_be_public_no_longer_its_streams_end(
    deed: Callable[[StoryPage], None], story: StoryPage, thread: Thread, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[int | None] = []
    monkeypatch.setattr(Live, "forget", lambda _live, thread_id=None: forgotten.append(thread_id))
    deed(StoryPage.objects.get(pk=story.pk))
    assert forgotten in ([thread.pk], [None])


def test_under_a_story_that_another_process_took_back_nothing_is_told(
    ratna: Reader, story: StoryPage, thread: Thread, ear: Ear, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "tahan")
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(comment=comment, actor=None)
    assert ear.heard == []


def test_a_slow_teller_does_not_bring_back_what_was_hidden_since(
    ratna: Reader, thread: Thread, ear: Ear, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """While a comment is made ready, a second thread wants to tell that it is hidden: it waits for its turn."""
    render, turns = talk.public_comment, []

    def hide_it_meanwhile(comment: Comment) -> dict[str, str]:
        second = threading.Thread(target=lambda: turns.append(receivers._in_order.acquire(timeout=0.1)))
        second.start()
        second.join()
        return render(comment)

    monkeypatch.setattr(talk, "public_comment", hide_it_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        post(ratna, thread, "Satu")
    assert (len(ear.heard), turns) == (1, [False])
