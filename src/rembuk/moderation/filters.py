"""Which part of the queue a moderator looks at, and in which order: what stands in an address, and what it means."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .models import QueueItem

ORDERS: Final = [
    ("risk", _("What readers can see first, then the oldest")),
    ("oldest", _("Oldest first")),
    ("newest", _("Newest first")),
]
AGES: Final = [
    ("h1", _("older than an hour")),
    ("d1", _("older than a day")),
    ("new", _("of the last hour")),
]
SCORES: Final = [("low", _("below 50 %")), ("mid", _("50 to 79 %")), ("high", _("80 % and more"))]
SIZES: Final = [("10", "10"), ("25", "25"), ("50", "50")]
_BANDS: Final = {"low": (0, 49), "mid": (50, 79), "high": (80, 100)}
_OLDER: Final = {"h1": timedelta(hours=1), "d1": timedelta(days=1)}


@dataclass(frozen=True)
class Filters:
    """One view of the queue. Empty means everything, in the order of risk, ten at a time."""

    title: int | None = None
    section: str = ""
    thread: int | None = None
    kind: str = ""
    origin: str = ""
    age: str = ""
    score: str = ""
    text: str = ""
    order: str = "risk"
    size: int = 10

    def query(self) -> str:
        """As it stands in an address, without what is as always."""
        own = {each.name: each.default for each in fields(self)}
        return urlencode({name: value for name, value in asdict(self).items() if value != own[name]})

    @property
    def narrows(self) -> bool:
        """Whether something that waits may be left out."""
        return bool(self.condition())

    def condition(self, now: datetime | None = None) -> Q:
        """What an item must be like."""
        wanted: dict[str, Any] = {}
        if self.title is not None:
            wanted["title"] = self.title
        if self.section:
            wanted["section"] = self.section
        if self.thread is not None:
            wanted["thread"] = self.thread
        if self.kind:
            wanted["kinds__contains"] = f",{self.kind},"
        if self.origin:
            wanted["origin"] = self.origin
        if self.score:
            wanted["score__range"] = _BANDS[self.score]
        if self.text:
            wanted["comment__body__icontains"] = self.text
        if self.age and now is not None:
            wanted |= {"opened_at__lt": now - _OLDER[self.age]} if self.age in _OLDER else {}
            wanted |= {"opened_at__gte": now - timedelta(hours=1)} if self.age == "new" else {}
        elif self.age:
            wanted["opened_at__isnull"] = False
        return Q(**wanted)

    def after(self, items: QuerySet[QueueItem], cursor: str) -> QuerySet[QueueItem]:
        """The items in this order, those behind `cursor` only; a cursor that is none is the beginning.

        A cursor is the last item of the page before, as `<urgency>.<comment>`: a page is one range of an index.
        """
        first, _dot, second = cursor.partition(".")
        is_one = all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (first, second))
        urgency, comment = (int(first), int(second)) if is_one else (None, 0)
        if self.order == "risk":
            if urgency == 0:
                items = items.filter(urgency=0, comment__gt=comment)
            elif urgency is not None:  # there are never many of these
                items = items.filter(Q(urgency__lt=urgency) | Q(urgency=urgency, comment__gt=comment))
            return items.order_by("-urgency", "comment_id")
        way = "gt" if self.order == "oldest" else "lt"
        if urgency is not None:
            items = items.filter(**{f"comment__{way}": comment})
        return items.order_by("comment_id" if self.order == "oldest" else "-comment_id")


def cursor(item: QueueItem) -> str:
    """The cursor behind this item."""
    return f"{item.urgency}.{item.comment_id}"
