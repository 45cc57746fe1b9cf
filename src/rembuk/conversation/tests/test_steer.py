from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation import actions, queries, sorts
from rembuk.conversation.actions.rescore import rescore
from rembuk.conversation.models import Comment, House, Thread
from rembuk.newsroom.models import Person, StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]


def ahead(**time: int) -> datetime:
    return timezone.now() + timedelta(**time)


def test_steering_records_old_and_new(sekar: Reader, thread: Thread) -> None:
    closes = ahead(hours=1)
    actions.steer_thread(thread=thread, actor=sekar, closes_at=closes, slow_seconds=30, is_open=True)
    thread.refresh_from_db()
    assert (thread.closes_at, thread.slow_seconds, thread.version) == (closes, 30, 1)
    row = AuditRow.objects.get(verb="conversation.steer_thread")
    assert row.actor_id == sekar.pk
    assert row.data == {"changed": {"closes_at": [None, closes.isoformat()], "slow_seconds": [None, 30]}}
    actions.steer_thread(thread=thread, actor=sekar, slow_seconds=30)
    thread.refresh_from_db()
    assert (thread.version, AuditRow.objects.filter(verb="conversation.steer_thread").count()) == (1, 1)


def test_two_editors_who_change_different_things_both_get_them(sekar: Reader, yoga: Reader, thread: Thread) -> None:
    """Each verb reads the thread under its lock, so what was read long ago overwrites nothing."""
    stale = Thread.objects.get(pk=thread.pk)
    actions.steer_thread(thread=thread, actor=sekar, mode=Thread.Mode.QUESTIONS)
    actions.steer_thread(thread=stale, actor=yoga, approval_first=True)
    thread.refresh_from_db()
    assert (thread.mode, thread.approval_first) == (Thread.Mode.QUESTIONS, True)


def test_what_cannot_hold_is_refused(sekar: Reader, thread: Thread) -> None:
    actions.steer_thread(thread=thread, actor=sekar, opens_at=ahead(days=2))
    refused: list[dict[str, Any]] = [{"closes_at": ahead(days=1)}, {"slow_seconds": 86_401}]
    for changes in refused:
        with pytest.raises(actions.Refused):
            actions.steer_thread(thread=thread, actor=sekar, **changes)
    thread.refresh_from_db()
    assert (thread.version, thread.closes_at, thread.slow_seconds) == (1, None, None)


def test_closing_and_opening_by_the_clock(ratna: Reader, sekar: Reader, thread: Thread, say: Say) -> None:
    say(ratna, "Masih buka.")
    times: list[dict[str, Any]] = [
        {"closes_at": ahead(seconds=-1)},
        {"closes_at": None, "opens_at": ahead(minutes=5)},
        {"opens_at": None, "is_open": False},
    ]
    for changes in times:
        actions.steer_thread(thread=thread, actor=sekar, **changes)
        thread.refresh_from_db()
        with pytest.raises(actions.Refused, match=r"[Pp]ercakapan"):
            say(ratna, "Terlambat.")
    actions.steer_thread(thread=thread, actor=sekar, is_open=True, opens_at=ahead(seconds=-9), closes_at=ahead(hours=1))
    thread.refresh_from_db()
    say(ratna, "Buka lagi.")
    assert Comment.objects.count() == 2


def test_closing_by_age_unless_the_thread_says_otherwise(
    ratna: Reader, sekar: Reader, story: StoryPage, thread: Thread, say: Say
) -> None:
    actions.settle_house(title=story.title_page, actor=sekar, close_after_days=7)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=ahead(days=-7, minutes=1))

    def post() -> None:
        now = Thread.objects.get(pk=thread.pk)
        actions.post_comment(author=ratna, thread=now, body="Masih muda.", client_key=uuid.uuid4())

    post()
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=ahead(days=-7))
    with pytest.raises(actions.Refused):
        post()
    actions.steer_thread(thread=thread, actor=sekar, closes_at=ahead(days=1))
    post()


def test_slow_mode_of_the_title_and_of_the_thread(
    ratna: Reader, bagas: Reader, sekar: Reader, thread: Thread, say: Say
) -> None:
    actions.settle_house(title=thread.title, actor=sekar, slow_seconds=60)
    say(ratna)
    with pytest.raises(actions.TooFast) as refusal:
        say(ratna)
    assert 58 <= refusal.value.seconds <= 60
    say(bagas)  # everyone has a clock of their own
    Comment.objects.filter(author=ratna).update(created_at=ahead(seconds=-61))
    say(ratna)
    actions.steer_thread(thread=thread, actor=sekar, slow_seconds=0)
    thread.refresh_from_db()
    say(ratna)


def test_approval_first_is_inherited_or_not(ratna: Reader, sekar: Reader, thread: Thread, say: Say) -> None:
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    actions.settle_house(title=thread.title, actor=sekar, approval_first=True)
    assert [say(ratna).state, say(sekar).state] == ["held", "published"]
    actions.steer_thread(thread=thread, actor=sekar, approval_first=False)
    thread.refresh_from_db()
    assert say(ratna).state == "published"


def test_answers_from_before_count_when_a_discussion_becomes_questions(
    ratna: Reader, sekar: Reader, thread: Thread, say: Say
) -> None:
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    asked, open_one = say(ratna), say(ratna)
    first = say(sekar, "Begini.", say(ratna, "Halo?", asked))
    say(sekar, "Dan begitu.", asked)
    say(ratna, "Sama.", open_one)
    actions.steer_thread(thread=thread, actor=sekar, mode=Thread.Mode.QUESTIONS)
    asked.refresh_from_db()
    open_one.refresh_from_db()
    assert (asked.answered_at, open_one.answered_at) == (first.created_at, None)


def test_house_rules_are_made_once_and_recorded(sekar: Reader, thread: Thread) -> None:
    actions.settle_house(title=thread.title, actor=sekar, guests_may_write=True, close_after_days=14)
    actions.settle_house(title=thread.title, actor=sekar, guests_may_write=True)
    house = House.objects.get()
    assert (house.guests_may_write, house.close_after_days) == (True, 14)
    row = AuditRow.objects.get(verb="conversation.settle_house")
    assert row.data == {"changed": {"guests_may_write": [False, True], "close_after_days": [None, 14]}}


def test_other_reactions_stand_on_every_page_and_change_the_scores(
    ratna: Reader, bagas: Reader, sekar: Reader, thread: Thread, say: Say, django_capture_on_commit_callbacks: Any
) -> None:
    comment = say(ratna)
    actions.react(reader=bagas, comment=comment, kind="setuju")
    comment.refresh_from_db()
    liked = comment.score
    reactions = [{"kind": "setuju", "id": "Setuju", "en": "Agree", "weight": 0}]
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        actions.settle_house(title=thread.title, actor=sekar, reactions=reactions)
    assert any("enqueue" in repr(each) for each in waiting)
    thread.refresh_from_db()
    assert thread.version == 3
    rescore.func(thread.title_id)
    comment.refresh_from_db()
    assert liked > comment.score == 0
    thread.refresh_from_db()
    assert thread.version == 4
    rescore.func(thread.title_id)
    thread.refresh_from_db()
    assert thread.version == 4
    assert queries.page_of(thread, sorts.named("terbaru")).shown[0].comment.reactions == {"setuju": 1}


@pytest.mark.parametrize(
    "reaction",
    [
        {"kind": "dua kata", "id": "Ya", "en": "Yes", "weight": 1},
        {"kind": "ya", "id": "", "en": "Yes", "weight": 1},
        {"kind": "ya", "id": "Ya", "en": "Yes", "weight": 2},
    ],
)
def test_half_a_reaction_is_refused(sekar: Reader, thread: Thread, reaction: dict[str, Any]) -> None:
    with pytest.raises(actions.Refused):
        actions.settle_house(title=thread.title, actor=sekar, reactions=[reaction])
    assert not AuditRow.objects.filter(verb="conversation.settle_house").exists()


def test_a_thread_of_another_site_is_made_once(sekar: Reader, thread: Thread) -> None:
    page = {"key": "kabar-1", "address": "https://kabar.example/1", "heading": "Kabar satu"}
    made = actions.begin_thread(title=thread.title, actor=sekar, **page)
    assert actions.begin_thread(title=thread.title, actor=sekar, **page | {"heading": "Lain"}) == made
    assert (made.headline, made.address()) == ("Kabar satu", "https://kabar.example/1")
    assert AuditRow.objects.filter(verb="conversation.begin_thread").count() == 1
