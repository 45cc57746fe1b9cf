"""How much there is to moderate, for the people who do it: read from the summaries, never counted in a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide_appeals
from rembuk.moderation.figures import Figures, add, percentile
from rembuk.moderation.models import DaySummary, QueueItem, RejectionReason
from rembuk.newsroom.models import TitlePage

MOST_STORIES: Final = 10


@dataclass(frozen=True)
class StoryRow:
    """A story with what arrived under it."""

    headline: str
    address: str
    published: int
    held: int
    rejected: int


@dataclass(frozen=True)
class Workload:
    """A stretch of days. `counted_at` says how fresh the newest of them is; None where nothing was counted yet."""

    figures: Figures
    stories: list[StoryRow]
    reasons: list[tuple[str, int]]
    counted_at: datetime | None

    @property
    def arrived(self) -> int:
        """How many comments came."""
        return int(self.figures["published"] + self.figures["held"])

    @property
    def held_percent(self) -> int:
        """The share that the phases held."""
        return round(100 * self.figures["held"] / self.arrived) if self.arrived else 0

    @property
    def median(self) -> int | None:
        """Minutes until half of what waited was decided."""
        return percentile(self.figures["waits"], 0.5)

    @property
    def p90(self) -> int | None:
        """Minutes until nine tenths of what waited were decided."""
        return percentile(self.figures["waits"], 0.9)


def workload(viewer: Viewer, *, today: date, days: int, title: TitlePage | None = None) -> Workload:
    """The last `days` days with today, of one title or of all: three queries."""
    if not may_decide_appeals(viewer):
        return Workload(add([]), [], [], None)
    found = DaySummary.objects.filter(day__gt=today - timedelta(days=days), day__lte=today)
    if title is not None:
        found = found.filter(title=title)
    rows = list(found.order_by("-day"))
    figures = add(row.figures for row in rows)
    texts = dict(RejectionReason.objects.order_by().values_list("code", "text"))
    reasons = sorted(((texts.get(code, code), n) for code, n in figures["reasons"].items()), key=lambda row: -row[1])
    return Workload(figures, _stories(row.stories for row in rows), reasons, rows[0].made_at if rows else None)


def waiting(viewer: Viewer) -> int:
    """How many comments wait for a moderator now: held ones, and visible ones that were reported; two queries."""
    if not may_decide_appeals(viewer):
        return 0
    reported = QueueItem.objects.filter(closed_at=None, urgency__gt=0, comment__state=Comment.State.PUBLISHED)
    return Comment.objects.filter(state=Comment.State.HELD).count() + reported.count()


def oldest_waiting(viewer: Viewer) -> datetime | None:
    """Since when the comment waits that has waited longest: two looks at small indexes."""
    if not may_decide_appeals(viewer):
        return None
    held = Comment.objects.filter(state=Comment.State.HELD).order_by("pk").values_list("created_at", flat=True).first()
    queued = QueueItem.objects.filter(closed_at=None, comment__state=Comment.State.PUBLISHED).order_by("comment")
    since = [when for when in (held, queued.values_list("opened_at", flat=True).first()) if when is not None]
    return min(since, default=None)


def titles(viewer: Viewer) -> list[TitlePage]:
    """The titles to choose from."""
    return list(TitlePage.objects.order_by("title")) if may_decide_appeals(viewer) else []


def _stories(days: Iterable[dict[str, Any]]) -> list[StoryRow]:
    total: dict[int, list[int]] = {}
    for day in days:
        for thread, counts in day.items():
            kept = total.setdefault(int(thread), [0, 0, 0])
            for at, number in enumerate(counts):
                kept[at] += number
    busiest = sorted(total, key=lambda thread: (-total[thread][0] - total[thread][1], thread))[:MOST_STORIES]
    threads = Thread.objects.select_related("story").in_bulk(busiest)
    return [StoryRow(threads[pk].headline, threads[pk].address(), *total[pk]) for pk in busiest if pk in threads]
