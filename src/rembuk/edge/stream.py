"""The live stream of a thread: server-sent events at `/_arus/<thread>?bahasa=id`.

Events: `comment`, `changed`, `hidden` with JSON {id, parent, count, html}; `missed` (no data) when the reader was away
for longer than events are kept, or too much went by; `presence` {readers} where the newsroom wants it. The reader
resumes with Last-Event-ID, or with `?sejak=` after the page itself had closed the stream.

A stream costs little while nothing happens: no timer and no queue of its own.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from typing import Final

from .asgi import SAFE, Headers, Receive, Scope, Send, client_network, header, query, respond
from .courier import Subscription
from .freshness import Freshness
from .heartbeat import HEARTBEAT, Heartbeat
from .live import Live

MOST_STREAMS: Final = 12_000
MOST_PER_NETWORK: Final = 500  # a mobile network hides hundreds of readers behind one address
RETRY: Final = 4_000  # milliseconds until a browser comes back
HEADERS: Final[Headers] = [
    *SAFE,
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def most_streams() -> int:
    """How many streams this process holds at most: no more than half of the files that it may have open."""
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_STREAMS if files == resource.RLIM_INFINITY else min(MOST_STREAMS, files // 2)


class Stream:
    """Serves streams from this process's bus."""

    def __init__(self, live: Live, freshness: Freshness, *, heartbeat: float = HEARTBEAT, proxies: int = 0) -> None:
        self._live, self._bus, self._freshness = live, live.bus, freshness
        self._heartbeat = Heartbeat(heartbeat)
        self._proxies = proxies
        self._most = most_streams()
        self._open: Counter[str] = Counter()

    async def __call__(self, thread_id: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the reader leaves, falls behind, or the server goes. HEAD opens nothing and takes no place."""
        if scope["method"] == "HEAD":
            await self._say_whether(thread_id, send)
            return
        network = client_network(scope, self._proxies)
        if self._bus.consumers >= self._most or self._open[network] >= MOST_PER_NETWORK:
            await respond(send, 503, b"", [(b"retry-after", b"60")])
            return
        self._open[network] += 1
        try:
            await self._admit(thread_id, scope, receive, send)
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]

    async def _say_whether(self, thread_id: int, send: Send) -> None:
        if await self._is_there(thread_id, send):
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": b""})

    async def _is_there(self, thread_id: int, send: Send) -> bool:
        """Whether the public may see the thread now; where not, that is answered."""
        versions = await self._freshness.ask([thread_id])
        if versions is None:
            await respond(send, 503, b"", [(b"retry-after", b"5")])
        elif thread_id not in versions:
            await respond(send, 404, b"")
        return thread_id in (versions or ())

    async def _admit(self, thread_id: int, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self._is_there(thread_id, send):
            return
        asked, languages = query(scope), self._live.known_sources().languages
        language = asked["bahasa"] if asked.get("bahasa") in languages else languages[0]
        after = header(scope, b"last-event-id") or asked.get("sejak", "")
        consumer = self._bus.subscribe(thread_id, language, after)
        consumer.task = asyncio.current_task()
        consumer.pending.insert(0, _opening(consumer))
        leaving = asyncio.ensure_future(_left(receive))
        leaving.add_done_callback(consumer.leave)
        self._heartbeat.add(consumer)
        consumer.busy_since = consumer.loop.time()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _run(consumer, send)
        finally:
            self._heartbeat.remove(consumer)
            self._bus.unsubscribe(thread_id, consumer)
            leaving.cancel()


def _opening(consumer: Subscription) -> bytes:
    """The first id lets a page that closes and reopens its stream say from where, even before anything happened."""
    text = f"retry: {RETRY}\n\n"
    if not consumer.is_gapless:
        text += f"id: {consumer.since}\nevent: missed\ndata: {{}}\n\n"
    elif not consumer.pending:
        text += f"id: {consumer.since}\nevent: ready\ndata: {{}}\n\n"
    return text.encode()


async def _run(consumer: Subscription, send: Send) -> None:
    """Send what comes, all that is waiting in one piece, until it is over."""
    while not consumer.is_over:
        frames, consumer.pending = consumer.pending, []
        consumer.busy_since = consumer.loop.time()
        await send({"type": "http.response.body", "body": b"".join(frames), "more_body": True})
        consumer.busy_since = 0.0
        await consumer.wait()
    if not consumer.has_left:
        await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    """Return when the reader has gone. In a coroutine of its own: some servers give an awaitable, not a coroutine."""
    while (await receive())["type"] != "http.disconnect":
        pass
