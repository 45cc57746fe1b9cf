"""The live stream of a thread: server-sent events at `/_arus/<thread>?bahasa=id`.

Events: `comment`, `changed`, `hidden`, `count` with JSON {id, parent, count, html}; `missed` (no data) when the reader
was away for longer than events are kept. The reader resumes with Last-Event-ID, or with `?sejak=` after the page
itself had closed the stream.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from concurrent.futures import Executor
from typing import Final

from .asgi import SAFE, Receive, Scope, Send, client_network, header, query, respond
from .bus import Event, Subscription
from .live import Live

HEARTBEAT: Final = 15.0  # seconds; proxies close what is silent for longer
MOST_STREAMS: Final = 5_000
MOST_PER_NETWORK: Final = 500  # a mobile network hides hundreds of readers behind one address
RETRY: Final = 4_000  # milliseconds until a browser comes back


def most_streams() -> int:
    """How many streams this process holds at most: no more than half of the files that it may have open."""
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_STREAMS if files == resource.RLIM_INFINITY else min(MOST_STREAMS, files // 2)


class Stream:
    """Serves streams from this process's bus."""

    def __init__(self, live: Live, pool: Executor, *, heartbeat: float = HEARTBEAT, proxies: int = 0) -> None:
        self._live = live
        self._bus = live.bus
        self._pool = pool
        self._heartbeat = heartbeat
        self._proxies = proxies
        self._most = most_streams()
        self._open: Counter[str] = Counter()

    async def __call__(self, thread_id: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the reader leaves, falls behind, or the server goes."""
        network = client_network(scope, self._proxies)
        if self._bus.consumers >= self._most or self._open[network] >= MOST_PER_NETWORK:
            await respond(send, 503, b"", [(b"retry-after", b"60")])
            return
        self._open[network] += 1
        try:
            await self._serve(thread_id, scope, receive, send)
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]

    async def _serve(self, thread_id: int, scope: Scope, receive: Receive, send: Send) -> None:
        sources = self._live.known_sources()
        loop = asyncio.get_running_loop()
        if thread_id not in await loop.run_in_executor(self._pool, sources.count_comments, [thread_id]):
            await respond(send, 404, b"")
            return
        asked = query(scope)
        languages = sources.languages
        language = asked["bahasa"] if asked.get("bahasa") in languages else languages[0]
        after = header(scope, b"last-event-id") or asked.get("sejak", "")
        started_at = self._bus.latest_id(thread_id)
        consumer = self._bus.subscribe(thread_id, after)
        sending = asyncio.ensure_future(self._run(consumer, language, started_at, send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._bus.unsubscribe(thread_id, consumer)
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _run(self, consumer: Subscription, language: str, started_at: str, send: Send) -> None:
        headers = [
            *SAFE,
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # The first id lets a page that closes and reopens its stream say from where, even before anything happened.
        opening = f"retry: {RETRY}\n\n"
        if not consumer.is_gapless:
            opening += f"id: {started_at}\nevent: missed\ndata: {{}}\n\n"
        elif not consumer.backlog:
            opening += f"id: {started_at}\nevent: ready\ndata: {{}}\n\n"
        opening += "".join(self._frame(event, language) for event in consumer.backlog)
        await _piece(send, opening)
        while True:
            try:
                event = await asyncio.wait_for(consumer.queue.get(), self._heartbeat)
            except TimeoutError:
                await _piece(send, ":\n\n")
                continue
            if event is None:
                await send({"type": "http.response.body", "body": b""})
                return
            await _piece(send, self._frame(event, language))

    def _frame(self, event: Event, language: str) -> str:
        return f"id: {self._bus.event_id(event.number)}\nevent: {event.name}\ndata: {event.data[language]}\n\n"


async def _piece(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _left(receive: Receive) -> None:
    """Return when the reader has gone. In a coroutine of its own: some servers give an awaitable, not a coroutine."""
    while (await receive())["type"] != "http.disconnect":
        pass
