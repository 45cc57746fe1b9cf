"""The days of the newsroom's calendar (`settings.TIME_ZONE`): when one begins, and when nothing changes it any more."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

SETTLED: Final = timedelta(minutes=10)  # after midnight nothing can change a day any more: minutes for second thoughts


def edges(day: date) -> tuple[datetime, datetime]:
    """When a day begins, and when the next one does."""
    start, end = (datetime.combine(each, time.min) for each in (day, day + timedelta(days=1)))
    return timezone.make_aware(start), timezone.make_aware(end)


def is_settled(day: date, counted_at: datetime | None) -> bool:
    """Whether a day was counted after it was over, so that its figures stay as they are."""
    return counted_at is not None and counted_at >= edges(day)[1] + SETTLED
