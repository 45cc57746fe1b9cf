"""The desk: claims, filters, clusters, decisions about many, notes; and that each is a moderator's only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from rembuk.conversation.actions import Refused, edit_comment, remove_comment
from rembuk.conversation.models import Comment, Thread, Verdict
from rembuk.moderation import desk, queries
from rembuk.moderation.actions import (
    AlreadyDecided,
    Changed,
    Claimed,
    adopt,
    approve,
    claim,
    decide_together,
    delete_filter,
    let_go,
    note_comment,
    queue,
    reject,
    save_filter,
    undo,
    undo_together,
)
from rembuk.moderation.filters import Filters
from rembuk.moderation.models import Decision, QueueFilter, QueueItem, RejectionReason, TextPrint
from rembuk.moderation.queries.desk import items_for
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import Capture

Write = Callable[..., Comment]
OFFER = "Mari bergabung bersama kami di kanal ini setiap malam, hadiahnya nyata dan mudah sekali, kode {}."


@pytest.fixture
def dina(make_reader: Callable[..., Reader], damar: Reader) -> Reader:
    """A second moderator."""
    person = make_reader("Dina")
    person.groups.set(damar.groups.all())
    return person


@pytest.fixture
def held(lose: Write, ratna: Reader) -> Callable[..., Comment]:
    """Makes a comment that waits in the queue."""

    def make(body: str = "Menunggu dibaca.", author: Reader | None = None, reasons: list[Any] | None = None) -> Comment:
        comment = lose(author or ratna, body)
        if reasons is not None:
            Verdict.objects.filter(comment=comment).update(reasons=reasons)
        adopt(most=10)
        return comment

    return make


def shown(viewer: Reader, **wanted: Any) -> list[int]:
    return [row.comment.pk for row in queries.open_queue(viewer, Filters(**wanted)).rows]


def seen(*comments: Comment) -> list[tuple[int, str]]:
    return [(one.pk, queries.seen_state(Comment.objects.get(pk=one.pk))) for one in comments]


# ---------------------------------------------------------------- claims


def test_what_one_reads_another_does_not_get(held: Write, damar: Reader, dina: Reader) -> None:
    first, second = held(), held()
    assert claim(moderator=damar, comment=first)
    assert not claim(moderator=dina, comment=first)
    assert (shown(damar), shown(dina)) == ([first.pk, second.pk], [second.pk])
    assert queries.readers_of(dina, [first.pk, second.pk]) == {first.pk: "Damar"}
    assert queries.readers_of(damar, [first.pk]) == {}
    assert (queries.counts(damar).mine, queries.counts(dina).mine) == (1, 0)
    with pytest.raises(Claimed, match="Damar"):
        approve(moderator=dina, comment=first)
    approve(moderator=damar, comment=first)
    assert not claim(moderator=dina, comment=first)
    assert queries.readers_of(dina, [first.pk]) == {first.pk: ""}


def test_a_claim_runs_out_is_prolonged_and_let_go(held: Write, damar: Reader, dina: Reader) -> None:
    comment, now = held(), timezone.now()
    assert claim(moderator=damar, comment=comment, now=now - timedelta(seconds=119))
    assert not claim(moderator=dina, comment=comment, now=now)
    assert claim(moderator=damar, comment=comment, now=now)
    assert not claim(moderator=dina, comment=comment, now=now + timedelta(seconds=119))
    assert claim(moderator=dina, comment=comment, now=now + timedelta(seconds=120))
    assert not let_go(moderator=damar, comment=comment)
    assert let_go(moderator=dina, comment=comment)
    assert claim(moderator=damar, comment=comment, now=now)


def test_a_closed_browsers_claim_holds_nobody_up(held: Write, damar: Reader, dina: Reader) -> None:
    comment = held()
    claim(moderator=damar, comment=comment, now=timezone.now() - timedelta(minutes=2))
    assert shown(dina) == [comment.pk]
    assert approve(moderator=dina, comment=comment).moderator == dina


def test_nobody_claims_an_own_comment_or_one_that_does_not_wait(held: Write, damar: Reader, dina: Reader) -> None:
    own, gone = held(author=damar), held()
    reject(moderator=dina, comment=gone, reason=RejectionReason.objects.all()[0])
    assert not claim(moderator=damar, comment=own)
    assert not claim(moderator=damar, comment=gone)


# ---------------------------------------------------------------- what is listed


def test_what_readers_can_see_comes_first(
    held: Write, write: Write, bagas: Reader, damar: Reader, settings: Any
) -> None:
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length"]
    waits, visible = held(), write(bagas, "Kabar dari kampung sebelah.")
    queue(comment=visible, origin=QueueItem.Origin.REPORTED)
    assert shown(damar) == [visible.pk, waits.pk]
    assert shown(damar, order="oldest") == [waits.pk, visible.pk]
    first = queries.open_queue(damar, Filters(size=1))
    assert [row.comment for row in queries.open_queue(damar, Filters(size=1), after=first.next).rows] == [waits]
    counts = queries.counts(damar)
    assert (counts.visible, counts.hidden, counts.waiting) == (1, 1, 2)
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.thread_state"]
    Thread.objects.update(approval_first=True)
    visible = Comment.objects.get(pk=visible.pk)
    edit_comment(author=bagas, comment=visible, body="Kabar yang lain lagi.")
    assert QueueItem.objects.get(comment=visible).urgency == 0


@pytest.mark.parametrize(
    ("order", "after", "index"),
    [
        ("risk", "", "queue_risk"),
        ("risk", "0.5", "queue_"),
        ("oldest", "0.5", "queue_age"),
        ("newest", "", "queue_age"),
    ],
)
def test_a_page_is_a_range_of_an_index(damar: Reader, order: str, after: str, index: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # with so few rows it would not ask any index
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL join_collapse_limit = 1")  # the queue first, as with many rows
        plan = items_for(damar, Filters(order=order), after, timezone.now()).explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_who_may_be_in_danger_comes_before_everything(held: Write, damar: Reader) -> None:
    first, second = held(), held("Saya sudah tidak kuat.", reasons=[{"kind": "self_harm", "weight": 0.8}])
    assert shown(damar) == [second.pk, first.pk]
    counts = queries.counts(damar)
    assert (counts.visible, counts.hidden) == (0, 2)


def test_filters_narrow_by_everything(
    held: Write, damar: Reader, make_story: Callable[..., StoryPage], ratna: Reader
) -> None:
    rude = held("Dasar penipu", reasons=[{"kind": "insult", "weight": 0.9}, {"kind": "link"}])
    mild = held("Baca di sini", reasons=[{"kind": "link", "weight": 0.3}])
    QueueItem.objects.filter(comment=mild).update(
        opened_at=timezone.now() - timedelta(hours=2), section="Ekonomi", origin="reported"
    )
    title, thread = rude.thread.title_id, rude.thread_id
    found = {
        "kind": shown(damar, kind="link"),
        "insult": shown(damar, kind="insult"),
        "score": shown(damar, score="high"),
        "low": shown(damar, score="low"),
        "age": shown(damar, age="h1"),
        "new": shown(damar, age="new"),
        "day": shown(damar, age="d1"),
        "section": shown(damar, section="Ekonomi"),
        "origin": shown(damar, origin="held"),
        "text": shown(damar, text="PENIPU"),
        "thread": shown(damar, thread=thread),
        "other": shown(damar, thread=thread + 1),
        "title": shown(damar, title=title, order="newest"),
    }
    both, one, two = [rude.pk, mild.pk], [rude.pk], [mild.pk]
    assert found == {
        "kind": both,
        "insult": one,
        "score": one,
        "low": two,
        "age": two,
        "new": one,
        "day": [],
        "section": two,
        "origin": one,
        "text": one,
        "thread": both,
        "other": [],
        "title": both[::-1],
    }


def test_the_sweep_takes_up_what_nobody_queued(lose: Write, ratna: Reader, damar: Reader) -> None:
    comment = lose(ratna)
    QueueItem.objects.create(comment=comment, origin="held", closed_at=timezone.now())
    desk.sweep()
    assert shown(damar) == [comment.pk]
    assert TextPrint.objects.filter(comment=comment).exists()
    desk.sweep()
    assert QueueItem.objects.count() == 1


@pytest.mark.parametrize(("many", "words"), [(7, "7"), (1_000, "1.000"), (1_001, "1.000+"), (90_000, "1.000+")])
def test_counts_end_at_a_thousand(many: int, words: str) -> None:
    assert queries.up_to(many) == words


def test_the_counts_serve_everybody_for_a_second(held: Write, damar: Reader, dina: Reader, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"brief": {"BACKEND": "rembuk.site.brief.SharedMemory"}}
    caches["brief"].clear()
    held()
    assert queries.open_count(damar) == 1
    held()
    assert queries.open_count(dina) == 1
    caches["brief"].clear()
    assert queries.open_count(dina) == 2


# ---------------------------------------------------------------- together


def test_a_cluster_is_the_same_text_and_the_nearly_same(
    held: Write, make_reader: Callable[..., Reader], damar: Reader, django_assert_num_queries: Any
) -> None:
    people = [make_reader(f"Akun {number}") for number in range(4)]
    near = [held(OFFER.format(code), author) for code, author in zip(["A1", "A1", "A2"], people, strict=False)]
    other = held("Jalan di depan sekolah itu sudah berlubang sejak tahun lalu, mohon segera diperbaiki.", people[3])
    damar.has_perm("any.thing")  # permissions are read once and kept with the person
    with django_assert_num_queries(6):
        found = queries.alike(damar, [near[0].pk, other.pk])
    assert found == {near[0].pk: [near[1].pk, near[2].pk], other.pk: []}
    assert [row.comment for row in queries.cluster(damar, near[0])] == near
    assert queries.cluster(damar, other) == []
    approve(moderator=damar, comment=near[1])
    assert queries.alike(damar, [near[0].pk])[near[0].pk] == [near[2].pk]


def test_one_decision_takes_all_that_still_wait_and_undo_gives_them_back(
    held: Write, damar: Reader, dina: Reader, reason: RejectionReason, ratna: Reader
) -> None:
    free, decided, claimed, withdrawn, own, changed = (held() for _number in range(6))
    Comment.objects.filter(pk=own.pk).update(author=damar)
    wanted = seen(free, decided, claimed, withdrawn, own, changed, held())
    approve(moderator=dina, comment=decided)
    claim(moderator=dina, comment=claimed)
    remove_comment(author=ratna, comment=withdrawn)
    Verdict.objects.create(comment=changed, outcome="hold", phase="x")
    made = decide_together(moderator=damar, seen=wanted, outcome="rejected", reason=reason)
    assert [one.comment_id for one in made.done] == [free.pk, wanted[-1][0]]
    assert len(made.left) == 5
    assert {one.batch for one in made.done} == {made.batch}
    assert Comment.objects.get(pk=free.pk).state == "rejected"
    with pytest.raises(Refused):
        undo_together(moderator=dina, batch=made.batch)
    undo(moderator=damar, decision=made.done[1])
    back = undo_together(moderator=damar, batch=made.batch)
    assert ([one.comment_id for one in back.done], len(back.left)) == ([free.pk], 1)
    assert Comment.objects.get(pk=free.pk).state == "held"
    assert free.pk in shown(damar)
    with pytest.raises(Refused):
        undo_together(moderator=damar, batch=made.batch)


def test_together_needs_some_and_a_reason(held: Write, damar: Reader) -> None:
    comment = held()
    for wanted, outcome in [([], "approved"), ([(1, "x")] * 201, "approved"), (seen(comment), "rejected")]:
        with pytest.raises(Refused):
            decide_together(moderator=damar, seen=wanted, outcome=outcome, reason=None)
    made = decide_together(moderator=damar, seen=seen(comment), outcome="approved", reason=None)
    assert [one.outcome for one in made.done] == [Decision.Outcome.APPROVED]


def test_the_old_rules_still_hold(held: Write, damar: Reader, dina: Reader) -> None:
    comment = held()
    before = queries.seen_state(comment)
    approve(moderator=dina, comment=comment)
    with pytest.raises(AlreadyDecided, match="Dina"):
        approve(moderator=damar, comment=comment, seen=before)
    again = held()
    before = queries.seen_state(again)
    Verdict.objects.create(comment=again, outcome="hold", phase="x")
    with pytest.raises(Changed):
        approve(moderator=damar, comment=again, seen=before)


def test_a_batch_of_posts_is_queued_in_a_handful_of_statements(
    lose: Write,
    ratna: Reader,
    damar: Reader,
    django_assert_num_queries: Any,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    several = [lose(ratna) for _number in range(20)]
    with django_assert_num_queries(12):  # four of them are savepoints
        assert adopt(most=50) == 20
    assert shown(damar, size=50) == [one.pk for one in several]


# ---------------------------------------------------------------- notes and filters


def test_notes_are_for_colleagues(held: Write, damar: Reader, dina: Reader, ratna: Reader) -> None:
    comment = held()
    note_comment(moderator=damar, comment=comment, text="Sudah saya tanyakan ke redaksi.")
    around = queries.around(dina, comment)
    assert around is not None
    assert [note.text for note in around.notes] == ["Sudah saya tanyakan ke redaksi."]
    assert queries.around(ratna, comment) is None


def test_the_context_of_a_comment(held: Write, damar: Reader, reason: RejectionReason) -> None:
    made = [held(f"Nomor {number}") for number in range(6)]
    reject(moderator=damar, comment=made[0], reason=reason)
    around = queries.around(damar, made[3])
    assert around is not None
    assert (around.before, around.after) == (made[1:3], made[4:])
    assert [one.comment for one in around.decisions] == [made[0]]


def test_filters_are_ones_own_or_shared(damar: Reader, dina: Reader) -> None:
    mine = save_filter(moderator=damar, name="Judi", query="kind=gambling", is_shared=False)
    assert queries.filters_of(dina) == []
    again = save_filter(moderator=damar, name="Judi", query="kind=gambling&order=newest", is_shared=True)
    assert (again.pk, queries.filters_of(dina)) == (mine.pk, [mine])
    with pytest.raises(Refused):
        delete_filter(moderator=dina, kept=again)
    delete_filter(moderator=damar, kept=again)
    assert not QueueFilter.objects.exists()
    for number in range(30):
        save_filter(moderator=damar, name=f"Nomor {number}", query="", is_shared=False)
    with pytest.raises(Refused, match="30"):
        save_filter(moderator=damar, name="Satu lagi", query="", is_shared=False)
