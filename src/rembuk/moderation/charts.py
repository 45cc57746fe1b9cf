"""Bar charts as SVG, drawn here: no script, nothing from outside, colours from the page's own style sheet.

Every chart says in words what it shows (`<title>`, `<desc>`) and comes with its table, made of the same figures: who
does not see the picture loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .figures import FEWEST, Sum

# As wide as the narrowest phone has room for, so that the words in it stay readable there.
WIDTH, HEIGHT = 340.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 2.0, 10.0, 22.0
GRIDLINES: Final = 4
LETTER: Final = 6.6  # as wide as a letter of a label is at most
HIDDEN_SHARE: Final = 0.02  # of the height: a bar that only says that there is something


@dataclass(frozen=True)
class Series:
    """One measure over all places of the chart, perhaps with figures that are not told (`figures.told`)."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Chart:
    """Bars, stacked when there are several series. `key` is unique on the page; `place` names what stands below.

    The table is made of the series, unless `heads` and `written` say otherwise; `sums` is its last row.
    """

    key: str
    title: str
    desc: str
    place: str
    places: Sequence[str]
    series: Sequence[Series]
    heads: Sequence[str] = ()
    written: Sequence[Sequence[str]] = ()
    sums: Sequence[str] = ()

    @property
    def columns(self) -> list[str]:
        """The heads of the table."""
        return list(self.heads) or [each.name for each in self.series]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table: each place with its figures in words."""
        if self.heads:
            return [(place, list(cells)) for place, cells in zip(self.places, self.written, strict=True)]
        return [(place, [shown(each.values[at]) for each in self.series]) for at, place in enumerate(self.places)]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value == 0 for series in self.series for value in series.values)

    @property
    def svg(self) -> SafeString:
        """The drawing."""
        top = nice_top(max((_height_at(self.series, at) for at in range(len(self.places))), default=0))
        return _drawing(self, _grid(top), _bars(self, top))


@dataclass(frozen=True)
class Lines(Chart):
    """Shares in percent over time, a line each; a gap where there is none. Each line has marks of its own shape."""

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table; what cannot be told is a dash."""
        return [(place, list(cells)) for place, cells in zip(self.places, self.written, strict=True)]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for series in self.series for value in series.values)

    @property
    def svg(self) -> SafeString:
        """The drawing."""
        return _drawing(
            self, _grid(100), format_html_join("", "{}", ((_line(self, at),) for at in range(len(self.series))))
        )


def shown(value: int | None) -> str:
    """A figure as Indonesians write it; and one that is too small to be told."""
    return _("fewer than 5") if value is None else f"{value:,}".replace(",", ".")


def shown_sum(value: Sum) -> str:
    """A sum of figures that are only about right: to fives, or its bounds where they lie far apart."""
    if value.most < FEWEST:
        return shown(None if value.most else 0)
    if value.most >= 2 * value.least:
        return f"{shown(value.least)}–{shown(value.most)}"
    return _("about %(n)s") % {"n": shown(value.middle + 2 - (value.middle + 2) % FEWEST)}


def _drawing(chart: Chart, grid: SafeString, marks: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" '
        'preserveAspectRatio="xMinYMin meet"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}{}</svg>',
        int(WIDTH), int(HEIGHT), chart.key, chart.key, chart.key, chart.title, chart.key, chart.desc,
        grid, marks, _names(chart.places),
    )  # fmt: skip


def _line(chart: Lines, number: int) -> SafeString:
    """One measure: its stretches, and a mark with a title at each place."""
    series, kind = chart.series[number], f"s{number + 1}"
    width = (WIDTH - LEFT - RIGHT) / max(1, len(chart.places))
    points = [
        None if value is None else (round(LEFT + (at + 0.5) * width, 1), round(_y(value, 100), 1))
        for at, value in enumerate(series.values)
    ]
    pairs = [(kind, *one, *other) for one, other in pairwise(points) if one is not None and other is not None]
    mark = '<g><title>{}</title><rect class="mark {}" x="{}" y="{}" width="7" height="7" rx="{}"/></g>'
    marks = [
        (f"{place}, {series.name}: {value} %", kind, round(at[0] - 3.5, 1), round(at[1] - 3.5, 1), 3.5 * (number == 0))
        for place, value, at in zip(chart.places, series.values, points, strict=True)
        if at is not None
    ]
    lines = format_html_join("", '<line class="line {}" x1="{}" y1="{}" x2="{}" y2="{}"/>', pairs)
    return lines + format_html_join("", mark, marks)


def nice_top(highest: int) -> int:
    """The upper end of the scale: 1, 2, 4, 8, or a round number that quarters give round numbers of."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * GRIDLINES >= highest:
                return step * factor * GRIDLINES
        step *= 10


def _height_at(series: Sequence[Series], at: int) -> int:
    return sum(each.values[at] or 0 for each in series)


def _y(value: float, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _grid(top: int) -> SafeString:
    values = [top * step // GRIDLINES for step in range(GRIDLINES + 1)]
    places = [(value, round(_y(value, top), 1)) for value in values]
    return format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="scale" x="{}" y="{}">{}</text>',
        ((LEFT, WIDTH - RIGHT, y, y, LEFT - 6, round(y + 4, 1), shown(value)) for value, y in places),
    )


def _bars(chart: Chart, top: int) -> SafeString:
    """Each place is a group with a title of its own, which browsers show to whoever points at it."""
    width = (WIDTH - LEFT - RIGHT) / max(1, len(chart.places))
    pieces = []
    for at, place in enumerate(chart.places):
        told = ", ".join(f"{each.name}: {shown(each.values[at])}" for each in chart.series)
        pieces.append((f"{place}: {told}", _stack(chart, at, LEFT + at * width + width * 0.12, width * 0.76, top)))
    return format_html_join("", "<g><title>{}</title>{}</g>", pieces)


def _stack(chart: Chart, at: int, x: float, width: float, top: int) -> SafeString:
    below, pieces = 0.0, []
    for number, each in enumerate(chart.series, start=1):
        value = each.values[at]
        height = float(value) if value is not None else top * HIDDEN_SHARE
        if height:
            y = _y(below + height, top)
            kind = f"bar s{number}" + ("" if value is not None else " untold")
            pieces.append((kind, f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{_y(below, top) - y:.1f}"))
        below += height
    return format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', pieces)


def _names(places: Sequence[str]) -> SafeString:
    width = (WIDTH - LEFT - RIGHT) / max(1, len(places))
    longest = max((len(place) for place in places), default=0) * LETTER + LETTER
    every = max(1, math.ceil(longest / width))
    return format_html_join(
        "",
        '<text class="name" x="{}" y="{}">{}</text>',
        ((f"{LEFT + (at + 0.5) * width:.1f}", HEIGHT - 7, place) for at, place in enumerate(places) if at % every == 0),
    )
