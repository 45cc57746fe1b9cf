"""One disk sync for many posts: whoever comes while a transaction is being written rides with the next one.

The costly part of a post is that the disk confirms it, and what a transaction costs by itself: about as much for thirty
posts as for three. The first of the waiting threads drives: it takes everyone who waits, writes all of it in one
transaction, and tells each what became of theirs. A post that comes alone goes alone, at once; the train waits only for
those who are known to be on their way, and only a moment.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.db import connection, transaction

Freight = TypeVar("Freight")
Arrived = TypeVar("Arrived")

MOST: Final = 64  # in one transaction
LONGEST_WAIT: Final = 0.03  # seconds
LOOK_AGAIN: Final = 0.0005  # seconds


@dataclass(eq=False)
class _Rider(Generic[Freight, Arrived]):
    freight: Freight
    done: bool = False
    arrived: list[Arrived] = field(default_factory=list)
    error: BaseException | None = None


class Road:
    """Who is on the way to a train: threads that will probably carry something there, but are not there yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()
        self.coming = 0

    @contextmanager
    def travelled(self) -> Iterator[None]:
        """Around everything that leads to the train; it ends there, or where the traveller turns back."""
        with self._lock:
            self.coming += 1
        self._own.is_coming = True
        try:
            yield
        finally:
            self.end()

    def end(self) -> None:
        """This thread is there, or comes no more. Saying it twice is the same as once."""
        if getattr(self._own, "is_coming", False):
            self._own.is_coming = False
            with self._lock:
                self.coming -= 1


class Train(Generic[Freight, Arrived]):
    """Carries freight into the database. `write` runs inside a transaction and gives one result for each piece.

    When a transaction fails, each piece goes once more in one of its own, so that only the faulty one fails.
    """

    def __init__(self, write: Callable[[Sequence[Freight]], Sequence[Arrived]], road: Road) -> None:
        self._write, self._road = write, road
        self._waiting: deque[_Rider[Freight, Arrived]] = deque()
        self._engine = threading.Lock()

    def carry(self, freight: Freight) -> Arrived:
        """Write this, alone or together with others; returns once it is on disk, or raises what its writing raised."""
        if connection.in_atomic_block:  # the caller's transaction: nobody else may depend on it
            with transaction.atomic():
                return self._write([freight])[0]
        rider: _Rider[Freight, Arrived] = _Rider(freight)
        self._waiting.append(rider)
        self._road.end()
        while not rider.done:
            with self._engine:
                if not rider.done:
                    self._drive()
        if rider.error is not None:
            raise rider.error
        return rider.arrived[0]

    def _await_company(self) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while self._road.coming and len(self._waiting) < MOST and time.monotonic() < until:
            time.sleep(LOOK_AGAIN)

    def _drive(self) -> None:
        self._await_company()
        riders = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            self._commit(riders)
        except BaseException as error:
            if len(riders) == 1:
                riders[0].error = error
            else:
                for rider in riders:
                    self._alone(rider)
        finally:
            for rider in riders:
                rider.done = True

    def _alone(self, rider: _Rider[Freight, Arrived]) -> None:
        try:
            self._commit([rider])
        except BaseException as error:
            rider.error = error

    def _commit(self, riders: list[_Rider[Freight, Arrived]]) -> None:
        with transaction.atomic():
            arrived = self._write([rider.freight for rider in riders])
        for rider, each in zip(riders, arrived, strict=True):
            rider.arrived.append(each)
