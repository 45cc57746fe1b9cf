from __future__ import annotations

import json
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
from rembuk.edge.live import live as the_live
from rembuk.edge.news import CHANGED, COMMENT, HIDDEN, Deed
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader


def hold_when_asked(draft: Draft) -> Answer:
    """A phase for tests: `tahan` holds."""
    return Answer("hold" if "tahan" in draft.body else "publish")


class Ear:
    """Hears what a process with an open door would publish and drop."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.dropped: list[tuple[int, bool]] = []
        self.doubts = 0
        self._heard: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def drop(self, thread_id: int, *, hard: bool) -> None:
        self.dropped.append((thread_id, hard))

    def doubt(self) -> None:
        self.doubts += 1

    def publish(self, _thread_id: int, name: str, data: dict[str, str], *, about: str, is_end: bool, mark: int) -> None:
        assert mark <= self.live.bus.mark
        assert is_end == (name == "hidden")
        assert about == json.loads(data["id"])["id"]
        self._heard.append((name, json.loads(data["id"]), json.loads(data["en"])))

    @property
    def heard(self) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Everything told so far, and what is waiting to be."""
        self.live.flush()
        return self._heard


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Ear:
    """An open door that only listens, where somebody reads every thread; its teller works when it is asked to."""
    settings.REMBUK_PHASES = ["rembuk.edge.tests.test_receivers.hold_when_asked"]
    live = Live(the_live.known_sources())
    live.teller.is_manual = True
    ear = Ear(live)
    live.caches.append(ear)
    monkeypatch.setattr(live.bus, "publish", ear.publish)
    monkeypatch.setattr(live.bus, "is_watched", lambda _thread_id: True)
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
    assert len(ear.heard) == 1
    with django_capture_on_commit_callbacks(execute=True):
        reply = post(ratna, thread, "Dua", opener)
    assert len(ear.heard) == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit_comment(author=ratna, comment=reply, body="Tiga")
    assert len(ear.heard) == 3
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
    assert ear.dropped == [(thread.pk, False), (thread.pk, False), (thread.pk, True), (thread.pk, True)]
    _name, indonesian, english = ear.heard[0]
    assert ("Balas" in indonesian["html"], "Reply" in english["html"]) == (True, True)
    assert "data-own" not in indonesian["html"]
    assert ear.heard[-1][1]["html"] is None


def test_the_request_itself_neither_reads_nor_renders(
    ratna: Reader,
    thread: Thread,
    ear: Ear,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr(talk, "public_comment", lambda _comment: pytest.fail("rendered in the request"))
    with django_capture_on_commit_callbacks() as callbacks:
        post(ratna, thread, "Satu")
    with django_assert_num_queries(0):
        for callback in callbacks:
            callback()
    assert ear.dropped == [(thread.pk, False)]


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


def test_what_was_hidden_since_is_not_told_again(ratna: Reader, thread: Thread, ear: Ear) -> None:
    """The deed of a quicker process is committed, its message has not come yet."""
    comment = post(ratna, thread, "Satu")
    actions.hide(comment=comment, actor=None)
    for kind in (COMMENT, CHANGED):
        ear.live.happened(Deed(thread.pk, kind, str(comment.public_id)))
        assert ear.heard == []
    ear.live.happened(Deed(thread.pk, HIDDEN, str(comment.public_id)))
    assert [name for name, _id, _en in ear.heard] == ["hidden"]


def test_a_comment_that_changes_before_it_was_told_appears_once_as_it_is_now(
    ratna: Reader, thread: Thread, ear: Ear, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "Satu")
        actions.edit_comment(author=ratna, comment=comment, body="Dua")
    ((name, news, _english),) = ear.heard
    assert (name, "Dua" in news["html"]) == ("comment", True)


def unpublish(story: StoryPage) -> None:
    story.unpublish()


def delete(story: StoryPage) -> None:
    story.delete()


def delete_its_title(story: StoryPage) -> None:
    Page.objects.get(pk=story.get_parent().pk).delete()


def unpublish_its_title(story: StoryPage) -> None:
    Page.objects.get(pk=story.get_parent().pk).specific.unpublish()


def restrict_its_title(story: StoryPage) -> None:
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def move(story: StoryPage) -> None:
    story.move(story.get_root().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang-lain")))


@pytest.mark.parametrize("deed", [unpublish, delete, delete_its_title, unpublish_its_title, restrict_its_title, move])
def test_when_a_story_may_be_public_no_longer_its_streams_end(
    deed: Callable[[StoryPage], None], story: StoryPage, thread: Thread, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[int] = []
    monkeypatch.setattr(Live, "forget", lambda _live, thread_id=0: forgotten.append(thread_id))
    deed(StoryPage.objects.get(pk=story.pk))
    assert forgotten in ([thread.pk], [0], [0, thread.pk])  # 0 is every thread


def test_under_a_story_that_another_process_took_back_nothing_is_told(
    ratna: Reader, story: StoryPage, thread: Thread, ear: Ear, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "tahan")
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(comment=comment, actor=None)
    assert ear.heard == []


def test_static_files_are_found_as_whitenoise_finds_them(client: Any) -> None:
    found = receivers.find_file("design/rembuk.js")
    assert found is not None
    sent = client.get("/static/design/rembuk.js")
    assert b"".join(sent.streaming_content) == found.content
    for header, value in found.headers:
        assert sent.headers[header.decode()] == value.decode()
    for name in ("design/none.js", "../settings.js", "/etc/passwd.css", "design/.hidden.css"):
        assert receivers.find_file(name) is None
