"""How many read along in the other processes: what each of them said last, for as long as that is new."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Final

from .news import PRESENCE, Deed

SAID_EVERY: Final = 10.0  # seconds
GOOD_FOR: Final = 2.5 * SAID_EVERY  # a process that says nothing for so long has no reader there, or is gone


class Presence:
    """Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[int, dict[str, tuple[float, int]]] = {}  # by thread and process: until when, how many

    def hear(self, deed: Deed) -> None:
        """Another process says how many read along there; what is no number is passed over."""
        with suppress(ValueError), self._lock:
            self._heard.setdefault(deed.thread_id, {})[deed.sender] = time.monotonic() + GOOD_FOR, int(deed.about)

    def elsewhere(self, thread_id: int) -> int:
        """How many read along in all other processes."""
        now = time.monotonic()
        with self._lock:
            return sum(many for until, many in self._heard.get(thread_id, {}).values() if until > now)

    def forget_old(self) -> None:
        """Keep nothing that is no longer new."""
        now = time.monotonic()
        with self._lock:
            for thread_id, said in list(self._heard.items()):
                self._heard[thread_id] = fresh = {who: each for who, each in said.items() if each[0] > now}
                if not fresh:
                    del self._heard[thread_id]


def say(thread_id: int, readers: int) -> Deed:
    """What this process tells the others."""
    return Deed(thread_id, PRESENCE, str(readers))
