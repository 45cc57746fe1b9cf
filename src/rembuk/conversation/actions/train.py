"""One disk sync for many posts: whoever comes while a transaction is being written rides with the next one.

The costly part of a post is that the disk confirms it, and what a transaction costs by itself. The first of the waiting
threads drives: it takes everyone who waits, writes all of it in one transaction, and tells each what became of theirs.
It writes in a turn of its own (see `turns`), so whoever was on the way before it is there; a post that comes alone goes
alone, at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.db import connection, transaction

from .turns import turns

Freight = TypeVar("Freight")
Arrived = TypeVar("Arrived")

MOST: Final = 64  # in one transaction


@dataclass(eq=False)
class _Rider(Generic[Freight, Arrived]):
    freight: Freight
    done: bool = False
    arrived: list[Arrived] = field(default_factory=list)
    error: BaseException | None = None


class Train(Generic[Freight, Arrived]):
    """Carries freight into the database. `write` runs inside a transaction and gives one result for each piece.

    When a transaction fails, each piece goes once more in one of its own, so that only the faulty one fails.
    """

    def __init__(self, write: Callable[[Sequence[Freight]], Sequence[Arrived]]) -> None:
        self._write = write
        self._waiting: deque[_Rider[Freight, Arrived]] = deque()
        self._engine = threading.Lock()

    def carry(self, freight: Freight) -> Arrived:
        """Write this, alone or together with others; returns once it is on disk, or raises what its writing raised."""
        if connection.in_atomic_block:  # the caller's transaction: nobody else may depend on it
            with transaction.atomic():
                return self._write([freight])[0]
        rider: _Rider[Freight, Arrived] = _Rider(freight)
        self._waiting.append(rider)
        with turns.aside():
            while not rider.done:
                with self._engine:
                    if not rider.done:
                        self._drive()
        if rider.error is not None:
            raise rider.error
        return rider.arrived[0]

    def _drive(self) -> None:
        with ExitStack() as turn:
            turn.enter_context(turns)
            riders = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            try:
                self._commit(riders, turn.close)
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

    def _commit(self, riders: list[_Rider[Freight, Arrived]], before_disk: Callable[[], None] | None = None) -> None:
        with transaction.atomic():
            arrived = self._write([rider.freight for rider in riders])
            if before_disk is not None:
                before_disk()
        for rider, each in zip(riders, arrived, strict=True):
            rider.arrived.append(each)
