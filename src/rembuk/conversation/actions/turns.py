"""Whoever works on a post takes a turn, instead of all at once.

Python runs one thread at a time in any case. Thirty threads that compute at once hand the interpreter to each other at
every call of the database, sixty times a post, and each post costs nearly half as much again. So they take turns, in
the order in which they came, and step aside before they wait for anything: the disk, or another site.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from django.db import connection

# With SQLite nothing but the processor is waited for; with a server, its answers are, so others compute meanwhile.
PLACES: Final = {"sqlite": 1}
PLACES_WITH_A_SERVER: Final = 4


class Turns:
    """Lets a few threads in at a time; those who wait come in the order in which they asked."""

    def __init__(self, places: int | None = None) -> None:
        self._free = places
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()  # each is held until its thread is called
        self._mine = threading.local()

    def __enter__(self) -> Self:
        with self._lock:
            if self._free is None:
                self._free = PLACES.get(connection.vendor, PLACES_WITH_A_SERVER)
            called = None if self._free else threading.Lock()
            if called is None:
                self._free -= 1
            else:
                called.acquire()
                self._waiting.append(called)
        if called is not None:
            called.acquire()
        self._mine.is_in = True
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._mine.is_in = False
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            elif self._free is not None:
                self._free += 1

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others go on while this thread waits for something; nothing happens when it has no turn."""
        if not getattr(self._mine, "is_in", False):
            yield
            return
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()


turns: Final = Turns()
