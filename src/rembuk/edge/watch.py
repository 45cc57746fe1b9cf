"""Looks after the threads that have open streams: were their readers told of every comment?

The number of comments that moved although nobody said why means that a message was lost, or that a process without a
way to tell us did it. Then the readers are told that they missed something. (The version is the sign to count, and not
more: it also moves with what streams do not tell, such as reactions.) A thread that is public no longer loses its
streams. And where the newsroom wants it, readers hear how many read along.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from itertools import cycle, islice
from typing import Any, Final

from .freshness import Freshness
from .live import Live
from .presence import SAID_EVERY, say

logger = logging.getLogger(__name__)

GRACE: Final = 1.0  # seconds that a message may take longer than the change itself
MOST_WATCHED: Final = 500  # threads in one question; thousands take turns


class Watch:
    """One per event loop. `drop` and `doubt` may be called from any thread."""

    def __init__(self, live: Live, executor: Executor, freshness: Freshness) -> None:
        self._live, self._executor = live, executor
        self._versions: dict[int, int] = {}
        self._counted: dict[int, tuple[float, int]] = {}  # by thread: when, and how many comments
        self._told: dict[int, float] = {}  # by thread: when its last event came
        self._turn = 0
        self._presence_at = 0.0
        self._present: dict[int, int] = {}
        self._unsure: set[int] = set()
        self._counting: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        freshness.join(self._in_use, self._hear)

    def drop(self, thread_id: int, *, hard: bool) -> None:
        """An event: that the number of comments moves needs no other explanation."""
        if not self._live.is_deaf and self._live.bus.is_watched(thread_id):
            self._told[thread_id] = time.monotonic()

    def doubt(self) -> None:
        """The streams were ended already; nothing is kept here that could be doubted."""

    def _in_use(self, _since: float) -> Collection[int]:
        readers = self._live.bus.readers()
        self._speak_of_presence(readers)
        for kept in (self._versions, self._counted, self._told, self._present):
            _keep_only(kept, readers)
        if len(readers) <= MOST_WATCHED:
            return readers.keys()
        self._turn = (self._turn + MOST_WATCHED) % len(readers)
        return list(islice(cycle(readers), self._turn, self._turn + MOST_WATCHED))

    def _hear(self, asked_at: float, asked: Collection[int], versions: Mapping[int, int]) -> None:
        readers = self._live.bus.readers()
        for thread_id in readers.keys() & set(asked):
            version = versions.get(thread_id)
            if version is None:
                self._live.forget(thread_id)
            elif self._versions.get(thread_id) != version:
                self._versions[thread_id] = version
                self._unsure.add(thread_id)
            elif thread_id not in self._unsure:
                self._counted[thread_id] = (asked_at, self._counted[thread_id][1])
        self._unsure &= readers.keys()
        if self._unsure and self._counting is None:
            self._counting = asyncio.get_running_loop().create_task(self._count(frozenset(self._unsure)))

    async def _count(self, thread_ids: Collection[int]) -> None:
        asked_at = time.monotonic()
        ask = self._live.known_sources().counts
        try:
            counts = await asyncio.get_running_loop().run_in_executor(self._executor, ask, thread_ids)
        except Exception as problem:
            logger.warning("The comments of %d threads could not be counted: %s", len(thread_ids), problem)
            return
        finally:
            self._counting = None
        for thread_id, count in counts.items():
            self._compare(asked_at, thread_id, count)

    def _compare(self, asked_at: float, thread_id: int, count: int) -> None:
        known_at, known = self._counted.setdefault(thread_id, (asked_at, count))
        is_lost = count != known and self._told.get(thread_id, 0.0) < known_at
        if is_lost and asked_at - known_at < GRACE:
            return  # its message may be on the way: look again
        self._counted[thread_id] = (asked_at, count)
        self._unsure.discard(thread_id)
        if is_lost:
            self._live.bus.miss(thread_id)

    def _speak_of_presence(self, readers: Mapping[int, int]) -> None:
        self._live.presence.forget_old()  # also where nobody reads along: the others are heard all the same
        now = time.monotonic()
        if readers and now >= self._presence_at and self._asking is None:
            self._presence_at = now + SAID_EVERY
            self._asking = asyncio.get_running_loop().create_task(self._say_presence(readers))

    async def _say_presence(self, readers: Mapping[int, int]) -> None:
        want = self._live.known_sources().want_presence
        try:
            wanted = await asyncio.get_running_loop().run_in_executor(self._executor, want, list(readers))
        except Exception as problem:
            logger.warning("How many read along is not told: %s", problem)
            wanted = ()
        finally:
            self._asking = None
        for thread_id in wanted:
            self._live.happened(say(thread_id, readers[thread_id]))
            many = readers[thread_id] + self._live.presence.elsewhere(thread_id)
            if self._present.get(thread_id) != many:
                self._present[thread_id] = many
                self._live.bus.whisper(thread_id, "presence", f'{{"readers":{many}}}')


def _keep_only(kept: dict[int, Any], wanted: Mapping[int, int]) -> None:
    for thread_id in [key for key in list(kept) if key not in wanted]:
        kept.pop(thread_id, None)
