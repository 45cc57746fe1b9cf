"""The arithmetic of the summaries: adding days together, waiting times, and what is too small to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

FEWEST: Final = 5  # smaller figures may point to a person
WITHHELD: Final = -1  # stands for a figure that would give away another one
# Minutes are kept exactly for two hours, then more and more coarsely: up to (minutes), in steps of (minutes).
STEPS: Final = ((120, 1), (720, 5), (10_080, 60))
LONGEST_STEP: Final = 1_440

Figures = dict[str, Any]


def empty() -> Figures:
    """The figures of a day on which nothing happened; `summing` says what each of them counts."""
    return {
        "published": 0,
        "held": 0,
        "hours": [[0, 0] for _hour in range(24)],
        "phases": {},
        "approved": 0,
        "rejected": 0,
        "reasons": {},
        "found": {},
        "waits": {},
        "appeals": {},
        "sanctions": {},
    }


def raise_by(counts: dict[str, int], key: str, number: int = 1) -> None:
    """Count something."""
    counts[key] = counts.get(key, 0) + number


def add(days: Iterable[Mapping[str, Any]]) -> Figures:
    """Days added together."""
    total = empty()
    for day in days:
        for name, value in day.items():
            if isinstance(value, int):
                total[name] += value
            elif isinstance(value, dict):
                for key, number in value.items():
                    raise_by(total[name], key, number)
            else:
                for hour, (published, held) in enumerate(value):
                    total[name][hour][0] += published
                    total[name][hour][1] += held
    return total


def step_of(minutes: int) -> int:
    """A waiting time as it is kept: rounded down to its step."""
    for up_to, step in STEPS:
        if minutes < up_to:
            return minutes - minutes % step
    return minutes - minutes % LONGEST_STEP


def percentile(waits: Mapping[str, int], share: float) -> int | None:
    """The minutes within which this share of all was decided (the nearest rank); None where nothing was."""
    number = sum(waits.values())
    if not number:
        return None
    rank = max(1, -(-int(share * 1_000) * number // 1_000))
    seen = 0
    for minutes in sorted(int(key) for key in waits):
        seen += waits[str(minutes)]
        if seen >= rank:
            return minutes
    raise AssertionError("the ranks end with the last wait")


def told(number: int) -> int | None:
    """A figure as the public may know it: nothing from 1 to 4."""
    return None if 0 < number < FEWEST else number


def guarded(rows: Sequence[Sequence[int]], *, row_sums: bool = False) -> list[list[int | None]]:
    """A table as the public may know it, when the sums of its columns are told too, and perhaps those of its rows.

    A figure from 1 to 4 is None. Where one figure of a line alone is not told, it could be had by subtraction: then the
    next smallest is `WITHHELD` with it.
    """
    shown: list[list[int | None]] = [[told(number) for number in row] for row in rows]
    lines = [[(r, c) for r in range(len(rows))] for c in range(len(rows[0]) if rows else 0)]
    if row_sums:
        lines += [[(r, c) for c in range(len(row))] for r, row in enumerate(rows)]
    while any(_withhold(rows, shown, line) for line in lines):
        pass
    return shown


def is_told(value: int | None) -> bool:
    """Whether a figure of such a table is a figure."""
    return value is not None and value != WITHHELD


def _withhold(rows: Sequence[Sequence[int]], shown: list[list[int | None]], line: list[tuple[int, int]]) -> bool:
    """Withhold one more where one alone is not told: the smallest there is, and a nought only for want of others."""
    open_ones = [(rows[r][c] == 0, rows[r][c], r, c) for r, c in line if is_told(shown[r][c])]
    if len(line) - len(open_ones) != 1 or not open_ones:
        return False
    _is_nought, _number, r, c = min(open_ones)
    shown[r][c] = WITHHELD
    return True
