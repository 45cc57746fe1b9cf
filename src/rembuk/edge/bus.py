"""Publish and subscribe inside one process: from Django's threads to the streams of one or more event loops.

Each thread of conversation is a topic. The last events of a topic that somebody watches are kept, so that a reader
whose connection broke misses nothing. A consumer that does not keep up is cut off: its browser comes back and asks for
what it missed. An event is encoded once for each language, however many take it.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .courier import Courier, Subscription
from .news import EVERY_THREAD, MISSED

KEPT_EVENTS: Final = 200
KEPT_IDLE_TOPICS: Final = 2_000  # without a consumer; the longest quiet is forgotten first
WATCHED_AFTER: Final = 60.0  # seconds that a reader who left may take to come back and find everything kept


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its number in this process, its name, what it is about, and its frames by language."""

    number: int
    name: str
    about: str
    frames: Mapping[str, bytes]


@dataclass(slots=True)
class _Topic:
    """`since` is the number of the last event that is no longer known here: who has seen less has missed something.

    `withheld` is what may not be told as it was read before a mark.
    """

    since: int
    events: deque[Event] = field(default_factory=deque)
    consumers: dict[Courier, dict[Subscription, None]] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    left_at: float = float("-inf")

    def is_watched(self) -> bool:
        return bool(self.consumers) or time.monotonic() - self.left_at < WATCHED_AFTER


class Bus:
    """The topics of this process. Every method may be called from any thread.

    `life` names this run of the process in event ids, because numbers begin anew with it.
    """

    def __init__(self) -> None:
        self.life = secrets.token_hex(4)
        self.consumers = 0  # how many streams are open
        self._lock = threading.Lock()
        self._topics: OrderedDict[int, _Topic] = OrderedDict()
        self._couriers: dict[asyncio.AbstractEventLoop, Courier] = {}
        self._last = 0
        self.mark = 0  # rises with each `withhold`

    def withhold(self, topic_id: int, about: str) -> None:
        """Something was taken back or changed: nothing that was read of it before now is told to anyone from now on.

        Until its news is published, who comes back to what was kept of it is told to have missed something.
        """
        with self._lock:
            self.mark += 1
            if (topic := self._topics.get(topic_id)) is not None:
                topic.withheld[about] = self.mark
                if len(topic.withheld) > KEPT_EVENTS:
                    self._miss(topic)

    def publish(
        self,
        topic_id: int,
        name: str,
        data: Mapping[str, str],
        *,
        about: str = "",
        is_end: bool = False,
        mark: int | None = None,
    ) -> None:
        """Hand an event to every consumer of a topic, in order, and keep it for those who come back.

        What was kept `about` the same thing then says what this event says: nobody is told what no longer stands.
        With `is_end` the thing itself is gone, and what was kept about it becomes this event. `mark` is the bus's as it
        was before the data were read: what was withheld since is not told; its own news is on the way.
        """
        with self._lock:
            topic = self._topic(topic_id)
            if mark is not None and topic.withheld.get(about, 0) > mark and not is_end:
                return
            topic.withheld.pop(about, None)
            event = self._event(name, data, about)
            if about:
                topic.events = deque(
                    self._event(name if is_end else kept.name, data, about, kept.number)
                    if kept.about == about
                    else kept
                    for kept in topic.events
                )
            topic.events.append(event)
            if len(topic.events) > KEPT_EVENTS:
                topic.since = topic.events.popleft().number
            self._hand_over(topic, event.frames)
            self._forget_idle()

    def miss(self, topic_id: int) -> None:
        """More happened than can be told: say so to those who are there and to those who come back."""
        with self._lock:
            for topic in list(self._topics.values()) if topic_id == EVERY_THREAD else [self._topics.get(topic_id)]:
                if topic is not None:
                    self._miss(topic)

    def whisper(self, topic_id: int, name: str, data: str) -> None:
        """Tell something to those who are there, and keep nothing of it."""
        with self._lock:
            if (topic := self._topics.get(topic_id)) is not None:
                self._hand_over(topic, f"event: {name}\ndata: {data}\n\n".encode())

    def subscribe(self, topic_id: int, language: str, after: str = "") -> Subscription:
        """Open a consumer in the running loop; `after` is the id of the last event that it saw."""
        loop = asyncio.get_running_loop()
        with self._lock:
            courier = self._couriers.setdefault(loop, Courier(loop))
            topic = self._topic(topic_id)
            consumer = Subscription(loop, language, self.event_id(self._last))
            if after:
                self._catch_up(topic, consumer, after)
            topic.consumers.setdefault(courier, {})[consumer] = None
            self.consumers += 1
        return consumer

    def unsubscribe(self, topic_id: int, consumer: Subscription) -> None:
        """Close a consumer. Closing twice does nothing."""
        with self._lock:
            topic = self._topics.get(topic_id)
            courier = self._couriers.get(consumer.loop)
            if topic is None or courier is None or consumer not in topic.consumers.get(courier, ()):
                return
            del topic.consumers[courier][consumer]
            self.consumers -= 1
            if not topic.consumers[courier]:
                del topic.consumers[courier]
                topic.left_at = time.monotonic()
                self._forget_idle()

    def forget(self, topic_id: int) -> None:
        """End a topic's streams and keep nothing of it: the public may no longer see it."""
        with self._lock:
            if (topic := self._topics.pop(topic_id, None)) is not None:
                self.consumers -= sum(map(len, topic.consumers.values()))
                self._hand_over(topic, None)

    def forget_all(self) -> None:
        """End every stream and keep nothing: those who may come back are looked at again."""
        for topic_id in list(self._topics):
            self.forget(topic_id)

    def end_streams(self) -> None:
        """Tell every consumer that the server is going."""
        with self._lock:
            for topic in self._topics.values():
                self._hand_over(topic, None)

    def is_watched(self, topic_id: int) -> bool:
        """Whether somebody reads along, or did a moment ago."""
        with self._lock:
            topic = self._topics.get(topic_id)
            return topic is not None and topic.is_watched()

    def readers(self) -> dict[int, int]:
        """How many read along, by topic."""
        with self._lock:
            found = ((topic_id, sum(map(len, topic.consumers.values()))) for topic_id, topic in self._topics.items())
            return {topic_id: number for topic_id, number in found if number}

    def event_id(self, number: int) -> str:
        """The id of an event as the browser gives it back."""
        return f"{self.life}-{number}"

    def _topic(self, topic_id: int) -> _Topic:
        topic = self._topics.setdefault(topic_id, _Topic(self._last))
        self._topics.move_to_end(topic_id)
        return topic

    def _event(self, name: str, data: Mapping[str, str], about: str, number: int = 0) -> Event:
        if not number:
            self._last += 1
            number = self._last
        head = f"id: {self.event_id(number)}\nevent: {name}\ndata: "
        return Event(number, name, about, {code: f"{head}{text}\n\n".encode() for code, text in data.items()})

    def _miss(self, topic: _Topic) -> None:
        self._last += 1
        topic.since = self._last
        topic.events.clear()
        # `withheld` stays as far as its news may be in the making.
        while len(topic.withheld) > KEPT_EVENTS // 2:
            del topic.withheld[next(iter(topic.withheld))]
        self._hand_over(topic, f"id: {self.event_id(self._last)}\nevent: {MISSED}\ndata: {{}}\n\n".encode())

    def _hand_over(self, topic: _Topic, said: Mapping[str, bytes] | bytes | None) -> None:
        for courier, consumers in list(topic.consumers.items()):
            if not courier.take(list(consumers), said):  # its loop is closed
                self.consumers -= len(topic.consumers.pop(courier))
                self._couriers.pop(courier.loop, None)

    def _catch_up(self, topic: _Topic, consumer: Subscription, after: str) -> None:
        life, _, digits = after.rpartition("-")
        seen = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else -1
        if life != self.life or not topic.since <= seen <= self._last:
            consumer.is_gapless = False
            return
        missed = [event for event in topic.events if event.number > seen]
        consumer.is_gapless = not any(event.about in topic.withheld for event in missed)
        if consumer.is_gapless:
            consumer.pending = [event.frames[consumer.language] for event in missed]

    def _forget_idle(self) -> None:
        if len(self._topics) <= KEPT_IDLE_TOPICS:
            return
        idle = [key for key, topic in self._topics.items() if not topic.consumers]
        for key in idle[: max(0, len(idle) - KEPT_IDLE_TOPICS)]:
            del self._topics[key]
