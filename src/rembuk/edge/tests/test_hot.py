from __future__ import annotations

import asyncio
import gzip
import json
import resource
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rembuk.edge import pages, stream
from rembuk.edge.asgi import App, client_network
from rembuk.edge.door import open_door
from rembuk.edge.live import Live, Sources
from rembuk.edge.stream import MOST_STREAMS, Stream, most_streams

from .harness import Answer, Receive, ask, scope


def no_wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("404 Not Found", [])
    return [b"django"]


class House:
    """A made-up newsroom: thread 1 is public, and every rendering is counted."""

    def __init__(self) -> None:
        self.renderings = 0
        self.countings = 0
        self.live = Live(Sources(("id", "en"), self.render, self.count))
        self.door: App = open_door(no_wsgi, to=self.live, threads=1)

    def render(self, thread_id: int, language: str) -> str | None:
        self.renderings += 1
        time.sleep(0.05)
        return f"<p>{language} {self.renderings}</p>" + " " * 1000 if thread_id == 1 else None

    def count(self, thread_ids: Iterable[int]) -> dict[int, int]:
        self.countings += 1
        return {thread_id: 7 for thread_id in thread_ids if thread_id == 1}

    async def get(self, path: str, query: str = "", **headers: str) -> Answer:
        return await ask(self.door, scope(path, query=query, **headers))


def test_many_readers_share_one_rendering() -> None:
    async def scene() -> None:
        house = House()
        answers = await asyncio.gather(*(house.get("/_utas/1") for _ in range(50)))
        assert {answer.body for answer in answers} == {answers[0].body}
        assert (house.renderings, answers[0].status) == (1, 200)
        await house.get("/_utas/1", "bahasa=en")
        assert house.renderings == 2

    asyncio.run(scene())


def test_an_event_drops_the_page_and_age_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        house = House()
        await house.get("/_utas/1")
        house.live.drop(1)
        await house.get("/_utas/1")
        assert house.renderings == 2
        house.live.drop(2)
        await house.get("/_utas/1")
        assert house.renderings == 2
        monkeypatch.setattr(pages, "MAX_AGE", 0.0)
        await house.get("/_utas/1")
        assert house.renderings == 3

    asyncio.run(scene())


def test_what_changes_while_it_is_made_is_not_kept() -> None:
    async def scene() -> None:
        house = House()
        reading = asyncio.ensure_future(house.get("/_utas/1"))
        await asyncio.sleep(0.02)
        house.live.drop(1)
        await reading
        await house.get("/_utas/1")
        assert house.renderings == 2

    asyncio.run(scene())


def test_validators_and_compression() -> None:
    async def scene() -> None:
        house = House()
        plain = await house.get("/_utas/1")
        zipped = await house.get("/_utas/1", accept_encoding="br, gzip")
        assert gzip.decompress(zipped.body) == plain.body
        assert zipped.headers["content-encoding"] == "gzip"
        known = await house.get("/_utas/1", if_none_match=plain.headers["etag"])
        assert (known.status, known.body) == (304, b"")
        assert "default-src 'none'" in plain.headers["content-security-policy"]

    asyncio.run(scene())


def test_what_is_not_public_is_not_found() -> None:
    async def scene() -> None:
        house = House()
        assert (await house.get("/_utas/2")).status == 404
        assert (await house.get("/_utas/2")).status == 404
        assert house.renderings == 1
        for path in ("/_utas/x", "/_utas/1/x", "/_arus/", "/x/_utas/1", "/_jumlah/1"):
            assert (await house.get(path)).body == b"django"
        assert (await ask(house.door, scope("/_utas/1", method="POST"))).status == 405

    asyncio.run(scene())


def test_counts() -> None:
    async def scene() -> None:
        house = House()
        for _ in range(2):
            answer = await house.get("/_jumlah", "thread=1,2,x,-3," + "9" * 40)
            assert json.loads(answer.body) == {"1": 7}
        assert house.countings == 1
        house.live.drop(1)
        await house.get("/_jumlah", "thread=1")
        assert house.countings == 2
        assert json.loads((await house.get("/_jumlah")).body) == {}

    asyncio.run(scene())


def test_a_stream_speaks_the_readers_language_and_ends_with_the_reader() -> None:
    async def scene() -> None:
        house = House()
        receive, answer = Receive(), Answer()
        asked = scope("/_arus/1", query="bahasa=en")
        streaming = asyncio.ensure_future(house.door(asked, receive, answer.send))
        await answer.until(b"event: ready")
        house.live.bus.publish(1, "comment", {"id": '"halo"', "en": '"hello"'})
        await answer.until(b'event: comment\ndata: "hello"\n\n')
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        receive.leaves.set()
        await asyncio.wait_for(streaming, 5)
        assert house.live.bus.consumers == 0

    asyncio.run(scene())


@pytest.mark.parametrize("way", ["header", "query"])
def test_a_stream_resumes(way: str) -> None:
    async def scene() -> None:
        house = House()
        for n in range(3):
            house.live.bus.publish(1, "comment", {"id": str(n), "en": str(n)})
        seen = house.live.bus.event_id(1)
        receive, answer = Receive(), Answer()
        asked = scope("/_arus/1", last_event_id=seen) if way == "header" else scope("/_arus/1", query=f"sejak={seen}")
        streaming = asyncio.ensure_future(house.door(asked, receive, answer.send))
        await answer.until(b"data: 2\n\n")
        assert b"data: 0\n" not in answer.body
        assert b"data: 1\n" in answer.body
        house.live.bus.end_streams()
        await asyncio.wait_for(streaming, 5)
        assert answer.is_whole
        lost = Answer()
        asked = scope("/_arus/1", last_event_id="kehidupan-lain-1")
        task = asyncio.ensure_future(house.door(asked, receive, lost.send))
        await lost.until(b"event: missed")
        receive.leaves.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(scene())


def test_a_silent_stream_has_a_heartbeat() -> None:
    async def scene() -> None:
        receive, answer = Receive(), Answer()
        quiet = Stream(House().live, ThreadPoolExecutor(1), heartbeat=0.02)
        streaming = asyncio.ensure_future(quiet(1, scope("/_arus/1"), receive, answer.send))
        await answer.until(b":\n\n:\n\n")
        receive.leaves.set()
        await asyncio.wait_for(streaming, 5)

    asyncio.run(scene())


def test_the_lifespan_ends_the_streams() -> None:
    async def scene() -> None:
        house = House()
        answer = Answer()
        streaming = asyncio.ensure_future(house.door(scope("/_arus/1"), Receive(), answer.send))
        await answer.until(b"ready")
        told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        said: list[str] = []

        async def receive() -> Any:
            return next(told)

        async def send(message: Any) -> None:
            said.append(message["type"])

        await house.door({"type": "lifespan"}, receive, send)
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
        await asyncio.wait_for(streaming, 5)
        assert not house.live.is_open

    asyncio.run(scene())


def test_a_stream_of_what_is_not_public_is_not_found() -> None:
    async def scene() -> int:
        return (await House().get("/_arus/2")).status

    assert asyncio.run(scene()) == 404


def test_one_network_cannot_take_every_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_PER_NETWORK", 1)

    async def scene() -> None:
        house = House()
        first, receive = Answer(), Receive()
        streaming = asyncio.ensure_future(house.door(scope("/_arus/1"), receive, first.send))
        await first.until(b"ready")
        second = await house.get("/_arus/1")
        assert (second.status, second.headers["retry-after"]) == (503, "60")
        receive.leaves.set()
        await asyncio.wait_for(streaming, 5)
        third, receive = Answer(), Receive()
        streaming = asyncio.ensure_future(house.door(scope("/_arus/1"), receive, third.send))
        await third.until(b"ready")
        receive.leaves.set()
        await asyncio.wait_for(streaming, 5)

    asyncio.run(scene())


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


@pytest.mark.parametrize(
    ("files", "streams"), [(256, 128), (1_000_000, MOST_STREAMS), (resource.RLIM_INFINITY, MOST_STREAMS)]
)
def test_streams_leave_files_for_the_rest(files: int, streams: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (files, files))
    assert most_streams() == streams
