"""The orders in which a thread can be read, and the cursors that lead from one page to the next.

A cursor says where the page before it ended: the value it was ordered by and the comment's id. A page is therefore one
range of an index, wherever in the thread it stands, and comments that arrive meanwhile move nothing.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from .models import Comment, Sorts

NAMES: Final = tuple(str(value) for value in Sorts.values)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = 253_402_300_799_000_000  # microseconds until the end of the year 9999
HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """The last comment of a page, as the next page needs it."""

    value: datetime | float | int
    id: int


@dataclass(frozen=True)
class Sort:
    """One order: the column that is ordered by, and its direction."""

    name: str
    column: str
    is_ascending: bool = False

    def ordered(self, openers: QuerySet[Comment], after: Cursor | None = None) -> QuerySet[Comment]:
        """The openers in this order, those behind the cursor only."""
        if after is not None:
            way = "gt" if self.is_ascending else "lt"
            openers = openers.filter(
                # The first condition alone is what the index needs; the second cuts the equal ones.
                Q(**{f"{self.column}__{way}e": after.value}),
                Q(**{f"{self.column}__{way}": after.value}) | Q(**{f"id__{way}": after.id}),
            )
        sign = "" if self.is_ascending else "-"
        return openers.order_by(f"{sign}{self.column}", f"{sign}id")

    def cursor(self, comment: Comment) -> str:
        """The cursor behind this comment, as it stands in addresses."""
        return self.cursor_at(Cursor(getattr(comment, self.column), comment.pk))

    def cursor_at(self, cursor: Cursor) -> str:
        """The same, for a place that no comment need have."""
        return f"{self._to_int(cursor.value):x}.{cursor.id:x}"

    def parse(self, token: str) -> Cursor | None:
        """The cursor in an address; None when it is none."""
        first, _, second = token.partition(".")
        if not (_is_hex(first) and _is_hex(second)):
            return None
        number, comment_id = int(first, 16), int(second, 16)
        if number > HIGHEST or comment_id > HIGHEST:
            return None
        return self._from_int(number, comment_id)

    def _to_int(self, value: Any) -> int:
        if isinstance(value, datetime):
            return (value - EPOCH) // timedelta(microseconds=1)
        if isinstance(value, float):
            return int(struct.unpack(">Q", struct.pack(">d", max(value, 0.0)))[0])
        return int(value)

    def _from_int(self, number: int, comment_id: int) -> Cursor | None:
        if self.column == "created_at":
            return Cursor(EPOCH + timedelta(microseconds=number), comment_id) if number <= LATEST else None
        if self.column == "score":
            score: float = struct.unpack(">d", struct.pack(">Q", number))[0]
            return Cursor(score, comment_id) if 0 <= score <= 1 else None
        return Cursor(number, comment_id)


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 16 and all(char in "0123456789abcdef" for char in text)


BY_NAME: Final = {
    sort.name: sort
    for sort in (
        Sort(Sorts.NEWEST.value, "created_at"),
        Sort(Sorts.OLDEST.value, "created_at", is_ascending=True),
        Sort(Sorts.APPRECIATED.value, "score"),
        Sort(Sorts.DISCUSSED.value, "branch_count"),
    )
}


def named(name: str) -> Sort:
    """The order with this name; the newest first for any other name."""
    return BY_NAME.get(name, BY_NAME[Sorts.NEWEST.value])
