"""What the public may know of a title's moderation: twelve months that are over, in figures that name nobody.

A figure of a month that still runs would grow from day to day, and the difference of two evenings is a single decision.
So a month is told when all its days were counted after they were over; from then on it reads the same for ever. Its
figures are rounded (`figures.told`), and sums are made of the rounded ones, so nothing can be had by subtraction:
neither from other figures of the page nor from the page as it was before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from rembuk.moderation.days import is_settled
from rembuk.moderation.figures import FEWEST, Figures, Sum, add, parts_told, percentile, summed, told
from rembuk.moderation.models import Appeal, DaySummary, RejectionReason, Sanction
from rembuk.moderation.rulings import BY_MODERATORS, BY_PHASES, BY_READERS
from rembuk.newsroom.models import TitlePage

MONTHS: Final = 12
PASSAGE: Final = ("published", "held", "rejected")
FOUND: Final = (BY_PHASES, BY_READERS, BY_MODERATORS)


@dataclass(frozen=True)
class Table:
    """Figures by month: `columns` name them; `figures.told` says how they are told."""

    columns: list[str]
    rows: list[list[int | None]]
    sums: list[Sum]


@dataclass(frozen=True)
class Transparency:
    """Twelve months of a title, the oldest first; fewer of a young one, or where the newest are not settled yet."""

    months: list[date]
    passage: Table
    reasons: Table
    found: Table
    appeals: Table
    sanctions: Table
    waits: list[int | None]
    wait: int | None


def transparency(title: TitlePage, *, today: date) -> Transparency:
    """A title's last twelve months that are over: two queries, whatever was written in them. Everyone may see it."""
    months = _months(today)
    days = DaySummary.objects.filter(title=title, day__gte=months[0], day__lt=today.replace(day=1)).order_by("day")
    figures: dict[date, Figures] = {}
    counted: dict[date, datetime] = {}
    for day, facts, made_at in days.values_list("day", "figures", "made_at"):
        figures[day], counted[day] = facts, made_at
    begun = min(counted, default=today).replace(day=1)
    months = list(takewhile(lambda month: _is_settled(month, counted), [month for month in months if month >= begun]))
    each = [add(facts for day, facts in figures.items() if day.replace(day=1) == month) for month in months]
    texts = dict(RejectionReason.objects.order_by("sort_order", "id").values_list("code", "text"))
    used = [code for code in texts if any(month["reasons"].get(code) for month in each)]
    return Transparency(
        months=months,
        passage=_table(list(PASSAGE), [[told(month[name]) for name in PASSAGE] for month in each]),
        # The rejections of a month are told as well: these are their parts.
        reasons=_table([texts[code] for code in used], [_parts(month["reasons"], used) for month in each], smallest=0),
        found=_table(list(FOUND), [_parts(month["found"], FOUND) for month in each], smallest=0),
        appeals=_counts(each, "appeals", ["made", Appeal.Outcome.REVERSED, Appeal.Outcome.STANDS]),
        sanctions=_counts(each, "sanctions", Sanction.Kind.values),
        waits=[_median(month) for month in each],
        wait=_median(add(month for month in each if _median(month) is not None)),
    )


def _months(today: date) -> list[date]:
    """The last twelve before the one that runs."""
    running = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(running - MONTHS, running)]


def _is_settled(month: date, counted: Mapping[date, datetime]) -> bool:
    """Whether each day of a month was counted after it was over; days before the title's first one need not be."""
    day = max(month, min(counted))
    while (day.year, day.month) == (month.year, month.month):
        if not is_settled(day, counted.get(day)):
            return False
        day += timedelta(days=1)
    return True


def _parts(counts: Mapping[str, int], keys: Sequence[str]) -> list[int | None]:
    return parts_told([counts.get(key, 0) for key in keys])


def _counts(months: Sequence[Figures], name: str, keys: Sequence[str]) -> Table:
    rows = [[told(month[name].get(key, 0)) for key in keys] for month in months]
    return _table([str(key) for key in keys], rows)


def _table(columns: list[str], rows: list[list[int | None]], *, smallest: int = 1) -> Table:
    sums = [summed([row[at] for row in rows], smallest=smallest) for at in range(len(columns))]
    return Table(columns, rows, sums)


def _median(month: Figures) -> int | None:
    """Told where enough comments waited that none of them can be recognised."""
    return percentile(month["waits"], 0.5) if sum(month["waits"].values()) >= FEWEST else None
