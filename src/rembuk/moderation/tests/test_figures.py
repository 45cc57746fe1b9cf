"""The arithmetic of the summaries and the drawing of charts: no database."""

from __future__ import annotations

import re
from statistics import median_low
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from rembuk.moderation.charts import WIDTH, Chart, Series, nice_top
from rembuk.moderation.figures import WITHHELD, add, empty, guarded, is_told, percentile, raise_by, step_of

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


@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_hidden_cannot_be_had_by_subtraction(rows: list[list[int]]) -> None:
    shown = guarded(rows, row_sums=True)
    lines = [[(r, c) for c in range(3)] for r in range(len(rows))]
    lines += [[(r, c) for r in range(len(rows))] for c in range(3)]
    for r, row in enumerate(rows):
        for c, number in enumerate(row):
            assert shown[r][c] is None if 0 < number < 5 else shown[r][c] in {WITHHELD, number}
    for line in lines:
        assert len(line) == 1 or sum(not is_told(shown[r][c]) for r, c in line) != 1


def test_the_smallest_is_withheld_with_a_small_one() -> None:
    assert guarded([[3, 40], [70, 50], [6, 0]]) == [[None, 40], [70, 50], [WITHHELD, 0]]
    assert guarded([[3], [0], [0]]) == [[None], [WITHHELD], [0]]


def test_nothing_small_hides_nothing() -> None:
    assert guarded([[0, 7], [12, 0]], row_sums=True) == [[0, 7], [12, 0]]


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
