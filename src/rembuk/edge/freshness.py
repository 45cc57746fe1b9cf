"""The present versions of threads: one question for many of them at a time, and again and again for those in use.

Events make pages and streams new. This is what catches the events that never came.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from typing import Final

from .live import Live

logger = logging.getLogger(__name__)

EVERY: Final = 0.7  # seconds: two questions may fail before a page is too old
MOST_AT_ONCE: Final = 2_000  # threads in one question

Answer = Mapping[int, int] | None
InUse = Callable[[float], Collection[int]]
Hear = Callable[[float, Collection[int], Mapping[int, int]], None]


class Freshness:
    """Asks in the threads of `executor`; runs in one event loop."""

    def __init__(self, live: Live, executor: Executor) -> None:
        self._live, self._executor = live, executor
        self._parties: list[tuple[InUse, Hear]] = []
        self._wanted: set[int] = set()
        self._next: asyncio.Task[Answer] | None = None
        self._now: asyncio.Task[Answer] | None = None
        self._asked_last = time.monotonic()
        self._is_watching = False

    def join(self, in_use: InUse, hear: Hear) -> None:
        """Have the threads in use since a moment watched, and hear each answer: (asked at, about which, versions)."""
        self._parties.append((in_use, hear))

    async def ask(self, thread_ids: Collection[int]) -> Answer:
        """The present versions of these threads and maybe of others, heard by everyone; None when nobody answers."""
        self.watch()
        return await asyncio.shield(self._want(thread_ids))

    def watch(self) -> None:
        """Begin to ask regularly, for as long as something is in use."""
        if not self._is_watching:
            self._is_watching = True
            asyncio.get_running_loop().call_later(EVERY, self._watch)

    def _watch(self) -> None:
        since, self._asked_last = self._asked_last, time.monotonic()
        in_use = {thread_id for party, _hear in self._parties for thread_id in party(since)}
        self._is_watching = False
        if in_use:
            self._want(in_use)
            self.watch()

    def _want(self, thread_ids: Collection[int]) -> asyncio.Task[Answer]:
        self._wanted.update(thread_ids)
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._ask_after(self._now))
        return self._next

    async def _ask_after(self, before: asyncio.Task[Answer] | None) -> Answer:
        """Wait for the question before, then ask about all that were wanted meanwhile."""
        if before is not None:
            await asyncio.wait({before})
        self._now, self._next = self._next, None
        asked = set(self._wanted)
        self._wanted.clear()
        found: dict[int, int] = {}
        try:
            for part in _parts(list(asked)):
                found |= await self._ask_now(part)
        except Exception as problem:
            logger.warning("The versions of %d threads could not be asked for: %s", len(asked), problem)
            return None
        return found

    async def _ask_now(self, asked: Collection[int]) -> Mapping[int, int]:
        asked_at = time.monotonic()
        versions = self._live.known_sources().versions
        found = await asyncio.get_running_loop().run_in_executor(self._executor, versions, asked)
        for _in_use, hear in self._parties:
            hear(asked_at, asked, found)
        return found


def _parts(asked: list[int]) -> list[list[int]]:
    return [asked[start : start + MOST_AT_ONCE] for start in range(0, len(asked), MOST_AT_ONCE)]
