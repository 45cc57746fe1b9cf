"""The arithmetic of the summaries: adding days together, waiting times, and what is too small to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

FEWEST: Final = 5  # smaller figures may point to a person
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
    """A figure as the public may know it: rounded down to fives, and nothing from 1 to 4."""
    return None if 0 < number < FEWEST else number - number % FEWEST


def parts_told(parts: Sequence[int]) -> list[int | None]:
    """The same of figures whose sum is told as well: a nought hides among what is small.

    Rounded figures and a rounded sum leave at least two values possible for each part, however one subtracts (but for
    five or ten parts of which each is four above its rounding); a part that was told to be nothing would take that away
    from its neighbours.
    """
    return [told(part) or None for part in parts] if any(parts) else [0 for _part in parts]


class Sum(NamedTuple):
    """Between what and what a sum lies, for whoever knows only the figures that are told."""

    least: int
    most: int

    @property
    def middle(self) -> int:
        """The best guess."""
        return (self.least + self.most) // 2


def summed(figures: Sequence[int | None], *, smallest: int = 1) -> Sum:
    """What figures that are told come to: each may be up to four more. `smallest`: what is not told is at least that.

    The sum of what happened would tell a new month's small figure to whoever kept the sum of the month before.
    """
    some = [figure for figure in figures if figure != 0]
    least = sum(smallest if figure is None else figure for figure in some)
    return Sum(least, sum(figure or 0 for figure in some) + (FEWEST - 1) * len(some))
