"""When people write: in a burst after publication, then a long tail that sleeps at night."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp

from .data import WIB

_BIN = 10  # minutes
_BURST, _TAIL = 150.0, 2400.0  # minutes in which the first rush and the tail fall to a third
# Share of readers awake and writing at each WIB hour, midnight first.
_AWAKE = (3, 2, 1, 1, 3, 12, 30, 45, 50, 48, 50, 55, 65, 55, 45, 45, 50, 55, 60, 75, 85, 80, 50, 18)


def minutes(rng: random.Random, published: datetime, now: datetime, count: int) -> list[int]:
    """``count`` sorted offsets in whole minutes after publication, all before ``now``."""
    age = int((now - published).total_seconds() // 60)
    starts = range(1, age - _BIN, _BIN)
    weights = list(accumulate(_weight(published, start) for start in starts))
    chosen = rng.choices(starts, cum_weights=weights, k=count)
    return sorted(start + rng.randrange(_BIN) for start in chosen)


def _weight(published: datetime, start: int) -> float:
    hour = (published + timedelta(minutes=start)).astimezone(WIB).hour
    return _AWAKE[hour] * (exp(-start / _BURST) + 0.12 * exp(-start / _TAIL))
