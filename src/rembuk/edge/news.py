"""What was done, as it travels: deeds between the parts and processes of an installation, news to the live streams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

COMMENT: Final = "comment"  # a comment has appeared
CHANGED: Final = "changed"  # it says something else
HIDDEN: Final = "hidden"  # it is shown no more
TOUCHED: Final = "touched"  # something else of a thread is shown differently; streams say nothing of it
GONE: Final = "gone"  # a thread may be public no longer
MISSED: Final = "missed"  # more happened than can be told
PRESENCE: Final = "presence"  # so many read along in one process; told to the other processes only
KINDS: Final = frozenset({COMMENT, CHANGED, HIDDEN, TOUCHED, GONE, MISSED, PRESENCE})

EVERY_THREAD: Final = 0


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, and is committed.

    Args:
        thread_id: where; EVERY_THREAD for all.
        kind: one of KINDS.
        about: the comment's public id, or the number of readers; empty when it is about neither.
        sender: the process in which it was done; empty for this one, which tells the others.
    """

    thread_id: int
    kind: str
    about: str = ""
    sender: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it was done in this process."""
        return not self.sender

    @property
    def takes_back(self) -> bool:
        """Whether what was shown before may no longer be shown at all."""
        return self.kind not in {COMMENT, TOUCHED, PRESENCE}


@dataclass(frozen=True, slots=True)
class News:
    """A deed as the streams tell it: JSON by language; with `is_end` what it is about is gone."""

    thread_id: int
    kind: str
    about: str
    data: Mapping[str, str]
    is_end: bool = False


def coalesce(deeds: Iterable[Deed]) -> list[Deed]:
    """One deed for each thing it is about, in the order of their first: the last kind says what is so now.

    A comment that changed before its appearance was told has just appeared.
    """
    found: dict[tuple[int, str], Deed] = {}
    for deed in deeds:
        key = (deed.thread_id, deed.about or f"/{deed.kind}")
        if (before := found.get(key)) is None:
            found[key] = deed
            continue
        if before.kind == HIDDEN and deed.kind == COMMENT:  # it was there, it went, it is there again: tell both
            del found[key]
            found[deed.thread_id, f"{deed.about}/{HIDDEN}"] = before
            found[key] = deed
            continue
        sender = before.sender and deed.sender  # ours, if one of them is
        kind = before.kind if deed.kind == CHANGED and before.kind == COMMENT else deed.kind
        found[key] = replace(deed, kind=kind, sender=sender)
    return list(found.values())
