"""The queue as a list: one page of it, what stands above it, and who reads what at this moment.

No question here looks at all that waits: a page is a range of an index, counts end at a thousand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import caches
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.filters import Filters, cursor
from rembuk.moderation.models import QueueFilter, QueueItem

from .queue import Row, rows

COUNTED: Final = 1_000  # more than that is shown as “1.000+”
_COUNTS: Final = "moderation.queue_counts"


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue, and the cursor from which the next one goes on; empty on the last page."""

    rows: list[Row]
    next: str


@dataclass(frozen=True)
class Counts:
    """How many wait, in all and by origin; each ends at `COUNTED` + 1. `mine`: what the viewer has claimed."""

    visible: int = 0
    hidden: int = 0
    mine: int = 0

    @property
    def waiting(self) -> int:
        """All of them."""
        return min(self.visible + self.hidden, COUNTED + 1)

    def words(self) -> dict[str, str]:
        """As people read them."""
        found = {"waiting": self.waiting, "visible": self.visible, "hidden": self.hidden, "mine": self.mine}
        return {name: up_to(value) for name, value in found.items()}


def up_to(value: int) -> str:
    """A count that ends at a thousand, in words: “12”, “1.000+”."""
    shown = number_format(min(value, COUNTED), force_grouping=True)
    return f"{shown}+" if value > COUNTED else shown


def open_queue(
    viewer: Viewer, filters: Filters | None = None, *, after: str = "", now: datetime | None = None
) -> QueuePage:
    """What waits for this moderator: what a colleague reads at this moment is left out.

    A held comment whose event was lost has no row yet; `actions.adopt` makes it.
    """
    if not may_decide(viewer):
        return QueuePage([], "")
    filters = filters or Filters()
    items = list(items_for(viewer, filters, after, now or timezone.now()))
    shown = items[: filters.size]
    known = {row.comment.pk: row for row in rows(Comment.objects.filter(pk__in=[item.comment_id for item in shown]))}
    found = [known[item.comment_id] for item in shown if item.comment_id in known]
    return QueuePage(found, cursor(shown[-1]) if len(items) > filters.size else "")


def items_for(viewer: Viewer, filters: Filters, after: str, now: datetime) -> QuerySet[QueueItem, Any]:
    """The rows of one page and one more: a range of an index, whatever the order and however many wait."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=viewer.pk)
    waiting = filters.after(_open().filter(free, filters.condition(now)), after)
    return waiting.only("pk", "urgency", "comment_id")[: filters.size + 1]


def counts(viewer: Viewer, *, now: datetime | None = None) -> Counts:
    """What stands above the queue: three short counts, of which two serve all moderators for a second."""
    if not may_decide(viewer):
        return Counts()
    shared: tuple[int, int] | None = caches["brief"].get(_COUNTS)
    if shared is None:
        visible = Q(origin=QueueItem.Origin.REPORTED, urgency__gt=0)
        shared = (_count(_open().filter(visible)), _count(_open().exclude(visible)))
        caches["brief"].set(_COUNTS, shared)
    mine = QueueItem.objects.filter(claimed_by=viewer.pk, claimed_until__gt=now or timezone.now(), closed_at=None)
    return Counts(*shared, mine.count())


def open_count(viewer: Viewer) -> int:
    """How many comments wait, up to `COUNTED` + 1: two short queries."""
    return counts(viewer).waiting


def readers_of(viewer: Viewer, comments: Collection[int], *, now: datetime | None = None) -> dict[int, str]:
    """Of these comments, by id: the colleague who reads it; "" where nothing waits any more. One query."""
    if not may_decide(viewer):
        return {}
    now = now or timezone.now()
    found = QueueItem.objects.filter(comment__in=comments).select_related("claimed_by", "comment")
    told: dict[int, str] = {}
    for item in found.only("comment__state", "closed_at", "claimed_until", "claimed_by__display_name"):
        if item.closed_at is not None or item.comment.state == Comment.State.REMOVED:
            told[item.comment_id] = ""
        elif item.claimed_by is not None and item.claimed_by.pk != viewer.pk and _holds(item, now):
            told[item.comment_id] = str(item.claimed_by)
    return told


def filters_of(viewer: Viewer) -> list[QueueFilter]:
    """The viewer's own saved filters, and those that colleagues share."""
    if not may_decide(viewer):
        return []
    mine = Q(owner=viewer.pk) | Q(is_shared=True)
    return list(QueueFilter.objects.filter(mine).select_related("owner")[:100])


def lost(most: int) -> QuerySet[Comment]:
    """The newest held comments that have no open row: nobody would ever see them."""
    row = QueueItem.objects.filter(comment=OuterRef("pk"), closed_at=None)
    return Comment.objects.filter(~Exists(row), state=Comment.State.HELD).order_by("-pk")[:most]


def lost_lately(among: int) -> bool:
    """Whether one of the newest held comments has no open row. It costs the same however many wait."""
    newest = Comment.objects.filter(state=Comment.State.HELD).order_by("-pk").values("pk")[:among]
    found = list(newest.values_list("pk", flat=True))
    # Whether a row is open is looked at here: SQLite would go through all that are open.
    rows_of = QueueItem.objects.filter(comment__in=found).values_list("closed_at", flat=True)
    return sum(closed_at is None for closed_at in rows_of) < len(found)


def _holds(item: QueueItem, now: datetime) -> bool:
    return item.claimed_until is not None and item.claimed_until > now


def _open() -> QuerySet[QueueItem, Any]:
    return QueueItem.objects.filter(closed_at=None).exclude(comment__state=Comment.State.REMOVED)


def _count(items: QuerySet[QueueItem, Any]) -> int:
    return items.order_by()[: COUNTED + 1].count()
