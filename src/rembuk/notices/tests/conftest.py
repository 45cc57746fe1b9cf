"""What the tests of this room share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Follow, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.notices import tasks
from rembuk.notices.models import Cursor
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
Sweep = Callable[..., int]


def next_evening(days: int = 0) -> datetime:
    """Five past six in the evening, in the installation's time zone: the next one, or some days later."""
    now = timezone.localtime()
    evening = now.replace(hour=18, minute=5, second=0, microsecond=0)
    return evening + timedelta(days=days if evening > now else days + 1)


def hold_some(draft: Draft) -> Answer:
    """A phase for tests: `tahan` holds."""
    return Answer("hold" if "tahan" in draft.body else "publish", [{"kind": "test"}])


@pytest.fixture(autouse=True)
def _morning(settings: Any) -> None:
    """It is between nine and ten in the morning at the installation, so that no test meets the evening by chance."""
    east = (9 - datetime.now(UTC).hour + 12) % 24 - 12
    settings.TIME_ZONE = f"Etc/GMT{-east:+d}"  # the names of these zones count westwards


@pytest.fixture(autouse=True)
def _own_phases(settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.notices.tests.conftest.hold_some"]
    settings.REMBUK_COMMENT_PACE = ()
    settings.REMBUK_BASE_URL = "https://lintas.test"


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story; the worker has run before."""
    Cursor.objects.get_or_create(pk=1, defaults={"audit_id": 0})
    return thread_of(story)


@pytest.fixture
def say(thread: Thread) -> Say:
    """Posts a comment."""

    def post(author: Reader, body: str = "Saya setuju.", parent: Comment | None = None, **facts: Any) -> Comment:
        where = facts.get("thread", thread)
        return post_comment(author=author, thread=where, body=body, client_key=uuid.uuid4(), parent=parent)

    return post


@pytest.fixture
def follow(thread: Thread) -> Callable[..., Follow]:
    """Has a reader follow the thread since an hour ago."""

    def make(reader: Reader, where: Thread | None = None) -> Follow:
        made = Follow.objects.create(reader=reader, thread=where or thread)
        Follow.objects.filter(pk=made.pk).update(made_at=timezone.now() - timedelta(hours=1))
        return made

    return make


@pytest.fixture
def sweep() -> Sweep:
    """One round of the worker, some minutes from now."""

    def run(minutes: float = 3) -> int:
        return tasks.sweep(timezone.now() + timedelta(minutes=minutes))

    return run


@pytest.fixture
def anna(make_reader: Callable[..., Reader]) -> Reader:
    """A third reader, who writes much."""
    return make_reader("Anna")
