"""What happened on a day, counted once for the transparency page and the workload: never in a request.

A day is a day of the newsroom's calendar (`settings.TIME_ZONE`). Everything is counted by the moment when it happened,
out of rows that nobody changes afterwards, so a day counted again gives the same figures:

- `published`, `held`: comments by what the phases first said of them; `hours`: the same by hour; `phases`: which ones
  held them.
- `approved`, `rejected`, `reasons`, `found`: decisions that were not taken back within their minute; what for; and who
  had found the comment (`rulings.found_by`). `waits`: how long comments had waited, in minutes (`figures.step_of`).
- `appeals`: `made`, and by outcome. `sanctions`: by kind; one that holds everywhere counts in every title.
- The row's `stories`: by thread, what was published at once, held and rejected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone

from rembuk.conversation.models import Comment, Verdict
from rembuk.newsroom.models import TitlePage

from . import actions
from .days import edges, is_settled
from .figures import Figures, empty, raise_by, step_of
from .models import Appeal, DaySummary, Decision, Sanction
from .rulings import found_by, rulings, waited

FRESH: Final = timedelta(minutes=1)  # today's figures may be so old
AT_ONCE: Final = 7  # earlier days that one sweep makes up for
BACK: Final = timedelta(days=400)  # the public page shows twelve months
RECENT: Final = timedelta(minutes=30)

Days = defaultdict[int, Figures]
Stories = defaultdict[int, dict[str, list[int]]]


def sweep(now: datetime | None = None) -> int:
    """What the worker does again and again; returns how many days it counted. It bears to run twice at once."""
    now = now or timezone.now()
    settle_appeals(now)
    today = timezone.localdate(now)
    if DaySummary.objects.filter(day=today, made_at__gt=now - FRESH).exists() or not TitlePage.objects.exists():
        return 0
    days = [today, *missing_days(now)[:AT_ONCE]]
    for day in days:
        sum_day(day, now=now)
    return len(days)


def settle_appeals(now: datetime) -> None:
    """Appeals whose comment went another way, where the event that tells of it was lost, or there is none."""
    waiting = Appeal.objects.filter(outcome="").exclude(comment__state=Comment.State.REJECTED)
    reversed_ones = Appeal.objects.filter(
        outcome=Appeal.Outcome.REVERSED, decided_at__gt=now - RECENT, comment__state=Comment.State.REJECTED
    )
    for appeal in [*waiting.select_related("comment"), *reversed_ones.select_related("comment")]:
        actions.settle_appeal(appeal=appeal, now=now)


def missing_days(now: datetime) -> list[date]:
    """The days before today that were not counted after they were over, the newest first."""
    today = timezone.localdate(now)
    first = _first_day(today)
    counted = DaySummary.objects.filter(day__gte=first, day__lt=today).values_list("day").annotate(at=Min("made_at"))
    done = {day for day, at in counted if is_settled(day, at)}
    return [day for day in _backwards(today - timedelta(days=1), first) if day not in done]


@transaction.atomic
def sum_day(day: date, *, now: datetime | None = None) -> int:
    """Count a day for every title; returns how many rows it wrote. Counting again replaces them."""
    now = now or timezone.now()
    figures, stories = count_day(day)
    rows = [
        DaySummary(title_id=title, day=day, figures=figures[title], stories=stories[title], made_at=now)
        for title in TitlePage.objects.order_by("pk").values_list("pk", flat=True)
    ]
    DaySummary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["title", "day"],
        update_fields=["figures", "stories", "made_at"],
    )
    return len(rows)


def count_day(day: date) -> tuple[Days, Stories]:
    """The figures of a day by title, and its stories."""
    figures: Days = defaultdict(empty)
    stories: Stories = defaultdict(dict)
    start, end = edges(day)
    _arrivals(start, end, figures, stories)
    _decisions(start, end, figures, stories)
    _appeals(start, end, figures)
    _sanctions(start, end, figures)
    return figures, stories


def _arrivals(start: datetime, end: datetime, figures: Days, stories: Stories) -> None:
    """Hour by hour, so that the database groups whole stretches of an index."""
    hour = timedelta(hours=1)
    earlier = Verdict.objects.filter(comment=OuterRef("comment"), pk__lt=OuterRef("pk"))
    names = ("comment__thread__title_id", "comment__thread_id", "outcome", "phase")
    while start < end:
        first = Verdict.objects.filter(~Exists(earlier), made_at__gte=start, made_at__lt=min(start + hour, end))
        for title, thread, outcome, phase, number in first.order_by().values_list(*names).annotate(n=Count("pk")):
            total, held = figures[title], int(outcome == "hold")
            raise_by(total, "held" if held else "published", number)
            total["hours"][timezone.localtime(start).hour][held] += number
            _story(stories, title, thread)[held] += number
            if held:
                raise_by(total["phases"], phase.rpartition(".")[2], number)
        start += hour


def _decisions(start: datetime, end: datetime, figures: Days, stories: Stories) -> None:
    made = rulings(Decision.objects.filter(made_at__gte=start, made_at__lt=end)).order_by("pk")
    names = (
        "outcome", "before", "reason__code", "made_at", "held_since", "reported_since", "comment__thread_id",
        "comment__thread__title_id",
    )  # fmt: skip
    for outcome, before, reason, at, held, reported, thread, title in made.values_list(*names).iterator():
        total = figures[title]
        raise_by(total, outcome)
        wait = waited(before, at, held, reported)
        if wait is not None:
            raise_by(total["waits"], str(step_of(wait)))
        if outcome == Decision.Outcome.REJECTED:
            raise_by(total["reasons"], reason or "")
            raise_by(total["found"], found_by(before, reported))
            _story(stories, title, thread)[2] += 1


def _appeals(start: datetime, end: datetime, figures: Days) -> None:
    title = "comment__thread__title_id"
    made = Appeal.objects.filter(made_at__gte=start, made_at__lt=end).order_by()
    for pk, number in made.values_list(title).annotate(n=Count("pk")):
        raise_by(figures[pk]["appeals"], "made", number)
    decided = Appeal.objects.filter(decided_at__gte=start, decided_at__lt=end).order_by()
    for pk, outcome, number in decided.values_list(title, "outcome").annotate(n=Count("pk")):
        raise_by(figures[pk]["appeals"], outcome, number)


def _sanctions(start: datetime, end: datetime, figures: Days) -> None:
    given = Sanction.objects.filter(starts_at__gte=start, starts_at__lt=end, taken_back=False).order_by()
    titles = list(TitlePage.objects.order_by().values_list("pk", flat=True))
    for title, kind, number in given.values_list("title_id", "kind").annotate(n=Count("pk")):
        for pk in titles if title is None else [title]:
            raise_by(figures[pk]["sanctions"], kind, number)


def _story(stories: Stories, title: int, thread: int) -> list[int]:
    return stories[title].setdefault(str(thread), [0, 0, 0])


def _first_day(today: date) -> date:
    firsts: list[Any] = [
        Verdict.objects.order_by("made_at").values_list("made_at", flat=True).first(),
        Decision.objects.order_by("made_at").values_list("made_at", flat=True).first(),
        Sanction.objects.order_by("starts_at").values_list("starts_at", flat=True).first(),
    ]
    days = [timezone.localdate(first) for first in firsts if first is not None]
    return max(min(days, default=today), today - BACK)


def _backwards(day: date, first: date) -> Iterator[date]:
    while day >= first:
        yield day
        day -= timedelta(days=1)
