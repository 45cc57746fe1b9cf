"""The arithmetic of the summaries and the drawing of charts: no database."""

from __future__ import annotations

import re
from itertools import product
from statistics import median_low
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.moderation.charts import WIDTH, Chart, Series, nice_top, shown_sum
from rembuk.moderation.figures import add, empty, parts_told, percentile, raise_by, step_of, summed, told

COUNTS = st.integers(0, 40)


@given(st.lists(st.integers(0, 20_000), min_size=1))
def test_the_median_is_that_of_the_list(minutes: list[int]) -> None:
    waits: dict[str, int] = {}
    for each in minutes:
        raise_by(waits, str(step_of(each)))
    assert percentile(waits, 0.5) == median_low(step_of(each) for each in minutes)
    assert percentile(waits, 1.0) == step_of(max(minutes))


@given(st.integers(0, 1_000_000))
def test_a_step_is_below_and_near(minutes: int) -> None:
    step = step_of(minutes)
    assert step <= minutes
    assert minutes - step <= max(0, minutes // 7) + 1
    assert step == minutes or minutes >= 120


@pytest.mark.parametrize(("parts", "highest"), [(2, 30), (3, 15), (4, 10)])
def test_no_small_part_of_a_sum_can_be_had_by_subtraction(parts: int, highest: int) -> None:
    """All rows there are: of those that read the same, some have another number in each place that is not told."""
    alike: dict[Any, list[tuple[int, ...]]] = {}
    for row in product(range(highest), repeat=parts):
        alike.setdefault((tuple(parts_told(row)), told(sum(row))), []).append(row)
    hidden = 0
    for (shown, _sum), rows in alike.items():
        for place, figure in enumerate(shown):
            if figure is None:
                hidden += 1
                assert len({row[place] for row in rows}) > 1, (shown, rows)
    assert hidden > parts


def test_what_is_told_is_rounded_down_and_small_ones_are_not_told() -> None:
    assert [told(number) for number in (0, 1, 4, 5, 9, 10, 1_234)] == [0, None, None, 5, 5, 10, 1_230]
    assert parts_told([0, 20, 3]) == [None, 20, None], "a nought would give its neighbour away"
    assert parts_told([0, 0]) == [0, 0]


@given(st.lists(st.integers(0, 2_000), max_size=12), st.integers(0, 1))
def test_a_sum_lies_where_it_is_told(numbers: list[int], smallest: int) -> None:
    bounds = summed([told(number) for number in numbers], smallest=smallest)
    assert bounds.least <= sum(numbers) <= bounds.most <= bounds.least + 4 * len(numbers)


def test_sums_are_read_as_exactly_as_they_are_known() -> None:
    some: list[list[int | None]] = [
        [],
        [0, 0],
        [0, None],
        [None, None, None],
        [10, None],
        [1_000, 20, None],
        [5, 5, 5, 5],
    ]
    read = ["0", "0", "kurang dari 5", "3–12", "sekitar 15", "sekitar 1.025", "sekitar 30"]
    assert [shown_sum(summed(figures)) for figures in some] == read
    assert shown_sum(summed([None, None], smallest=0)) == "0–8"


def test_days_add_up() -> None:
    one, other = empty(), empty()
    one["published"], other["published"] = 3, 4
    one["reasons"], other["reasons"] = {"sara": 1}, {"sara": 2, "judi-spam": 1}
    one["hours"][5], other["hours"][5] = [1, 1], [2, 0]
    total = add([one, other])
    assert (total["published"], total["reasons"], total["hours"][5]) == (7, {"sara": 3, "judi-spam": 1}, [3, 1])
    assert one["reasons"] == {"sara": 1}, "the days themselves stay as they are"
    assert add([]) == empty()


@given(st.integers(0, 10**9))
def test_the_scale_is_round_and_high_enough(highest: int) -> None:
    top = nice_top(highest)
    assert top >= highest
    assert top % 4 == 0
    assert re.fullmatch(r"[125]0*", str(top // 4))


@given(st.lists(st.tuples(st.one_of(st.none(), COUNTS), COUNTS), max_size=30), st.text(max_size=20))
def test_a_drawing_is_whole_and_stays_inside(values: list[tuple[int | None, int]], words: str) -> None:
    title = "".join(char for char in words if char.isprintable()) + "<b>&"
    chart = Chart(
        key="k", title=title, desc="Uraian", place="Bulan", places=[str(at) for at in range(len(values))],
        series=[Series("satu", [one for one, _two in values]), Series("dua", [two for _one, two in values])],
    )  # fmt: skip
    drawing = ElementTree.fromstring(str(chart.svg))  # noqa: S314  # our own words
    assert drawing.findtext("title") == title
    assert drawing.findtext("desc") == "Uraian"
    assert drawing.get("aria-labelledby") == "k-t k-d"
    for bar in drawing.iter("rect"):
        x, y, width, height = (float(bar.get(name) or "nan") for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + width <= WIDTH
        assert y >= 5
        assert height >= 0
        assert y + height <= 158.1
    assert len(list(drawing.iter("g"))) == len(values) == len(chart.rows)
    assert len(list(drawing.iter("text"))) <= 5 + len(values)
