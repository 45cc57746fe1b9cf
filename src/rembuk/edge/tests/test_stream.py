from __future__ import annotations

import asyncio
import resource
import time
from typing import Any

import pytest

from rembuk.edge import heartbeat, presence, stream, watch
from rembuk.edge.asgi import client_network
from rembuk.edge.freshness import Freshness
from rembuk.edge.news import COMMENT, PRESENCE, Deed
from rembuk.edge.stream import MOST_STREAMS, Stream, most_streams

from .harness import Answer, Receive, ask, scope
from .house import House, Listener, eventually, play


def test_a_stream_speaks_the_readers_language_and_ends_with_the_reader() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house, query="bahasa=en")
        await reader.until(b"event: ready")
        house.live.bus.publish(1, "comment", {"id": '"halo"', "en": '"hello"'})
        await reader.until(b'event: comment\ndata: "hello"\n\n')
        assert reader.answer.headers["content-type"].startswith("text/event-stream")
        assert reader.answer.headers["cache-control"] == "no-store"
        assert reader.answer.headers["x-accel-buffering"] == "no"
        await reader.leave()
        assert house.live.bus.consumers == 0

    play(scene)


@pytest.mark.parametrize("way", ["header", "query"])
def test_a_stream_resumes(way: str) -> None:
    async def scene() -> None:
        house = House()
        first = Listener(house)
        await first.until(b"ready")
        for n in range(3):
            house.live.bus.publish(1, "comment", {"id": str(n), "en": str(n)})
        seen = house.live.bus.event_id(1)
        back = Listener(house, last_event_id=seen) if way == "header" else Listener(house, query=f"sejak={seen}")
        await back.until(b"data: 2\n\n")
        assert b"data: 0\n" not in back.answer.body
        assert b"data: 1\n" in back.answer.body
        house.live.bus.end_streams()
        await asyncio.wait_for(back.task, 5)
        assert back.answer.is_whole
        lost = Listener(house, last_event_id="kehidupan-lain-1")
        await lost.until(b"event: missed")
        await lost.leave()

    play(scene)


def test_a_silent_stream_has_a_heartbeat_and_the_clock_stops_with_the_last_stream() -> None:
    async def scene() -> None:
        house = House()
        quiet = Stream(house.live, Freshness(house.live, house.door._quick), heartbeat=0.02)  # type: ignore[attr-defined]
        receive, answer = Receive(), Answer()
        streaming = asyncio.ensure_future(quiet(1, scope("/_arus/1"), receive, answer.send))
        await answer.until(b":\n\n:\n\n")
        receive.leaves.set()
        await asyncio.wait_for(streaming, 5)
        await eventually(lambda: not quiet._heartbeat._is_running)

    play(scene)


def test_who_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SEND_TIME", 0.05)

    async def takes_nothing(_message: Any) -> None:
        await asyncio.Event().wait()

    async def scene() -> None:
        house = House()
        quick = Stream(house.live, Freshness(house.live, house.door._quick), heartbeat=0.02)  # type: ignore[attr-defined]
        streaming = asyncio.ensure_future(quick(1, scope("/_arus/1"), Receive(), takes_nothing))
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(streaming, 5)
        assert house.live.bus.consumers == 0

    play(scene)


def test_thousands_hear_every_comment_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_PER_NETWORK", 5_000)

    async def scene() -> None:
        house = House()
        readers = [Listener(house) for _ in range(1_500)]
        for reader in readers:
            await reader.until(b"ready")
        questions = house.questions
        began = time.monotonic()
        for n in range(5):
            house.live.bus.publish(1, "comment", {"id": f"ke-{n}", "en": ""})
        # Some leave while it is on its way; the others' order stays.
        for reader in readers[::7]:
            reader.receive.leaves.set()
        stay = [reader for n, reader in enumerate(readers) if n % 7]
        for reader in stay:
            await reader.until(b"ke-4")
            heard = [reader.answer.body.index(b"ke-%d" % n) for n in range(5)]
            assert heard == sorted(heard)
        assert time.monotonic() - began < 5
        assert house.questions - questions <= 5
        house.live.bus.end_streams()
        await asyncio.gather(*(reader.task for reader in readers))
        assert house.live.bus.consumers == 0

    play(scene)


def test_a_burst_comes_in_one_piece() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house)
        await reader.until(b"ready")
        before = reader.answer.sends
        for n in range(50):
            house.live.bus.publish(1, "comment", {"id": str(n), "en": ""})
        await reader.until(b"data: 49\n")
        assert reader.answer.sends - before <= 3
        await reader.leave()

    play(scene)


def test_the_lifespan_ends_the_streams() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house)
        await reader.until(b"ready")
        told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        said: list[str] = []

        async def receive() -> Any:
            return next(told)

        async def send(message: Any) -> None:
            said.append(message["type"])

        await house.door({"type": "lifespan"}, receive, send)
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
        await asyncio.wait_for(reader.task, 5)
        assert not house.live.is_open

    play(scene)


def test_a_stream_of_what_is_not_public_is_not_found_and_without_a_database_it_is_put_off() -> None:
    async def scene() -> None:
        house = House()
        assert (await house.get("/_arus/2")).status == 404
        house.is_away = True
        assert (await house.get("/_arus/1")).status == 503

    play(scene)


def test_asking_whether_there_is_a_stream_opens_none() -> None:
    async def scene() -> None:
        house = House()
        stream_ = Stream(house.live, Freshness(house.live, house.door._quick))  # type: ignore[attr-defined]

        async def head(thread_id: int) -> Answer:
            answer, receive = Answer(), Receive()
            asked = scope(f"/_arus/{thread_id}", method="HEAD")
            await asyncio.wait_for(stream_(thread_id, asked, receive, answer.send), 5)
            assert (answer.is_whole, answer.body, house.live.bus.consumers) == (True, b"", 0)
            return answer

        there = await head(1)
        assert (there.status, there.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (await head(2)).status == 404
        house.is_away = True
        assert (await head(1)).status == 503

    play(scene)


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "DELETE"])
def test_a_stream_answers_to_nothing_else(method: str) -> None:
    async def scene() -> None:
        house = House()
        answer = await ask(house.door, scope("/_arus/1", method=method))
        assert (answer.status, answer.headers["allow"], house.live.bus.consumers) == (405, "GET, HEAD", 0)

    play(scene)


def test_one_network_cannot_take_every_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_PER_NETWORK", 1)

    async def scene() -> None:
        house = House()
        first = Listener(house)
        await first.until(b"ready")
        second = await house.get("/_arus/1")
        assert (second.status, second.headers["retry-after"]) == (503, "60")
        await first.leave()
        third = Listener(house)
        await third.until(b"ready")
        await third.leave()

    play(scene)


@pytest.fixture
def _quick_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rembuk.edge.freshness.EVERY", 0.02)
    monkeypatch.setattr(watch, "GRACE", 0.1)


@pytest.mark.usefixtures("_quick_watch")
def test_readers_are_told_of_comments_that_nobody_announced_and_only_then() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house)
        await reader.until(b"ready")
        await asyncio.sleep(0.1)
        house.versions[1] += 1  # a reaction: nothing that streams tell of
        house.versions[1] += 1
        house.numbers[1] += 1  # a comment of this process; its message comes a little later
        await asyncio.sleep(0.06)
        house.done(COMMENT)
        await asyncio.sleep(0.3)
        assert b"missed" not in reader.answer.body
        house.versions[1] += 1
        house.numbers[1] += 1
        await reader.until(b"event: missed")
        await asyncio.sleep(0.2)
        assert reader.answer.body.count(b"missed") == 1
        await reader.leave()

    play(scene)


@pytest.mark.usefixtures("_quick_watch")
def test_while_the_others_cannot_be_heard_our_own_comments_explain_nothing() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house)
        await reader.until(b"ready")
        await asyncio.sleep(0.1)
        house.live.is_deaf = True
        house.versions[1] += 2
        house.numbers[1] += 2  # one of ours, and one of another process
        house.done(COMMENT)
        await reader.until(b"event: missed")
        await reader.leave()

    play(scene)


@pytest.mark.usefixtures("_quick_watch")
def test_a_thread_that_is_public_no_longer_loses_its_streams_without_an_event() -> None:
    async def scene() -> None:
        house = House()
        reader = Listener(house)
        await reader.until(b"ready")
        del house.versions[1]
        await asyncio.wait_for(reader.task, 5)
        assert reader.answer.is_whole

    play(scene)


@pytest.mark.parametrize("present", [(), (1,)])
@pytest.mark.usefixtures("_quick_watch")
def test_how_many_read_along_is_said_where_it_is_wanted(
    present: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SAID_EVERY", 0.05)

    async def scene() -> None:
        house = House()
        house.present = present
        first, second = Listener(house), Listener(house)
        await second.until(b"ready")
        if present:
            await first.until(b'event: presence\ndata: {"readers":2}\n\n')
        await asyncio.sleep(0.2)
        assert first.answer.body.count(b'{"readers":2}') == len(present)
        await first.leave()
        await second.leave()

    play(scene)


def test_who_reads_along_in_another_process_is_counted_in_while_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SAID_EVERY", 0.05)

    async def scene() -> None:
        house = House()
        house.present = (1,)
        reader = Listener(house)
        await reader.until(b'event: presence\ndata: {"readers":1}\n\n')
        for sender, many in (("a", "2"), ("b", "4"), ("a", "3"), ("c", "many")):
            house.live.happened(Deed(1, PRESENCE, many, sender))
        await reader.until(b'event: presence\ndata: {"readers":8}\n\n')
        reader.answer.body = b""
        monkeypatch.setattr(presence, "GOOD_FOR", -1.0)
        for sender in "ab":
            house.live.happened(Deed(1, PRESENCE, "9", sender))
        await reader.until(b'event: presence\ndata: {"readers":1}\n\n')  # nobody has said anything since
        assert house.live.presence._heard == {}
        await reader.leave()

    play(scene)


@pytest.mark.parametrize(
    ("proxies", "named", "network"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "2001:db8:1:2:aaaa::7", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "unknown", "unknown"),
    ],
)
def test_where_a_reader_comes_from_is_what_our_own_proxies_say(proxies: int, named: str, network: str) -> None:
    asked = scope("/", x_forwarded_for=named)
    asked["client"] = ("192.0.2.1", 4711)
    assert client_network(asked, proxies) == network


@pytest.mark.parametrize(("proxies", "network"), [(1, "198.51.100.7"), (2, "203.0.113.9"), (3, "192.0.2.99")])
def test_a_proxy_may_write_a_line_of_its_own(proxies: int, network: str) -> None:
    """Below the one that the client sent, which is whatever the client likes."""
    asked = scope("/")
    asked["client"] = ("192.0.2.1", 4711)
    asked["headers"] = [(b"X-Forwarded-For", b"192.0.2.99, 203.0.113.9"), (b"x-forwarded-for", b"198.51.100.7")]
    assert client_network(asked, proxies) == network


@pytest.mark.parametrize(
    ("files", "streams"), [(256, 128), (1_000_000, MOST_STREAMS), (resource.RLIM_INFINITY, MOST_STREAMS)]
)
def test_streams_leave_files_for_the_rest(files: int, streams: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (files, files))
    assert most_streams() == streams
