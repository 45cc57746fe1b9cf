"""How much a comment is appreciated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

CONFIDENCE: Final = 1.96  # of a normal distribution: 95 percent


def wilson(for_it: int, against: int) -> float:
    """The lower bound of Wilson's interval for the share of readers who appreciate something, 0 to 1.

    Source: E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, JASA 22 (1927).
    A comment that three of three like stands below one that ninety of a hundred like.
    """
    n = for_it + against
    if for_it == 0:
        return 0.0
    z2, share = CONFIDENCE**2, for_it / n
    margin = CONFIDENCE * math.sqrt((share * (1 - share) + z2 / (4 * n)) / n)
    return max(0.0, (share + z2 / (2 * n) - margin) / (1 + z2 / n))


def score(given: Mapping[str, int], reactions: Sequence[Mapping[str, Any]]) -> float:
    """The score of a comment, from how often each kind of reaction was given; kinds of weight 0 say nothing."""
    weights = {each["kind"]: each["weight"] for each in reactions}
    for_it = sum(n for kind, n in given.items() if weights.get(kind, 0) > 0)
    against = sum(n for kind, n in given.items() if weights.get(kind, 0) < 0)
    return wilson(for_it, against)
