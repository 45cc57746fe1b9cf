"""Many reports against one writer at once: readers who agree, or an arranged flood? Pure: reports in, answer out.

A bad comment under a busy story is reported by many, too, and most of them have never reported anything. So a number
alone makes no flood. It takes accounts that give reason to doubt (new, usually wrong, or busy with nobody else), as
most of those who report; or so many comments of one writer at the same moment that nobody can have read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(hours=1)  # who arranges something does it now: over a day, readers agree by themselves
ENOUGH_REPORTS: Final = 8  # doubtful ones; fewer a moderator reads faster than any sentence about them
ENOUGH_ACCOUNTS: Final = 3  # one or two with a grudge are no flood: their record answers them
SHARE: Final = 2 / 3  # of the reporters are doubtful; else the others are reason enough to look as usual
NEW: Final = timedelta(days=7)  # accounts made for the purpose are rarely kept waiting longer
WRONG_BELOW: Final = 0.7  # of a report's weight: two more were dismissed than upheld
SINGLED_OUT: Final = 3  # reports of one account, all about this writer
BURST: Final = timedelta(minutes=10)
BURST_ACCOUNTS: Final = 8
BURST_COMMENTS: Final = 4  # of one writer, spread over ten minutes' reports: outrage meets one comment
NEWCOMERS: Final = "new"
WRONG: Final = "wrong"
ONE_AIM: Final = "aim"
AT_ONCE: Final = "burst"


@dataclass(frozen=True)
class Told:
    """One report. `here`, `elsewhere`: all that its account ever reported of this writer, and of others."""

    pk: int
    reporter: int
    comment: int
    made_at: datetime
    joined_at: datetime
    weight: float
    here: int
    elsewhere: int


@dataclass(frozen=True)
class Seen:
    """A flood: the reports that belong to it, and what most of them have in common."""

    members: list[Told]
    mark: str


def doubt(told: Told) -> str:
    """Why this report gives reason to doubt; empty where it gives none. Who was mostly right never does."""
    if told.weight > 1:
        return ""
    if told.weight < WRONG_BELOW:
        return WRONG
    if told.made_at - told.joined_at < NEW:
        return NEWCOMERS
    return ONE_AIM if told.here >= SINGLED_OUT and not told.elsewhere else ""


def judge(told: Sequence[Told]) -> Seen | None:
    """Whether these reports against one writer, all of them within `WINDOW`, are a flood."""
    doubtful = [each for each in told if doubt(each)]
    accounts = {each.reporter for each in doubtful}
    enough = len(doubtful) >= ENOUGH_REPORTS and len(accounts) >= ENOUGH_ACCOUNTS
    if enough and len(accounts) >= SHARE * len({each.reporter for each in told}):
        return Seen(doubtful, mark_of(doubtful))
    if _is_burst(told):
        return Seen([each for each in told if each.weight <= 1], AT_ONCE)
    return None


def joins(told: Told, mark: str) -> bool:
    """Whether a report that comes while a flood is running belongs to it."""
    return bool(doubt(told)) or (mark == AT_ONCE and told.weight <= 1)


def mark_of(members: Sequence[Told]) -> str:
    """What most accounts of a flood have in common."""
    reasons = {each.reporter: doubt(each) for each in members}
    found = list(reasons.values())
    return max((NEWCOMERS, WRONG, ONE_AIM), key=found.count)


def _is_burst(told: Sequence[Told]) -> bool:
    """Whether within some ten minutes eight accounts without a record of being right reported four comments."""
    plain = sorted((each for each in told if each.weight <= 1), key=lambda each: each.made_at)
    first = 0
    for last, each in enumerate(plain):
        while each.made_at - plain[first].made_at > BURST:
            first += 1
        some = plain[first : last + 1]
        if (
            len({one.reporter for one in some}) >= BURST_ACCOUNTS
            and len({one.comment for one in some}) >= BURST_COMMENTS
        ):
            return True
    return False
