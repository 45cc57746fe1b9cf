"""What the conversation's tests share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader


def hold_foul_words(draft: Draft) -> Answer:
    """A phase for tests: `tahan` holds, `tolak` rejects, `rusak` breaks the phase."""
    if "rusak" in draft.body:
        raise RuntimeError("the phase is broken")
    if "tolak" in draft.body:
        return Answer("reject", [{"kind": "test"}], "Tulis ulang, ya.")
    return Answer("hold" if "tahan" in draft.body else "publish", [{"kind": "test"}])


@pytest.fixture(autouse=True)
def _own_phases(settings: Any) -> None:
    """Only this room's phases, and one that tests can steer; nobody is too fast unless a test says so."""
    settings.REMBUK_PHASES = [
        "rembuk.conversation.phases_basic.length",
        "rembuk.conversation.phases_basic.thread_state",
        "rembuk.conversation.tests.conftest.hold_foul_words",
    ]
    settings.REMBUK_STORY_PANELS = ["rembuk.conversation.panels.talk"]
    settings.REMBUK_COMMENT_PACE = ()


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story."""
    return thread_of(story)


@pytest.fixture
def say(thread: Thread) -> Callable[..., Comment]:
    """Posts a comment in the thread."""

    def post(author: Reader, body: str = "Saya setuju.", parent: Comment | None = None) -> Comment:
        return post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4(), parent=parent)

    return post
