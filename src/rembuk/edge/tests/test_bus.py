from __future__ import annotations

import asyncio
import threading

import pytest

from rembuk.edge import bus as bus_module
from rembuk.edge.bus import KEPT_EVENTS, Bus
from rembuk.edge.courier import QUEUE_LENGTH, Subscription

DATA = {"id": "{}", "en": "{}"}


async def heard(consumer: Subscription, count: int) -> list[str]:
    """What the next frames say."""
    frames: list[str] = []
    async with asyncio.timeout(5):
        while len(frames) < count:
            await consumer.wait()
            frames += [frame.decode() for frame in consumer.pending]
            consumer.pending = []
    return frames


def numbers(frames: list[str]) -> list[int]:
    return [int(frame.split("\n")[0].rpartition("-")[2]) for frame in frames]


def waiting(consumer: Subscription) -> list[int]:
    return numbers([frame.decode() for frame in consumer.pending])


def test_events_come_in_order_from_many_threads() -> None:
    async def scene() -> None:
        bus = Bus()
        consumers = [bus.subscribe(1, "id") for _ in range(600)]

        def speak() -> None:
            for _ in range(20):
                bus.publish(1, "comment", DATA)

        speakers = [threading.Thread(target=speak) for _ in range(5)]
        for speaker in speakers:
            speaker.start()
        for speaker in speakers:
            await asyncio.to_thread(speaker.join)
        bus.publish(2, "comment", DATA)
        for consumer in consumers:
            assert numbers(await heard(consumer, 100)) == list(range(1, 101))

    asyncio.run(scene())


def test_who_comes_back_gets_what_was_missed() -> None:
    async def scene() -> None:
        bus = Bus()
        bus.subscribe(1, "id")
        for _ in range(5):
            bus.publish(1, "comment", DATA)
        back = bus.subscribe(1, "en", bus.event_id(3))
        assert (waiting(back), back.is_gapless) == ([4, 5], True)
        assert bus.subscribe(1, "id").pending == []
        assert bus.subscribe(1, "id", bus.event_id(5)).is_gapless

    asyncio.run(scene())


def test_who_was_away_too_long_is_told() -> None:
    async def scene() -> None:
        bus = Bus()
        bus.subscribe(1, "id")
        for _ in range(KEPT_EVENTS + 2):
            bus.publish(1, "comment", DATA)
        assert bus.subscribe(1, "id", bus.event_id(2)).is_gapless
        for after in (bus.event_id(1), "anderswo-1", "x", bus.event_id(10_000), f"{bus.life}-" + "9" * 5000):
            assert not bus.subscribe(1, "id", after).is_gapless

    asyncio.run(scene())


def test_more_than_can_be_told_is_said_to_those_who_are_there_and_to_those_who_come_back() -> None:
    async def scene() -> None:
        bus = Bus()
        consumer = bus.subscribe(1, "id")
        bus.publish(1, "comment", DATA)
        seen = bus.event_id(1)
        bus.miss(1)
        bus.miss(2)
        assert "event: missed" in (await heard(consumer, 2))[1]
        assert not bus.subscribe(1, "id", seen).is_gapless
        assert bus.subscribe(1, "id", bus.event_id(2)).is_gapless

    asyncio.run(scene())


def test_who_does_not_keep_up_is_cut_off() -> None:
    async def scene() -> None:
        bus = Bus()
        slow = bus.subscribe(1, "id")
        for _ in range(QUEUE_LENGTH + 1):
            bus.publish(1, "comment", DATA)
        await asyncio.wait_for(slow.wait(), 5)
        while not slow.is_over:
            await asyncio.sleep(0)
        assert slow.pending == []

    asyncio.run(scene())


def test_a_consumer_whose_loop_is_gone_is_forgotten() -> None:
    bus = Bus()

    async def scene() -> Subscription:
        return bus.subscribe(1, "id")

    gone = asyncio.run(scene())
    assert bus.consumers == 1
    bus.publish(1, "comment", DATA)
    assert bus.consumers == 0
    bus.unsubscribe(1, gone)
    assert bus.consumers == 0


def test_quiet_topics_are_forgotten_and_watched_ones_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_module, "KEPT_IDLE_TOPICS", 8)

    async def scene() -> None:
        bus = Bus()
        bus.publish(0, "comment", DATA)
        bus.publish(1, "comment", DATA)
        bus.subscribe(0, "id")
        for topic in range(2, 12):
            bus.publish(topic, "comment", DATA)
        assert bus.subscribe(0, "id", bus.event_id(0)).is_gapless
        assert not bus.subscribe(1, "id", bus.event_id(1)).is_gapless

    asyncio.run(scene())


def test_a_topic_is_watched_for_a_while_after_the_last_reader_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        bus = Bus()
        assert not bus.is_watched(1)
        consumer = bus.subscribe(1, "id")
        assert (bus.is_watched(1), bus.readers()) == (True, {1: 1})
        bus.unsubscribe(1, consumer)
        assert (bus.is_watched(1), bus.readers()) == (True, {})
        monkeypatch.setattr(bus_module, "WATCHED_AFTER", -1.0)
        assert not bus.is_watched(1)

    asyncio.run(scene())


def test_nobody_is_told_what_no_longer_stands() -> None:
    async def scene() -> list[tuple[str, str]]:
        bus = Bus()
        bus.publish(1, "comment", {"id": "rahasia"}, about="a")
        bus.publish(1, "comment", {"id": "tetap"}, about="b")
        bus.publish(1, "comment", {"id": "lama"}, about="c")
        bus.publish(1, "changed", {"id": "baru"}, about="c")
        bus.publish(1, "hidden", {"id": "ditarik"}, about="a", is_end=True)
        frames = bus.subscribe(1, "id", bus.event_id(0)).pending
        return [tuple(part.partition(": ")[2] for part in frame.decode().split("\n")[1:3]) for frame in frames]  # type: ignore[misc]  # always two

    assert asyncio.run(scene()) == [
        ("hidden", "ditarik"),
        ("comment", "tetap"),
        ("comment", "baru"),
        ("changed", "baru"),
        ("hidden", "ditarik"),
    ]


def test_what_was_taken_back_is_told_to_nobody_even_before_its_news_is_out() -> None:
    async def scene() -> None:
        bus = Bus()
        here = bus.subscribe(1, "id")
        mark = bus.mark
        bus.publish(1, "comment", {"id": "rahasia"}, about="a", mark=mark)
        bus.publish(1, "comment", {"id": "lain"}, about="b", mark=mark)
        bus.withhold(1, "a")
        assert not bus.subscribe(1, "id", bus.event_id(0)).is_gapless
        assert bus.subscribe(1, "id", bus.event_id(1)).is_gapless
        bus.publish(1, "changed", {"id": "rahasia yang dibaca sebelumnya"}, about="a", mark=mark)
        bus.publish(1, "hidden", {"id": "ditarik"}, about="a", is_end=True, mark=mark)
        assert [frame.split("data: ")[1].strip() for frame in await heard(here, 3)] == ["rahasia", "lain", "ditarik"]
        back = bus.subscribe(1, "id", bus.event_id(0))
        assert (back.is_gapless, b"rahasia" in b"".join(back.pending)) == (True, False)

    asyncio.run(scene())


def test_a_flood_of_what_is_taken_back_is_bounded() -> None:
    async def scene() -> None:
        bus = Bus()
        consumer = bus.subscribe(1, "id")
        for n in range(2 * KEPT_EVENTS):
            bus.withhold(1, str(n))
            bus.withhold(2, str(n))
        assert len(bus._topics[1].withheld) <= KEPT_EVENTS
        assert "missed" in (await heard(consumer, 1))[0]

    asyncio.run(scene())


def test_a_forgotten_topic_ends_its_streams_and_keeps_nothing() -> None:
    async def scene() -> None:
        bus = Bus()
        bus.publish(1, "comment", DATA)
        consumer = bus.subscribe(1, "id")
        bus.forget(1)
        async with asyncio.timeout(5):
            await consumer.wait()
        assert consumer.is_over
        assert bus.consumers == 0
        bus.unsubscribe(1, consumer)
        assert bus.consumers == 0
        back = bus.subscribe(1, "id", bus.event_id(0))
        assert (back.pending, back.is_gapless) == ([], False)

    asyncio.run(scene())


def test_a_whisper_is_heard_by_who_is_there_and_kept_for_nobody() -> None:
    async def scene() -> None:
        bus = Bus()
        consumer = bus.subscribe(1, "id")
        bus.whisper(1, "presence", "2")
        bus.whisper(2, "presence", "2")
        assert await heard(consumer, 1) == ["event: presence\ndata: 2\n\n"]
        assert bus.subscribe(1, "id", bus.event_id(0)).pending == []

    asyncio.run(scene())
