"""Two reports, and two decisions, at the same moment: nothing is counted twice or lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from rembuk.conversation import events
from rembuk.conversation.actions import edit_comment, report_comment
from rembuk.conversation.models import Comment, Report
from rembuk.moderation.actions import approve, reports
from rembuk.moderation.models import FloodedReport, QueueItem, ReporterRecord, ReportFlood
from rembuk.moderation.rulings import decided_reports
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

PEOPLE = 8
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(deed: Callable[[int], object]) -> None:
    barrier = Barrier(PEOPLE)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()  # whoever had to connect first would come late
            barrier.wait(timeout=20)
            deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(run, range(PEOPLE)))


@pytest.fixture
def counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has counted a record waits for another who has as well: only where nothing is locked do two meet."""
    counted, meeting = decided_reports, Barrier(2)

    def count(*args: Any, **facts: Any) -> Any:
        found = counted(*args, **facts)
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=1)
        return found

    monkeypatch.setattr(reports, "decided_reports", count)


@pytest.fixture
def new(make_reader: Callable[..., Reader]) -> list[Reader]:
    joined = timezone.now() - timedelta(days=1)
    return [make_reader(f"Baru {number}", date_joined=joined) for number in range(PEOPLE)]


def published(write: Callable[..., Comment], author: Reader, count: int) -> list[Comment]:
    return [write(author, f"Warung nomor {number} ikut katalog, dan ramai.") for number in range(count)]


def test_reports_at_the_same_moment_are_one_flood(
    write: Callable[..., Comment], make_reader: Callable[..., Reader], new: list[Reader]
) -> None:
    aimed = published(write, make_reader("Ratna"), 2)
    at_once(lambda n: report_comment(reporter=new[n], comment=aimed[n % 2], reason="spam", note=""))
    assert Report.objects.count() == PEOPLE
    assert FloodedReport.objects.count() == ReportFlood.objects.get().reports == PEOPLE
    assert set(QueueItem.objects.values_list("urgency", "weight")) == {(5, 0)}


def test_reports_of_one_comment_at_the_same_moment_all_weigh(
    write: Callable[..., Comment], make_reader: Callable[..., Reader], new: list[Reader]
) -> None:
    Reader.objects.filter(pk__in=[each.pk for each in new]).update(date_joined=timezone.now() - timedelta(days=99))
    (comment,) = published(write, make_reader("Ratna"), 1)
    at_once(lambda n: report_comment(reporter=new[n], comment=comment, reason="abuse", note=""))
    item = QueueItem.objects.get(comment=comment)
    assert (item.weight, item.urgency, ReportFlood.objects.count()) == (100 * PEOPLE, 17, 0)


def test_a_report_that_meets_an_edit_is_about_the_text_that_its_reader_saw(
    write: Callable[..., Comment], make_reader: Callable[..., Reader], new: list[Reader]
) -> None:
    ratna = make_reader("Ratna")
    (comment,) = published(write, ratna, 1)
    within, reported = Event(), Event()

    def linger(**_facts: Any) -> None:
        """The edit stands in its transaction until the report is through, or plainly waits for it."""
        within.set()
        reported.wait(timeout=1)

    def edit() -> None:
        edit_comment(author=ratna, comment=comment, body="Warungnya tutup, kata pemiliknya.")
        connection.close()

    events.comments_recorded.connect(linger)
    try:
        with ThreadPoolExecutor(1) as pool:
            edited = pool.submit(edit)
            assert within.wait(timeout=20)
            report_comment(reporter=new[0], comment=comment, reason="abuse", note="", replaced=0)
            reported.set()
            edited.result()
    finally:
        events.comments_recorded.disconnect(linger)
    report = Report.objects.get()
    assert report.revision is not None
    assert report.revision.body == comment.body


def test_decisions_at_the_same_moment_all_count_in_a_record(
    write: Callable[..., Comment],
    make_story: Callable[..., StoryPage],
    make_reader: Callable[..., Reader],
    new: list[Reader],
    counted_together: None,
) -> None:
    ratna, bagas = make_reader("Ratna"), make_reader("Bagas")
    # Each in a conversation of its own: its lock would make them wait for each other.
    stories = [make_story(f"Berita nomor {number}") for number in range(PEOPLE)]
    comments = [write(ratna, f"Warung nomor {n} ikut, dan ramai.", story=each) for n, each in enumerate(stories)]
    for comment in comments:
        report_comment(reporter=bagas, comment=comment, reason="abuse", note="")
    at_once(lambda n: approve(moderator=new[n], comment=comments[n]))
    assert ReporterRecord.objects.get(reader=bagas).dismissed == PEOPLE
