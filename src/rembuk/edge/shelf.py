"""What is kept of pages, and how long each is good: the rules of freshness, without any network or event loop.

A page is good for MAX_AGE after the moment for which it was last known to be the present one, and for no longer than
MAX_AGE after the first change that it does not show. A change that takes something back ends it at once.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final, NamedTuple

from .ready import Ready

MAX_AGE: Final = 2.0  # seconds
MOST_PAGES: Final = 2_000
MOST_BYTES: Final = 64 * 1024 * 1024


class Key(NamedTuple):
    """Which page: `after` is the cursor, empty for a first page."""

    thread_id: int
    sort: str
    after: str
    language: str


@dataclass(slots=True)
class Build:
    """A page in the making: what happened to its thread meanwhile."""

    begun_at: float
    dropped_at: float = inf
    is_void: bool = False


@dataclass(slots=True, eq=False)
class Slot:
    """The place of one page. Its fields are read without a lock and written under the shelf's.

    `version` is None where the sources had no such page; nobody confirms that.
    """

    key: Key
    page: Ready | None = None
    version: int | None = None
    built_at: float = -inf  # when its building began
    confirmed_at: float = -inf  # for this moment it was known to be the present one
    stale_since: float = inf  # the first change that it does not show
    good_until: float = -inf
    is_stale: bool = False
    read_at: float = -inf
    build: Build | None = None
    is_busy: bool = False  # somebody looks after it: it keeps its place

    def settle(self) -> None:
        """Draw the conclusions."""
        self.is_stale = self.stale_since < inf
        self.good_until = -inf if self.page is None else min(self.confirmed_at, self.stale_since) + MAX_AGE

    def spoil(self) -> None:
        """What it shows may be shown no more."""
        self.page = None
        if self.build is not None:
            self.build.is_void = True
        self.settle()


@dataclass
class Shelf:
    """The slots, bounded by number and by bytes; a quarter of each for pages that are not first ones.

    Every method may be called from any thread. Times are those of time.monotonic().
    """

    most_pages: int = MOST_PAGES
    most_bytes: int = MOST_BYTES
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: dict[Key, Slot] = field(default_factory=dict)
    _of_thread: dict[int, set[Slot]] = field(default_factory=dict)
    _untidied: int = 0

    def slot(self, key: Key, now: float) -> Slot:
        """The place of a page, made when there is none."""
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = Slot(key)
                self._of_thread.setdefault(key.thread_id, set()).add(slot)
                slot.read_at = now
                self._shorten()
            slot.read_at = now
        return slot

    def drop(self, thread_id: int, now: float, *, hard: bool) -> None:
        """A thread has changed: its pages are to be made anew, and with `hard` are not shown any more until then."""
        with self._lock:
            for slot in self._of_thread.get(thread_id, ()):
                if hard:
                    slot.spoil()
                    continue
                slot.stale_since = min(slot.stale_since, now)
                if slot.build is not None:
                    slot.build.dropped_at = min(slot.build.dropped_at, now)
                slot.settle()

    def doubt(self) -> None:
        """Any thread may be public no longer: no page is shown before its version was looked at."""
        with self._lock:
            for slot in self._slots.values():
                slot.confirmed_at = -inf
                if slot.version is None or slot.build is not None:
                    slot.spoil()
                slot.settle()

    def begin(self, slot: Slot, now: float) -> Build:
        """Somebody begins to make a page. One at a time for each slot."""
        with self._lock:
            slot.build = Build(now)
            return slot.build

    def finish(self, slot: Slot, build: Build, page: Ready, version: int | None) -> bool:
        """Put a page in its place; False when it shows what was taken back meanwhile, and is nobody's to see."""
        with self._lock:
            slot.build = None
            if build.is_void:
                return False
            slot.page, slot.version = page, version
            slot.built_at = slot.confirmed_at = build.begun_at
            slot.stale_since = build.dropped_at
            slot.settle()
            self._shorten()
            return True

    def give_up(self, slot: Slot) -> None:
        """The page could not be made."""
        with self._lock:
            slot.build = None

    def confirm(self, asked_at: float, asked: Collection[int], versions: Mapping[int, int]) -> None:
        """The present versions of some threads, as they were at a moment; a thread without one is not public."""
        with self._lock:
            for thread_id in asked:
                for slot in self._of_thread.get(thread_id, ()):
                    if slot.version is not None and asked_at >= slot.built_at:
                        self._compare(slot, asked_at, versions.get(thread_id))

    def read_since(self, moment: float) -> set[int]:
        """The threads whose pages somebody has asked for since."""
        with self._lock:
            return {slot.key.thread_id for slot in self._slots.values() if slot.read_at >= moment and slot.page}

    def _compare(self, slot: Slot, asked_at: float, version: int | None) -> None:
        if version is None:
            slot.spoil()
        elif version == slot.version:
            slot.confirmed_at = max(slot.confirmed_at, asked_at)
        else:
            slot.stale_since = min(slot.stale_since, asked_at)
        slot.settle()

    def _shorten(self) -> None:
        self._untidied += 1
        if self._untidied * 64 < self.most_pages:
            return
        self._untidied = 0
        first: list[Slot] = []
        others: list[Slot] = []
        for slot in self._slots.values():
            (first if slot.version is not None and not slot.key.after else others).append(slot)
        self._shorten_part(first, self.most_pages, self.most_bytes)
        self._shorten_part(others, self.most_pages // 4, self.most_bytes // 4)

    def _shorten_part(self, slots: list[Slot], most: int, most_bytes: int) -> None:
        size = sum(slot.page.size for slot in slots if slot.page)
        if len(slots) <= most and size <= most_bytes:
            return
        number = len(slots)
        for slot in sorted(slots, key=lambda each: each.read_at):
            if number <= most * 9 // 10 and size <= most_bytes * 9 // 10:
                return
            if not slot.is_busy:
                number, size = number - 1, size - (slot.page.size if slot.page else 0)
                self._remove(slot)

    def _remove(self, slot: Slot) -> None:
        del self._slots[slot.key]
        of_thread = self._of_thread[slot.key.thread_id]
        of_thread.discard(slot)
        if not of_thread:
            del self._of_thread[slot.key.thread_id]
        slot.page = None
        slot.settle()

    def keys(self) -> list[Key]:
        """Which pages have a place."""
        with self._lock:
            return list(self._slots)
