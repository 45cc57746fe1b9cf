"""Takes what was done out of the way of those who do it: a bounded queue and one thread that works it off, in order."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from .news import EVERY_THREAD, MISSED, Deed, coalesce

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 10_000
MOST_LOST: Final = 1_000  # threads of which something did not fit; beyond that it is all of them
EVERYTHING: Final = Deed(EVERY_THREAD, MISSED)
GATHER: Final = 0.005  # seconds: what comes so close together is told together
LINGER: Final = 0.1  # seconds without work until the thread ends; the next deed starts another one


class Teller:
    """Hands deeds to `work` in batches, never two at once. Its thread calls `begin` before each, `rest` before it ends.

    What does not fit the queue becomes one MISSED for its thread.
    """

    def __init__(self, work: Callable[[Sequence[Deed]], None]) -> None:
        self.is_manual = False  # for tests: nothing happens before flush()
        self.begin: Callable[[], None] = lambda: None
        self.rest: Callable[[], None] = lambda: None
        self._work = work
        self._lock = threading.Lock()
        self._waiting: list[Deed] = []
        self._lost: set[Deed] = set()
        self._has_work = threading.Condition(self._lock)
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, deed: Deed) -> None:
        """Queue a deed. Called from any thread; never waits."""
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append(deed)
            elif len(self._lost) < MOST_LOST:
                self._lost.add(Deed(deed.thread_id, MISSED, sender=deed.sender))
            elif EVERYTHING not in self._lost:
                self._lost.add(EVERYTHING)
            if self._thread is None and not self.is_manual:
                self._thread = threading.Thread(target=self._run, name="edge-teller", daemon=True)
                self._thread.start()
            self._has_work.notify()

    def flush(self) -> None:
        """Work off, in this thread, what is waiting, after what the teller itself has in hand."""
        with self._turn:
            with self._lock:
                deeds = [*self._waiting, *self._lost]
                self._waiting, self._lost = [], set()
            if deeds:
                self._do(coalesce(deeds))

    def _do(self, deeds: Sequence[Deed]) -> None:
        try:
            self._work(deeds)
        except Exception:
            logger.exception("%d deeds could not be told", len(deeds))

    def _run(self) -> None:
        while self._wait():
            time.sleep(GATHER)
            # Nothing may end this thread before its time: what comes after would wait for it for ever.
            try:
                self.begin()
            except Exception as problem:
                logger.warning("The teller could not begin afresh: %s", problem)
            self.flush()

    def _wait(self) -> bool:
        """Wait for work; False when the thread should end."""
        with self._lock:
            if self._waiting or self._has_work.wait(LINGER):
                return True
        try:
            self.rest()
        except Exception as problem:
            logger.warning("The teller could not put its things away: %s", problem)
        with self._lock:
            if not self._waiting:
                self._thread = None
            return bool(self._waiting)
