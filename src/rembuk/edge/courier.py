"""From any thread into one event loop: frames to many streams, in order, a few hundred streams at a time."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Mapping
from typing import Final

QUEUE_LENGTH: Final = 256  # frames that wait for one reader
AT_ONCE: Final = 250  # streams, before the loop turns to others who ask


class Subscription:
    """A consumer's end; apart from its making it lives in one loop.

    `pending` are frames that it has not sent; before its first one, what it missed. `is_gapless` is False when more was
    missed than is kept. `since` is the id of the newest event at its making.
    """

    __slots__ = (
        "_waiter",
        "busy_since",
        "has_left",
        "is_gapless",
        "is_over",
        "language",
        "loop",
        "pending",
        "since",
        "task",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop, language: str, since: str) -> None:
        self.loop, self.language, self.since = loop, language, since
        self.pending: list[bytes] = []
        self.is_gapless, self.is_over, self.has_left = True, False, False
        self.busy_since = 0.0  # in the loop's time; 0 while it sends nothing
        self.task: asyncio.Task[None] | None = None
        self._waiter: asyncio.Future[None] | None = None

    def offer(self, frame: bytes | None) -> None:
        """Called in the loop. None, or more than a reader can be behind, ends the stream."""
        if self.is_over:
            return
        if frame is None or len(self.pending) >= QUEUE_LENGTH:
            self.pending, self.is_over = [], True
        else:
            self.pending.append(frame)
        self._rouse()

    def leave(self, _done: object = None) -> None:
        """The reader has gone."""
        self.has_left = self.is_over = True
        self.pending = []
        self._rouse()

    async def wait(self) -> None:
        """Until there is something to send, or it is over."""
        if not self.pending and not self.is_over:
            self._waiter = self.loop.create_future()
            await self._waiter

    def _rouse(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


Said = Mapping[str, bytes] | bytes | None


class Courier:
    """Carries frames to the streams of one loop: each frame to all its streams before the next one sets out."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._lock = threading.Lock()
        self._load: deque[tuple[list[Subscription], Said]] = deque()
        self._is_on_the_way = False

    def take(self, consumers: list[Subscription], said: Said) -> bool:
        """Carry this to them: frames by language, one for all, or None for the end. False when the loop is closed."""
        with self._lock:
            self._load.append((consumers, said))
            if self._is_on_the_way:
                return not self.loop.is_closed()
            self._is_on_the_way = True
        try:
            self.loop.call_soon_threadsafe(self._go)
        except RuntimeError:
            return False
        return True

    def _go(self) -> None:
        room = AT_ONCE
        while room > 0:
            consumers, said = self._load[0]
            for consumer in consumers[-room:]:
                consumer.offer(said[consumer.language] if isinstance(said, Mapping) else said)
            room, left = room - len(consumers), consumers[:-room]
            consumers[:] = left
            with self._lock:
                if not left:
                    self._load.popleft()
                if not self._load:
                    self._is_on_the_way = False
                    return
        self.loop.call_soon(self._go)
