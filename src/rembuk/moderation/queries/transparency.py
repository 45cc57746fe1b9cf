"""What the public may know of a title's moderation: twelve months, small figures left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rembuk.moderation.figures import FEWEST, Figures, add, guarded, percentile, told
from rembuk.moderation.models import Appeal, DaySummary, RejectionReason, Sanction
from rembuk.moderation.rulings import BY_MODERATORS, BY_PHASES, BY_READERS
from rembuk.newsroom.models import TitlePage

MONTHS: Final = 12
FOUND: Final = (BY_PHASES, BY_READERS, BY_MODERATORS)


@dataclass(frozen=True)
class Table:
    """Figures by month: `columns` name them; `figures.guarded` says what is not told."""

    columns: list[str]
    rows: list[list[int | None]]
    sums: list[int | None]


@dataclass(frozen=True)
class Transparency:
    """Twelve months of a title, the oldest first, the current one last and unfinished."""

    months: list[date]
    passage: Table
    reasons: Table
    found: Table
    appeals: Table
    sanctions: Table
    waits: list[int | None]
    wait: int | None


def transparency(title: TitlePage, *, today: date) -> Transparency:
    """A title's twelve months: two queries, whatever was written in them. Everyone may see it."""
    months = _months(today)
    by_month: dict[date, list[Figures]] = {month: [] for month in months}
    days = DaySummary.objects.filter(title=title, day__gte=months[0], day__lte=today).order_by("day")
    for day, figures in days.values_list("day", "figures"):
        by_month[day.replace(day=1)].append(figures)
    each = [add(by_month[month]) for month in months]
    texts = dict(RejectionReason.objects.order_by("sort_order", "id").values_list("code", "text"))
    used = [code for code in texts if any(month["reasons"].get(code) for month in each)]
    passage = [[month["published"], month["held"], month["rejected"]] for month in each]
    reasons = [[month["reasons"].get(code, 0) for code in used] for month in each]
    found = [[month["found"].get(key, 0) for key in FOUND] for month in each]
    return Transparency(
        months=months,
        passage=Table(["published", "held", "rejected"], guarded(passage), _sums(passage)),
        # The rejections of a month are told as well, so a row must not give away what it hides.
        reasons=Table([texts[code] for code in used], guarded(reasons, row_sums=True), _sums(reasons)),
        found=Table(list(FOUND), guarded(found, row_sums=True), _sums(found)),
        appeals=_part(each, "appeals", ["made", Appeal.Outcome.REVERSED, Appeal.Outcome.STANDS]),
        sanctions=_part(each, "sanctions", Sanction.Kind.values),
        waits=[_median(month) for month in each],
        wait=_median(add(each)),
    )


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def _part(months: Sequence[Figures], name: str, keys: Sequence[str]) -> Table:
    rows = [[month[name].get(key, 0) for key in keys] for month in months]
    return Table([str(key) for key in keys], guarded(rows), _sums(rows))


def _sums(rows: Sequence[Sequence[int]]) -> list[int | None]:
    return [told(sum(column)) for column in zip(*rows, strict=True)]


def _median(month: Figures) -> int | None:
    """Told where enough comments waited that none of them can be recognised."""
    return percentile(month["waits"], 0.5) if sum(month["waits"].values()) >= FEWEST else None
