"""Publish and subscribe inside one process: from Django's threads to the streams of one or more event loops.

Each thread of conversation is a topic. Its last events are kept, so that a reader whose connection broke misses
nothing. A consumer that does not keep up is cut off: its browser comes back and asks for what it missed.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

KEPT_EVENTS: Final = 200
KEPT_IDLE_TOPICS: Final = 64  # without a consumer; the longest quiet is forgotten first
QUEUE_LENGTH: Final = 256


@dataclass(frozen=True)
class Event:
    """One thing that happened: its number within the topic, its name, its JSON data by language, what it is about."""

    number: int
    name: str
    data: Mapping[str, str]
    about: str = ""


@dataclass(eq=False)
class Subscription:
    """A consumer's end. `backlog` is what it missed; `is_gapless` is False when more was missed than is kept."""

    loop: asyncio.AbstractEventLoop
    backlog: list[Event] = field(default_factory=list)
    is_gapless: bool = True
    queue: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def offer(self, event: Event | None) -> None:
        """Called in the consumer's loop. None, or a full queue, ends the stream."""
        if event is None or self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            event = None
        self.queue.put_nowait(event)


@dataclass
class _Topic:
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    last: int = 0
    consumers: set[Subscription] = field(default_factory=set)


class Bus:
    """The topics of this process. Every method may be called from any thread.

    `life` names this run of the process in event ids, because numbers begin anew with it.
    """

    def __init__(self) -> None:
        self.life = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._topics: OrderedDict[int, _Topic] = OrderedDict()
        self._consumers = 0

    @property
    def consumers(self) -> int:
        """How many streams are open."""
        return self._consumers

    def publish(
        self, topic_id: int, name: str, data: Mapping[str, str], *, about: str = "", is_end: bool = False
    ) -> None:
        """Hand an event to every consumer of a topic, in order, and keep it for those who come back.

        What was kept `about` the same thing then says what this event says: nobody is told what no longer stands.
        With `is_end` the thing itself is gone, and what was kept about it becomes this event.
        """
        with self._lock:
            topic = self._topics.setdefault(topic_id, _Topic())
            self._topics.move_to_end(topic_id)
            topic.last += 1
            event = Event(topic.last, name, data, about)
            if about:
                topic.events = deque(
                    (
                        replace(kept, data=data, name=name if is_end else kept.name) if kept.about == about else kept
                        for kept in topic.events
                    ),
                    KEPT_EVENTS,
                )
            topic.events.append(event)
            for consumer in list(topic.consumers):
                self._hand_over(topic, consumer, event)
            self._forget_idle()

    def subscribe(self, topic_id: int, after: str = "") -> Subscription:
        """Open a consumer in the running loop; `after` is the id of the last event that it saw."""
        consumer = Subscription(asyncio.get_running_loop())
        with self._lock:
            topic = self._topics.setdefault(topic_id, _Topic())
            if after:
                self._catch_up(topic, consumer, after)
            topic.consumers.add(consumer)
            self._consumers += 1
        return consumer

    def unsubscribe(self, topic_id: int, consumer: Subscription) -> None:
        """Close a consumer. Closing twice does nothing."""
        with self._lock:
            topic = self._topics.get(topic_id)
            if topic is not None and consumer in topic.consumers:
                self._drop(topic, consumer)
                if not topic.consumers and not topic.events:
                    del self._topics[topic_id]

    def forget(self, topic_id: int) -> None:
        """End a topic's streams and keep nothing of it: the public may no longer see it."""
        with self._lock:
            topic = self._topics.pop(topic_id, _Topic())
            for consumer in list(topic.consumers):
                self._hand_over(topic, consumer, None)
                self._drop(topic, consumer)

    def forget_all(self) -> None:
        """End every stream and keep nothing: those who may come back are looked at again."""
        for topic_id in list(self._topics):
            self.forget(topic_id)

    def end_streams(self) -> None:
        """Tell every consumer that the server is going."""
        with self._lock:
            for topic in self._topics.values():
                for consumer in list(topic.consumers):
                    self._hand_over(topic, consumer, None)

    def event_id(self, number: int) -> str:
        """The id of an event as the browser gives it back."""
        return f"{self.life}-{number}"

    def latest_id(self, topic_id: int) -> str:
        """The id of the topic's newest event, to start from."""
        with self._lock:
            topic = self._topics.get(topic_id)
            return self.event_id(topic.last if topic else 0)

    def _hand_over(self, topic: _Topic, consumer: Subscription, event: Event | None) -> None:
        try:
            consumer.loop.call_soon_threadsafe(consumer.offer, event)
        except RuntimeError:  # its loop is closed
            self._drop(topic, consumer)

    def _drop(self, topic: _Topic, consumer: Subscription) -> None:
        if consumer in topic.consumers:
            topic.consumers.remove(consumer)
            self._consumers -= 1

    def _catch_up(self, topic: _Topic, consumer: Subscription, after: str) -> None:
        life, _, digits = after.rpartition("-")
        seen = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else -1
        oldest_kept = topic.events[0].number if topic.events else topic.last + 1
        if life != self.life or not oldest_kept - 1 <= seen <= topic.last:
            consumer.is_gapless = False
            return
        consumer.backlog = [event for event in topic.events if event.number > seen]

    def _forget_idle(self) -> None:
        idle = [key for key, topic in self._topics.items() if not topic.consumers]
        for key in idle[: max(0, len(idle) - KEPT_IDLE_TOPICS)]:
            del self._topics[key]
