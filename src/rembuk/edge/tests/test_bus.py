from __future__ import annotations

import asyncio
import threading

from rembuk.edge.bus import KEPT_EVENTS, KEPT_IDLE_TOPICS, QUEUE_LENGTH, Bus, Subscription

DATA = {"id": "{}", "en": "{}"}


async def numbers(consumer: Subscription, count: int) -> list[int]:
    """The numbers of the next events."""
    async with asyncio.timeout(5):
        events = [await consumer.queue.get() for _ in range(count)]
    return [event.number for event in events if event is not None]


def test_events_come_in_order_from_many_threads() -> None:
    async def scene() -> list[int]:
        bus = Bus()
        consumer = bus.subscribe(1)

        def speak() -> None:
            for _ in range(20):
                bus.publish(1, "comment", DATA)

        speakers = [threading.Thread(target=speak) for _ in range(5)]
        for speaker in speakers:
            speaker.start()
        for speaker in speakers:
            await asyncio.to_thread(speaker.join)
        bus.publish(2, "comment", DATA)
        return await numbers(consumer, 100)

    assert asyncio.run(scene()) == list(range(1, 101))


def test_who_comes_back_gets_what_was_missed() -> None:
    async def scene() -> None:
        bus = Bus()
        for _ in range(5):
            bus.publish(1, "comment", DATA)
        back = bus.subscribe(1, bus.event_id(3))
        assert ([event.number for event in back.backlog], back.is_gapless) == ([4, 5], True)
        assert bus.subscribe(1).backlog == []
        assert bus.subscribe(1, bus.event_id(5)).is_gapless

    asyncio.run(scene())


def test_who_was_away_too_long_is_told() -> None:
    async def scene() -> None:
        bus = Bus()
        for _ in range(KEPT_EVENTS + 2):
            bus.publish(1, "comment", DATA)
        assert bus.subscribe(1, bus.event_id(2)).is_gapless
        for after in (bus.event_id(1), "anderswo-1", "x", bus.event_id(10_000), f"{bus.life}-" + "9" * 5000):
            assert not bus.subscribe(1, after).is_gapless

    asyncio.run(scene())


def test_who_does_not_keep_up_is_cut_off() -> None:
    async def scene() -> None:
        bus = Bus()
        slow = bus.subscribe(1)
        for _ in range(QUEUE_LENGTH + 1):
            bus.publish(1, "comment", DATA)
        await asyncio.sleep(0)
        assert slow.queue.get_nowait() is None
        assert slow.queue.empty()

    asyncio.run(scene())


def test_a_consumer_whose_loop_is_gone_is_forgotten() -> None:
    bus = Bus()

    async def scene() -> Subscription:
        return bus.subscribe(1)

    gone = asyncio.run(scene())
    assert bus.consumers == 1
    bus.publish(1, "comment", DATA)
    assert bus.consumers == 0
    bus.unsubscribe(1, gone)
    assert bus.consumers == 0


def test_quiet_topics_are_forgotten_and_watched_ones_kept() -> None:
    async def scene() -> None:
        bus = Bus()
        bus.publish(0, "comment", DATA)
        bus.publish(1, "comment", DATA)
        bus.subscribe(0)
        for topic in range(2, KEPT_IDLE_TOPICS + 2):
            bus.publish(topic, "comment", DATA)
        assert bus.subscribe(0, bus.event_id(0)).is_gapless
        assert not bus.subscribe(1, bus.event_id(1)).is_gapless

    asyncio.run(scene())


def test_nobody_is_told_what_no_longer_stands() -> None:
    async def scene() -> list[tuple[str, str]]:
        bus = Bus()
        bus.publish(1, "comment", {"id": "rahasia"}, about="a")
        bus.publish(1, "comment", {"id": "tetap"}, about="b")
        bus.publish(1, "comment", {"id": "lama"}, about="c")
        bus.publish(1, "changed", {"id": "baru"}, about="c")
        bus.publish(1, "hidden", {"id": "ditarik"}, about="a", is_end=True)
        return [(event.name, event.data["id"]) for event in bus.subscribe(1, bus.event_id(0)).backlog]

    assert asyncio.run(scene()) == [
        ("hidden", "ditarik"),
        ("comment", "tetap"),
        ("comment", "baru"),
        ("changed", "baru"),
        ("hidden", "ditarik"),
    ]


def test_a_forgotten_topic_ends_its_streams_and_keeps_nothing() -> None:
    async def scene() -> None:
        bus = Bus()
        bus.publish(1, "comment", DATA)
        consumer = bus.subscribe(1)
        bus.forget(1)
        async with asyncio.timeout(5):
            assert await consumer.queue.get() is None
        assert bus.consumers == 0
        bus.unsubscribe(1, consumer)
        assert bus.consumers == 0
        assert not bus.subscribe(1, bus.event_id(0)).backlog

    asyncio.run(scene())
