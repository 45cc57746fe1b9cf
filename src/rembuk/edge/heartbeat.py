"""One clock for all streams of a loop: a sign of life for each, and an end for those that take nothing.

It goes round in small steps, so that thousands of streams do not all beat in the same moment.
"""

from __future__ import annotations

import asyncio
from typing import Final

from .courier import Subscription

HEARTBEAT: Final = 15.0  # seconds; proxies close what is silent for longer
STEPS: Final = 64
SEND_TIME: Final = 20.0  # seconds for a reader to take what was sent
BEAT: Final = b":\n\n"


class Heartbeat:
    """Beats for the streams that were added; runs in their loop, and only while there are any."""

    def __init__(self, seconds: float = HEARTBEAT) -> None:
        self._step = seconds / STEPS
        self._rounds: list[set[Subscription]] = [set() for _ in range(STEPS)]
        self._place: dict[Subscription, set[Subscription]] = {}
        self._at = 0
        self._is_running = False

    def add(self, stream: Subscription) -> None:
        """From now on, until it is removed."""
        place = self._rounds[len(self._place) % STEPS]
        place.add(stream)
        self._place[stream] = place
        if not self._is_running:
            self._is_running = True
            asyncio.get_running_loop().call_later(self._step, self._beat)

    def remove(self, stream: Subscription) -> None:
        """No more."""
        self._place.pop(stream).discard(stream)

    def _beat(self) -> None:
        if not self._place:
            self._is_running = False
            return
        loop = asyncio.get_running_loop()
        loop.call_later(self._step, self._beat)
        self._at = (self._at + 1) % STEPS
        for stream in self._rounds[self._at]:
            if not stream.busy_since:
                stream.offer(BEAT)
            elif loop.time() - stream.busy_since > SEND_TIME and stream.task is not None:
                stream.task.cancel()
