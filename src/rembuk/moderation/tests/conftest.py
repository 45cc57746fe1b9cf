"""What the tests of this room share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils import timezone

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Verdict
from rembuk.conversation.queries import thread_of
from rembuk.moderation.models import RejectionReason
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

INSULT = "Kamu goblok banget, dasar bangsat!"
CLEAN = "Warung di kampung saya juga ikut katalog ini, dan pembelinya bertambah."

Capture = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def write(story: StoryPage, settings: Any, django_capture_on_commit_callbacks: Capture) -> Callable[..., Comment]:
    """Sends a comment the way a reader does, events included."""
    settings.REMBUK_COMMENT_PACE = ()

    def send(author: Reader, body: str, **facts: Any) -> Comment:
        thread = thread_of(facts.pop("story", story))
        with django_capture_on_commit_callbacks(execute=True):
            return post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4(), **facts)

    return send


@pytest.fixture
def lose(story: StoryPage) -> Callable[..., Comment]:
    """Makes a held comment of which no event ever told."""

    def make(author: Reader, body: str = "Menunggu dibaca.") -> Comment:
        comment = Comment.objects.create(
            thread=thread_of(story),
            author=author,
            client_key=uuid.uuid4(),
            body=body,
            html=body,
            state="held",
            created_at=timezone.now(),
        )
        Verdict.objects.create(comment=comment, outcome="hold", phase="civility", reasons=[{"kind": "phase_failed"}])
        return comment

    return make


@pytest.fixture
def reason(db: None) -> RejectionReason:
    """A reason to reject."""
    made, _new = RejectionReason.objects.get_or_create(code="kata-kasar", defaults={"text": "Memuat makian."})
    return made
