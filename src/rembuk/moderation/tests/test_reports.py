"""Reports weigh by their reporters' records; a flood moves nothing; a title may let reports hold a comment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import remove_comment, report_comment
from rembuk.conversation.models import Comment, Report
from rembuk.moderation import queries
from rembuk.moderation.actions import (
    approve,
    decide_together,
    reject,
    sweep_reports,
    take_report,
    undo,
    undo_together,
    weigh,
)
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.models import FloodedReport, QueueItem, RejectionReason, ReporterRecord, ReportFlood
from rembuk.moderation.queries import seen_state
from rembuk.readers.models import Reader

from .conftest import Capture

Write = Callable[..., Comment]
Tell = Callable[..., Report]


@pytest.fixture
def people(make_reader: Callable[..., Reader]) -> Callable[..., list[Reader]]:
    """Makes accounts that are a year old unless said otherwise, with a record of (upheld, dismissed)."""

    def make(name: str, count: int, *, days: int = 365, record: tuple[int, int] = (0, 0)) -> list[Reader]:
        joined = timezone.now() - timedelta(days=days)
        made = [make_reader(f"{name} {number}", date_joined=joined) for number in range(count)]
        if record != (0, 0):
            upheld, dismissed = record
            ReporterRecord.objects.bulk_create(
                ReporterRecord(reader=each, upheld=upheld, dismissed=dismissed) for each in made
            )
        return made

    return make


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Capture) -> Tell:
    """Reports a comment as a reader does, events included."""

    def send(reporter: Reader, comment: Comment, note: str = "") -> Report:
        with django_capture_on_commit_callbacks(execute=True):
            return report_comment(reporter=reporter, comment=comment, reason="abuse", note=note)

    return send


@pytest.fixture
def texts(write: Write, ratna: Reader) -> Callable[[int], list[Comment]]:
    """Makes comments by Ratna that everyone can see."""

    def make(count: int) -> list[Comment]:
        return [write(ratna, f"Warung nomor {number} ikut katalog, dan ramai.") for number in range(count)]

    return make


def record_of(reader: Reader) -> tuple[int, int]:
    found = ReporterRecord.objects.get(reader=reader)
    return found.upheld, found.dismissed


def urgency(comment: Comment) -> int:
    return QueueItem.objects.get(comment=comment).urgency


def test_a_record_is_what_the_decisions_say(
    texts: Any, tell: Tell, bagas: Reader, damar: Reader, reason: RejectionReason
) -> None:
    right, wrong, gone, before = texts(4)
    approve(moderator=damar, comment=before)  # decided before it was reported: says nothing about the report
    for comment in (right, wrong, gone, before):
        tell(bagas, comment)
    assert record_of(bagas) == (0, 0)
    reject(moderator=damar, comment=right, reason=reason)
    approve(moderator=damar, comment=wrong)
    remove_comment(author=gone.author, comment=gone)
    assert record_of(bagas) == (1, 1)
    approve(moderator=damar, comment=right)  # the newest decision is the one that counts
    assert record_of(bagas) == (0, 2)
    made = reject(moderator=damar, comment=before, reason=reason)
    assert record_of(bagas) == (1, 2)
    undo(moderator=damar, decision=made)
    assert record_of(bagas) == (0, 2)


def test_only_the_newest_fifty_count(
    texts: Any, tell: Tell, bagas: Reader, damar: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rembuk.moderation.actions.reports.REMEMBERED", 2)
    for comment in texts(3):
        tell(bagas, comment)
        approve(moderator=damar, comment=comment)
    assert record_of(bagas) == (0, 2)


def test_heavier_reports_stand_first(texts: Any, tell: Tell, people: Any, damar: Reader) -> None:
    early, late, between = texts(3)
    (proven,), plain = people("Tepat", 1, record=(12, 0)), people("Biasa", 2)
    tell(plain[0], early)
    tell(proven, late)
    for reader in plain:
        tell(reader, between)
    assert (urgency(early), urgency(between), urgency(late)) == (10, 11, 13)
    assert [row.comment for row in queries.open_queue(damar).rows] == [late, between, early]
    row = queries.open_queue(damar).rows[0]
    assert row.reported is not None
    assert "12" not in row.reported.words
    assert proven.display_name not in row.reported.words


def test_what_was_decided_weighs_no_more(
    texts: Any, tell: Tell, people: Any, damar: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    (comment,) = texts(1)
    first = people("Pertama", 5)
    for reader in first:
        tell(reader, comment)
    assert urgency(comment) == 14
    made = approve(moderator=damar, comment=comment)
    undo(moderator=damar, decision=made)
    assert urgency(comment) == 14
    approve(moderator=damar, comment=comment)
    tell(people("Kemudian", 1)[0], comment)
    assert urgency(comment) == 10
    row = queries.one(damar, comment)
    assert row is not None
    assert row.reported is not None
    assert row.reported.reasons == [(str(Report.Reason.ABUSE.label), 1)]


def test_the_worker_finds_what_was_lost_and_what_changed(
    texts: Any, tell: Tell, people: Any, bagas: Reader, damar: Reader
) -> None:
    seen, lost = texts(2)
    tell(bagas, seen)
    Report.objects.create(comment=lost, reporter=bagas, reason="spam")
    assert sweep_reports() == 1
    assert (urgency(seen), urgency(lost)) == (10, 10)
    assert sweep_reports() == 0
    later = timezone.now() + timedelta(seconds=1)
    ReporterRecord.objects.filter(reader=bagas).update(upheld=12, changed_at=later)
    assert sweep_reports() == 2
    assert (urgency(seen), urgency(lost)) == (13, 13)


def test_a_flood_is_seen_moves_nothing_and_is_dismissed_as_one(
    texts: Any, tell: Tell, people: Any, damar: Reader
) -> None:
    *aimed, honest = texts(5)
    new = people("Baru", 8, days=1)
    for number, reader in enumerate(new):
        tell(reader, aimed[number % 4])
    flood = ReportFlood.objects.get()
    assert (flood.mark, flood.reports) == ("new", 8)
    assert {urgency(comment) for comment in aimed} == {5}
    (neighbour,) = people("Tetangga", 1)
    tell(neighbour, honest)
    assert urgency(honest) == 10
    assert not FloodedReport.objects.filter(report__reporter=neighbour).exists()
    waiting = [row.comment for row in queries.flood_cluster(damar, flood)]
    assert waiting == aimed
    made = decide_together(
        moderator=damar, seen=[(each.pk, seen_state(each)) for each in waiting], outcome="approved", reason=None
    )
    assert len(made.done) == 4
    assert {record_of(reader) for reader in new} == {(0, 1)}
    assert queries.flood_cluster(damar, flood) == []
    undo_together(moderator=damar, batch=made.batch)
    assert {record_of(reader) for reader in new} == {(0, 0)}
    assert [row.comment for row in queries.flood_cluster(damar, flood)] == aimed


def test_in_a_flood_others_keep_their_weight(texts: Any, tell: Tell, people: Any) -> None:
    (comment,) = texts(1)
    for reader in people("Baru", 9, days=1):
        tell(reader, comment)
    assert urgency(comment) == 5
    tell(people("Tepat", 1, record=(12, 0))[0], comment)
    assert urgency(comment) == 13
    assert ReportFlood.objects.get().reports == 9
    tell(people("Susulan", 1, days=1)[0], comment)
    assert ReportFlood.objects.get().reports == 10
    assert urgency(comment) == 13


def test_somebody_in_danger_stays_first(texts: Any, tell: Tell, people: Any) -> None:
    (comment,) = texts(1)
    tell(people("Biasa", 1)[0], comment)
    QueueItem.objects.filter(comment=comment).update(urgency=20)
    weigh(comment_id=comment.pk)
    assert urgency(comment) == 20


@pytest.fixture
def limit(texts: Any, sekar: Reader) -> Callable[[Comment, int], None]:
    """Lets reports of this weight hold comments where this one stands."""

    def settle(comment: Comment, weighs: int) -> None:
        change_rules(actor=sekar, title=comment.thread.title, reports_hold=weighs)
        caches["brief"].clear()

    return settle


def test_no_report_hides_anything_unless_a_title_says_so(texts: Any, tell: Tell, people: Any) -> None:
    (comment,) = texts(1)
    for reader in people("Tepat", 9, record=(12, 0)):
        tell(reader, comment)
    comment.refresh_from_db()
    assert comment.state == "published"


def test_heavy_reports_hold_where_a_title_says_so(
    texts: Any, tell: Tell, people: Any, limit: Any, damar: Reader
) -> None:
    (comment,) = texts(1)
    limit(comment, 6)
    proven = people("Tepat", 2, record=(12, 0))
    tell(proven[0], comment)
    comment.refresh_from_db()
    assert comment.state == "published"
    tell(proven[1], comment)
    comment.refresh_from_db()
    assert (comment.state, comment.is_shown, urgency(comment)) == ("held", False, 0)
    assert AuditRow.objects.filter(verb="moderation.hold_reported", actor_id=None).count() == 1
    assert [row.comment for row in queries.open_queue(damar).rows] == [comment]
    approve(moderator=damar, comment=comment)
    for reader in people("Lain", 2, record=(12, 0)):
        tell(reader, comment)
    comment.refresh_from_db()
    assert comment.state == "published"  # a moderator has let it stand
    Comment.objects.filter(pk=comment.pk).update(edited_at=timezone.now())  # but not what was written since
    tell(people("Nanti", 1)[0], comment)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_a_flood_hides_nothing(texts: Any, tell: Tell, people: Any, limit: Any) -> None:
    (comment,) = texts(1)
    new = people("Baru", 9, days=1)
    for reader in new[:8]:
        tell(reader, comment)
    limit(comment, 6)
    tell(new[8], comment)
    for reader in people("Tepat", 3, record=(12, 0)):
        tell(reader, comment)  # while a flood is running, a moderator decides
    comment.refresh_from_db()
    assert comment.state == "published"


def test_an_event_that_comes_twice_changes_nothing(texts: Any, tell: Tell, people: Any) -> None:
    (comment,) = texts(1)
    reports = [tell(reader, comment) for reader in people("Baru", 9, days=1)]
    before = (urgency(comment), ReportFlood.objects.get().reports)
    take_report(comment=comment, report=reports[0])
    assert (urgency(comment), ReportFlood.objects.get().reports) == before
