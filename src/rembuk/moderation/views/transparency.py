"""How a title moderates, for everyone to read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rembuk.moderation import queries
from rembuk.moderation.chart_sets import duration, month_name, transparency_charts
from rembuk.moderation.charts import shown, shown_sum
from rembuk.moderation.queries.transparency import Transparency
from rembuk.newsroom.queries import title_of


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Twelve months that are over, of the title whose site this is."""
    title = title_of(request)
    if title is None:
        raise Http404
    told = queries.transparency(title, today=timezone.localdate())
    facts = {
        "title": title,
        "charts": transparency_charts(told),
        "reasons": _reasons(told),
        "months": [month_name(month) for month in told.months],
        "wait": duration(told.wait),
        "sums": dict(zip(told.passage.columns, [shown_sum(number) for number in told.passage.sums], strict=True)),
        "shares": _shares(told),
        "appeals": dict(zip(told.appeals.columns, [shown_sum(number) for number in told.appeals.sums], strict=True)),
    }
    return render(request, "moderation/transparency.html", facts)


def _reasons(told: Transparency) -> list[dict[str, Any]]:
    """Each reason with its months: a row, because its text is too long for the head of a column."""
    table = told.reasons
    return [
        {"text": text, "months": [shown(row[at]) for row in table.rows], "sum": shown_sum(table.sums[at])}
        for at, text in enumerate(table.columns)
    ]


def _shares(told: Transparency) -> dict[str, int]:
    """Each part of what came, in percent, as near as the figures that are told say."""
    sums = {name: value.middle for name, value in zip(told.passage.columns, told.passage.sums, strict=True)}
    came = sums["published"] + sums["held"]
    return {name: round(100 * number / came) for name, number in sums.items() if number} if came else {}
