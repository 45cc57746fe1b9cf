"""Days are counted exactly, again and again, and the pages read nothing else."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.models import Comment, Report, Verdict
from rembuk.moderation import actions, queries, summing
from rembuk.moderation.days import SETTLED, edges
from rembuk.moderation.figures import empty
from rembuk.moderation.models import Appeal, DaySummary, Decision, RejectionReason, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT

Write = Callable[..., Comment]
DAY = date(2026, 11, 20)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A moment of the newsroom's calendar."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def moved(comment: Comment, when: datetime) -> Comment:
    """The comment, as if it had been written then."""
    comment.verdicts.update(made_at=when)
    Comment.objects.filter(pk=comment.pk).update(created_at=when)
    return comment


def decided(decision: Decision, when: datetime) -> Decision:
    """The decision, as if it had been made then."""
    Decision.objects.filter(pk=decision.pk).update(made_at=when)
    return decision


@pytest.fixture
def a_day(write: Write, ratna: Reader, bagas: Reader, damar: Reader, sekar: Reader, reason: RejectionReason) -> Comment:
    """One published at 8; one held at 9 and rejected after 30 minutes; one published at 10, reported, and let stand
    after 20; one rejected and taken back; a pause; an appeal that was won the day after."""
    moved(write(ratna, CLEAN), at(8))
    held = moved(write(bagas, INSULT), at(9))
    rejection = decided(actions.reject(moderator=damar, comment=held, reason=reason), at(9, 30))
    reported = moved(write(bagas, f"{CLEAN} Semoga awet."), at(10))
    Report.objects.create(comment=reported, reporter=ratna, reason="abuse")
    Report.objects.update(made_at=at(10, 10))
    decided(actions.approve(moderator=damar, comment=reported), at(10, 30))
    slip = moved(write(ratna, f"{CLEAN} Yang ini lain."), at(23, 59))
    first = actions.reject(moderator=damar, comment=slip, reason=reason)
    second = actions.undo(moderator=damar, decision=first)
    decided(first, at(23, 59))
    decided(second, at(0, 0, DAY + timedelta(days=1)))
    actions.sanction(moderator=damar, reader=bagas, kind="pause", reason=reason, days=1)
    Sanction.objects.update(starts_at=at(11))
    appeal = actions.appeal(writer=bagas, comment=held, text="Tolong.", now=at(12))
    actions.decide_appeal(
        moderator=sekar, appeal=appeal, outcome="reversed", words="Ya.", now=at(9, 0, DAY + timedelta(1))
    )
    assert appeal.decision == rejection
    Decision.objects.filter(before="rejected", outcome="approved").update(made_at=at(9, 0, DAY + timedelta(days=1)))
    return held


def test_a_day_is_what_happened_on_it(a_day: Comment, title: TitlePage) -> None:
    figures, stories = summing.count_day(DAY)
    told = figures[title.pk]
    assert (told["published"], told["held"]) == (3, 1)
    assert {hour: told["hours"][hour] for hour in (8, 9, 10, 23)} == {8: [1, 0], 9: [0, 1], 10: [1, 0], 23: [1, 0]}
    assert sum(sum(pair) for pair in told["hours"]) == 4
    assert (told["approved"], told["rejected"], told["reasons"]) == (1, 1, {"kata-kasar": 1})
    assert told["found"] == {"phases": 1}
    assert told["phases"] == {"lexicon": 1}
    assert told["waits"] == {"30": 1, "20": 1}
    assert told["appeals"] == {"made": 1}
    assert told["sanctions"] == {"pause": 1}
    assert stories[title.pk] == {str(a_day.thread_id): [3, 1, 1]}
    after = summing.count_day(DAY + timedelta(days=1))[0][title.pk]
    assert after["appeals"] == {"reversed": 1}
    assert after["approved"] == 1
    assert after["waits"] == {}


def test_an_edit_is_no_arrival_and_an_import_neither(a_day: Comment, title: TitlePage) -> None:
    Verdict.objects.create(comment=a_day, outcome="hold", phase="x.links")
    Verdict.objects.filter(phase="x.links").update(made_at=at(13))
    Comment.objects.create(
        thread=a_day.thread, author=a_day.author, client_key=a_day.public_id, body="lama", html="lama",
        state="published", created_at=at(8),
    )  # fmt: skip
    told = summing.count_day(DAY)[0][title.pk]
    assert (told["published"], told["held"]) == (3, 1)


def test_counting_again_changes_nothing(a_day: Comment) -> None:
    summing.sum_day(DAY)
    before = list(DaySummary.objects.values("title", "day", "figures", "stories"))
    summing.sum_day(DAY)
    call_command("sum_days", "--from", DAY.isoformat(), "--to", DAY.isoformat(), verbosity=0)
    assert list(DaySummary.objects.values("title", "day", "figures", "stories")) == before
    assert before[0]["figures"]["held"] == 1


def test_the_sweep_makes_up_for_what_is_missing(a_day: Comment) -> None:
    now = at(12, 0, DAY + timedelta(days=4))
    assert summing.sweep(now) == 5  # today and four days before it
    assert summing.sweep(now + timedelta(seconds=30)) == 0
    assert summing.sweep(now + timedelta(minutes=2)) == 1
    assert summing.missing_days(now) == []
    DaySummary.objects.filter(day=DAY).delete()
    assert summing.missing_days(now) == [DAY]


def test_a_day_is_counted_once_more_after_it_is_over(a_day: Comment) -> None:
    summing.sweep(at(23, 59))
    midnight = at(0, 1, DAY + timedelta(days=1))
    assert DAY in summing.missing_days(midnight)
    summing.sweep(midnight + timedelta(minutes=15))
    assert DAY not in summing.missing_days(midnight)


def test_the_workload_adds_days_up(a_day: Comment, damar: Reader, title: TitlePage, bagas: Reader) -> None:
    for day in (DAY, DAY + timedelta(days=1)):
        summing.sum_day(day)
    load = queries.workload(damar, today=DAY + timedelta(days=1), days=7, title=title)
    assert (load.arrived, load.held_percent, load.median, load.p90) == (4, 25, 20, 30)
    assert load.reasons == [("Memuat makian.", 1)] or load.reasons[0][1] == 1
    assert [(row.published, row.held, row.rejected) for row in load.stories] == [(3, 1, 1)]
    assert queries.workload(damar, today=DAY + timedelta(days=1), days=1).arrived == 0
    assert queries.workload(bagas, today=DAY, days=7).arrived == 0


def test_what_waits_is_counted_now(write: Write, ratna: Reader, bagas: Reader, damar: Reader) -> None:
    assert (queries.waiting(damar), queries.oldest_waiting(damar)) == (0, None)
    first, second = write(ratna, INSULT), write(bagas, INSULT + " Pergi sana.")
    assert queries.waiting(damar) == 2
    assert queries.oldest_waiting(damar) == first.created_at
    actions.approve(moderator=damar, comment=first)
    assert (queries.waiting(damar), queries.oldest_waiting(damar)) == (1, second.created_at)
    assert (queries.waiting(bagas), queries.oldest_waiting(bagas)) == (0, None)


def page(client: Client, name: str, **query: Any) -> str:
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def counted(title: TitlePage, month: date, figures: dict[str, Any]) -> None:
    """A month whose days were all counted after they were over, with all that happened on its first day."""
    days = [month + timedelta(days=number) for number in range(monthrange(month.year, month.month)[1])]
    DaySummary.objects.bulk_create(
        DaySummary(title=title, day=day, figures=figures if day == month else empty(), made_at=edges(day)[1] + SETTLED)
        for day in days
    )


def test_the_public_page_hides_what_is_small(title: TitlePage, client: Client, reason: RejectionReason) -> None:
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    figures = empty()
    figures |= {"published": 1_234, "held": 56, "rejected": 3, "reasons": {reason.code: 3}, "sanctions": {"ban": 1}}
    figures["waits"] = {"12": 4}
    counted(title, last, figures)
    shown = page(client, "moderation:transparency")
    assert "<td>1.230</td>" in shown
    assert "sekitar 1.230" in shown
    assert "<td>55</td>" in shown
    assert "kurang dari 5" in shown
    assert "<td>3</td>" not in shown
    assert "<td>1</td>" not in shown
    assert "12 menit" not in shown
    assert 'class="chart"' in shown
    assert "<script>" not in shown
    figures |= {"rejected": 31, "waits": {"12": 9}, "reasons": {reason.code: 31}}
    DaySummary.objects.filter(day=last).update(figures=figures)
    shown = page(client, "moderation:transparency")
    assert "<td>30</td>" in shown
    assert "12 menit" in shown


def test_the_public_page_of_a_new_title_is_whole(title: TitlePage, client: Client) -> None:
    DaySummary.objects.create(
        title=title, day=timezone.localdate(), figures=empty() | {"published": 77, "held": 88}, made_at=timezone.now()
    )
    shown = page(client, "moderation:transparency")
    assert "Bulan pertama belum usai" in shown
    assert 'class="chart"' not in shown
    assert 'class="facts"' not in shown
    assert "Siapa yang memutuskan" in shown
    assert not [figure for figure in ("77", "75", "88", "85") if f">{figure}<" in shown]


def test_a_month_is_told_when_it_is_over_and_counted(title: TitlePage) -> None:
    """Not day by day: two evenings that can be subtracted from each other show single decisions."""
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    counted(title, october, empty() | {"rejected": 20, "reasons": {}})
    counted(title, november, empty() | {"rejected": 40})

    def told(today: date) -> tuple[date, list[list[int | None]]]:
        found = queries.transparency(title, today=today)
        return found.months[-1], found.passage.rows[-1:]

    for number in range(30):
        assert told(november + timedelta(days=number)) == (october, [[0, 0, 20]])
    late = DaySummary.objects.get(day=date(2026, 11, 30))
    midnight = edges(late.day)[1]
    for unsettled in (midnight - timedelta(seconds=1), midnight + SETTLED - timedelta(seconds=1)):
        DaySummary.objects.filter(pk=late.pk).update(made_at=unsettled)
        assert told(date(2026, 12, 1)) == (october, [[0, 0, 20]]), "its last minutes may be missing"
    DaySummary.objects.filter(pk=late.pk).update(made_at=midnight + SETTLED)
    assert told(date(2026, 12, 1)) == told(date(2026, 12, 31)) == (november, [[0, 0, 40]])
    DaySummary.objects.get(day=date(2026, 11, 12)).delete()
    assert told(date(2026, 12, 31)) == (october, [[0, 0, 20]]), "what the worker has not counted yet would come later"


def test_what_a_month_adds_is_not_told_by_the_sums(title: TitlePage) -> None:
    """Who kept the page of a month ago subtracts: whether one writer or four were banned reads the same."""
    counted(title, date(2026, 10, 1), empty() | {"sanctions": {"ban": 12}})
    seen = set()
    for number in range(1, 5):
        counted(title, date(2026, 11, 1), empty() | {"sanctions": {"ban": number}, "waits": {"7": number}})
        found = queries.transparency(title, today=date(2026, 12, 2))
        seen.add(repr((found.sanctions, found.wait)))
        DaySummary.objects.filter(day__gte=date(2026, 11, 1)).delete()
    assert len(seen) == 1


def test_the_pages_read_summaries_alone(
    title: TitlePage, a_day: Comment, client: Client, django_assert_num_queries: Any, damar: Reader
) -> None:
    """However many days and comments there are: the comments' tables are not asked at all."""
    later = date(2026, 12, 2)
    for number in range(60):
        summing.sum_day(later - timedelta(days=number), now=at(12, day=later))
    with django_assert_num_queries(2):
        assert queries.transparency(title, today=later).passage.rows == [[0, 0, 0], [None, None, None]]
    with django_assert_num_queries(7):  # three for the moderator, one for the addresses of titles
        queries.workload(Reader.objects.get(pk=damar.pk), today=DAY, days=28)


def test_the_workload_is_for_staff(a_day: Comment, sign_in: Callable[[Reader], Client], damar: Reader) -> None:
    summing.sum_day(timezone.localdate())
    browser = sign_in(damar)
    for days in ("1", "7", "28", "1000", "x"):
        shown = page(browser, "moderation_workload", hari=days)
        assert 'class="facts"' in shown
    assert "Nothing was counted" not in shown
    assert Appeal.objects.count() == 1
