"""What the programmes' tests share: a programme around a beacon round that is public record, and its people."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Hashtag, Thread
from rembuk.conversation.queries import thread_of
from rembuk.fairdraw import QUICKNET, time_of_round
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.programmes import actions
from rembuk.programmes.models import Programme
from rembuk.readers.models import ProfileFacts, Reader

# drand quicknet, public record: so no test needs a network.
ROUND = 657_413
SIGNATURE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
BEACON = f'{{"round": {ROUND}, "signature": "{SIGNATURE}"}}'
DUE = datetime.fromtimestamp(time_of_round(QUICKNET, ROUND), tz=UTC)
FREEZE = DUE - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _open_conversation(settings: Any) -> None:
    """Comments pass at once; nobody is too fast; only this room's panel stands beside a story."""
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length"]
    settings.REMBUK_COMMENT_PACE = ()
    settings.REMBUK_STORY_PANELS = ["rembuk.programmes.panels.programme_card"]


@pytest.fixture
def make_programme(title: TitlePage) -> Callable[..., Programme]:
    """Makes a draft that would run from yesterday to the day after tomorrow."""

    def make(**facts: Any) -> Programme:
        now = timezone.now()
        facts = {
            "title": title,
            "slug": "bicara-jernih",
            "name": "Bicara Jernih",
            "invitation": "Tulis komentar yang membantu orang lain paham.",
            "hashtag": "BicaraJernih",
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=2),
            "draws_at": now + timedelta(days=3),
            "winners": 2,
            "reserves": 2,
        } | facts
        return Programme.objects.create(**facts)

    return make


@pytest.fixture
def running(make_programme: Callable[..., Programme]) -> Programme:
    """An open programme with terms."""
    programme = make_programme()
    actions.publish_terms(programme=programme, text="Satu orang, satu entri.", actor=None)
    return actions.open_programme(programme=programme, actor=None)


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story."""
    return thread_of(story)


@pytest.fixture
def say(thread: Thread, django_capture_on_commit_callbacks: Any) -> Callable[..., Comment]:
    """Posts a comment, and lets its events reach their receivers."""

    def post(author: Reader, body: str = "Warung kami sudah mencoba #BicaraJernih", **where: Any) -> Comment:
        with django_capture_on_commit_callbacks(execute=True):
            return post_comment(author=author, thread=where.get("thread", thread), body=body, client_key=uuid.uuid4())

    return post


@pytest.fixture
def make_crowd(thread: Thread) -> Callable[..., list[Reader]]:
    """Makes many readers who did everything, each with one comment: written straight to the database, for speed."""

    def make(programme: Programme, many: int) -> list[Reader]:
        readers = [Reader(email=f"p{n}@contoh.test", display_name=f"Pembaca Ke{n}") for n in range(many)]
        readers = Reader.objects.bulk_create(readers)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=reader, email=reader.email, verified=True, primary=True) for reader in readers
        )
        ProfileFacts.objects.bulk_create(
            ProfileFacts(reader=reader, complete=True, adult=True, unique=True) for reader in readers
        )
        tag, _made = Hashtag.objects.get_or_create(name=programme.tag)
        comments = Comment.objects.bulk_create(
            Comment(
                thread=thread,
                author=reader,
                client_key=uuid.uuid4(),
                body="#BicaraJernih",
                html="",
                state=Comment.State.PUBLISHED,
                created_at=programme.opens_at + timedelta(minutes=1),
            )
            for reader in readers
        )
        tag.comments.add(*comments)
        terms = programme.terms.latest("version")
        terms.agreements.bulk_create(
            terms.agreements.model(terms=terms, reader=reader, text_hash=terms.text_hash, channel="test", agreed_at=DUE)
            for reader in readers
        )
        return readers

    return make


@pytest.fixture
def committed(make_programme: Callable[..., Programme], make_crowd: Callable[..., list[Reader]]) -> Programme:
    """Six entrants, frozen an hour before the round of public record. Two win, two are reserves."""
    programme = past_programme(make_programme)
    make_crowd(programme, 6)
    return freeze(programme)


def past_programme(make: Callable[..., Programme], **facts: Any) -> Programme:
    """An open programme whose period ended two hours before the round."""
    programme = make(
        opens_at=DUE - timedelta(days=20),
        closes_at=DUE - timedelta(hours=2),
        draws_at=DUE - timedelta(minutes=5),
        **facts,
    )
    actions.publish_terms(programme=programme, text="Satu orang, satu entri.", actor=None)
    return actions.open_programme(programme=programme, actor=None, now=programme.opens_at)


def freeze(programme: Programme) -> Programme:
    """Close and commit, as it was done then."""
    actions.close(programme=programme, actor=None, now=FREEZE)
    actions.commit(programme=programme, actor=None, round=ROUND, now=FREEZE)
    programme.refresh_from_db()
    return programme
