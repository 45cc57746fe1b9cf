"""A comment's way through the rooms: form, phases, record, programme, queue, live stream."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.edge import receivers
from rembuk.edge.live import Live
from rembuk.edge.live import live as the_live
from rembuk.moderation.queries import open_queue, seen_state
from rembuk.newsroom.models import StoryPage
from rembuk.programmes.eligibility import decide
from rembuk.programmes.models import Entry, Exclusion, Programme
from rembuk.programmes.queries import standing_of
from rembuk.readers.models import Reader
from rembuk.trust.tests.factories import device

from .world import FOUL, post, running_programme


class Ear:
    """Hears what a process with an open door would publish, and which threads it makes anew."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.dropped: list[int] = []
        self._heard: list[tuple[str, dict[str, Any]]] = []

    def drop(self, thread_id: int, *, hard: bool) -> None:
        self.dropped.append(thread_id)

    def doubt(self) -> None:
        """Nothing is kept here."""

    def publish(self, _thread_id: int, name: str, data: dict[str, str], **_facts: Any) -> None:
        self._heard.append((name, json.loads(data["id"])))

    @property
    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything told so far, and what waits to be."""
        self.live.flush()
        return self._heard


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """An open door that only listens, where somebody reads every thread."""
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


@pytest.fixture
def programme(story: StoryPage, yoga: Reader) -> Programme:
    """A programme that takes entries today."""
    return running_programme(story, yoga)


def send(client: Client, thread: Thread, body: str, **extra: Any) -> Any:
    """The comment form, as a browser without JavaScript sends it."""
    data = {"body": body, "client_key": uuid.uuid4()}
    return client.post(reverse("conversation:post", args=[thread.pk]), data, **extra)


def steps(reader: Reader, programme: Programme) -> list[bool]:
    """The steps of the programme's card, done or not."""
    return [step.done for step in standing_of(reader, programme).steps]


def test_a_comment_with_the_hashtag_becomes_an_entry(
    ratna: Reader,
    thread: Thread,
    programme: Programme,
    ear: Ear,
    sign_in: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = sign_in(ratna)
    address = thread.address()
    page = browser.get(address).content.decode()
    assert "#BicaraJernih" in page
    before = steps(ratna, programme)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(browser, thread, "Warung kami sudah mencoba #BicaraJernih")
    comment = Comment.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#k-{comment.public_id}")
    assert Entry.objects.get().comment == comment
    assert (steps(ratna, programme).count(True), before.count(True)) == (before.count(True) + 1, before.count(True))
    assert ear.heard == [("comment", {**ear.heard[0][1], "id": str(comment.public_id), "count": 1})]
    assert ear.dropped == [thread.pk]
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"conversation.post_comment", "programmes.enter"} <= verbs
    browser.post(reverse("programmes:agree", args=[programme.slug]), {"version": 1, "agreed": "on"})
    assert all(steps(ratna, programme))
    shown = browser.get(address).content.decode()
    assert str(comment.public_id) in shown


def test_the_comment_without_the_hashtag_is_no_entry(
    ratna: Reader, thread: Thread, programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post(ratna, thread, "Warung kami sudah mencoba")
    assert not Entry.objects.exists()


def test_a_held_comment_waits_in_the_queue_until_a_moderator_lets_it_through(
    bagas: Reader,
    ratna: Reader,
    damar: Reader,
    thread: Thread,
    programme: Programme,
    ear: Ear,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(bagas, thread, f"{FOUL} #BicaraJernih")
    assert comment.state == Comment.State.HELD
    assert ear.heard == []
    assert not Entry.objects.exists()
    assert [row.comment for row in open_queue(damar).rows] == [comment]
    reader, writer, moderator = Client(), Client(), Client()
    reader.force_login(ratna, backend="rembuk.readers.backends.Staff")
    writer.force_login(bagas, backend="rembuk.readers.backends.Staff")
    moderator.force_login(damar, backend="rembuk.readers.backends.Staff")
    device(moderator, damar, confirmed=True)
    permalink = reverse("conversation:permalink", args=[comment.public_id])
    assert [browser.get(permalink).status_code for browser in (Client(), reader, writer)] == [404, 404, 302]
    assert str(comment.public_id) in moderator.get(reverse("moderation_queue")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(
            reverse("moderation_decide", args=[comment.public_id]),
            {"outcome": "approved", "seen": seen_state(comment), "note": "Marah, tidak menghina."},
        )
    assert [name for name, _data in ear.heard] == ["comment"]
    assert ear.heard[0][1]["id"] == str(comment.public_id)
    assert Entry.objects.get().reader == bagas
    assert Client().get(permalink).status_code == 302
    assert open_queue(damar).rows == []
    thread.refresh_from_db()
    assert thread.comment_count == 1


def test_a_withdrawn_comment_no_longer_wins(
    ratna: Reader, thread: Thread, programme: Programme, ear: Ear, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "Warung kami sudah mencoba #BicaraJernih")
    assert [name for name, _data in ear.heard] == ["comment"]
    assert [decision.exclusion for decision in decide(programme)] != [Exclusion.COMMENT_NOT_PUBLISHED]
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(ratna).post(reverse("conversation:remove", args=[comment.public_id]))
    assert [decision.exclusion for decision in decide(programme)] == [Exclusion.COMMENT_NOT_PUBLISHED]
    assert [name for name, _data in ear.heard] == ["comment", "hidden"]


def test_a_receiver_that_fails_takes_nothing_back(
    ratna: Reader,
    ear: Ear,
    thread: Thread,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def broken(*_words: Any, **_facts: Any) -> None:
        raise RuntimeError("the stream is gone")

    monkeypatch.setattr(ear.live, "happened", broken)
    with django_capture_on_commit_callbacks(execute=True):
        comment = post(ratna, thread, "Warung kami sudah mencoba #BicaraJernih")
    assert Comment.objects.get(pk=comment.pk).state == Comment.State.PUBLISHED
    assert Entry.objects.get().comment == comment
