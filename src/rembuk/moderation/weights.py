"""How much a reader's report weighs. Pure arithmetic; docs/moderation.md says the same in words."""

from __future__ import annotations

from typing import Final

PRIOR: Final = 4  # as if everyone had begun with so many right and so many wrong: one decision changes little
LIGHTEST: Final = 0.25  # nobody is silenced
HEAVIEST: Final = 4.0  # and nobody outvotes five newcomers
REMEMBERED: Final = 50  # decided reports, the newest: who was wrong long ago can become right again
JUDGED: Final = 5  # decided reports before anything is said about somebody's record
USUALLY: Final = 2 / 3


def weight(upheld: int, dismissed: int) -> float:
    """What a report of somebody with this record weighs: 1 for a newcomer, never 0, never more than four."""
    return min(HEAVIEST, max(LIGHTEST, (upheld + PRIOR) / (dismissed + PRIOR)))


def is_usually_right(upheld: int, dismissed: int) -> bool:
    """Whether enough was decided to say so, and two of three reports were upheld."""
    return upheld + dismissed >= JUDGED and upheld >= USUALLY * (upheld + dismissed)


def is_usually_wrong(upheld: int, dismissed: int) -> bool:
    """Whether enough was decided to say so, and two of three reports were dismissed."""
    return is_usually_right(dismissed, upheld)
