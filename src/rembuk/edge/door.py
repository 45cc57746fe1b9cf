"""The door: one ASGI application in front of everything. It answers the hot paths itself; Django answers the rest."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Final

from .asgi import OPEN, App, Receive, Scope, Send, respond
from .bridge import BODY_LIMIT, Bridge, WsgiApp
from .counts import Counts
from .freshness import Freshness
from .live import Cache, Live, live
from .pages import Pages
from .static import Statics
from .stream import Stream
from .watch import Watch

_HOT: Final = re.compile(r"/_(?:(?P<kind>arus|utas)/(?P<thread>[0-9]{1,18})|(?P<counts>jumlah))")
# Posts that wait for the disk share one transaction, so it pays that many can wait.
THREADS: Final = 32
PREFLIGHT: Final = [
    *OPEN,
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


class Door:
    """Routes requests. `live` is what the rest of the process publishes to."""

    def __init__(self, app: WsgiApp, live: Live, *, threads: int, body_limit: int, proxies: int) -> None:
        self._live = live
        # Three pools: however busy Django is, a page is still made; however many are made, versions are still asked.
        self._django = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._hot = ThreadPoolExecutor(2, thread_name_prefix="edge")
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="edge-quick")
        freshness = Freshness(live, self._quick)
        watch = Watch(live, self._quick, freshness)
        self._bridge = Bridge(app, self._django, body_limit=body_limit)
        self._stream = Stream(live, freshness, proxies=proxies)
        self._pages = Pages(live, self._hot, freshness)
        self._counts = Counts(live, self._hot)
        self._statics = Statics(live, self._hot)
        self._caches: tuple[Cache, ...] = (self._pages, self._counts, watch)
        live.caches.extend(self._caches)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "http":
            if (ready := self._pages.at_once(scope) or self._statics.at_once(scope)) is not None:
                start, body = ready
                await send(start)
                await send(body)
            elif hot := _HOT.fullmatch(scope["path"]) if scope["path"].startswith("/_") else None:
                await self._answer_hot(hot, scope, receive, send)
            elif not await self._statics.answer(scope, send):
                await self._bridge(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer_hot(self, hot: re.Match[str], scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS" and hot["kind"] != "arus":
            await respond(send, 204, b"", PREFLIGHT)
        elif method == "POST" and hot["counts"]:
            await self._counts.post(scope, receive, send)
        elif method not in {"GET", "HEAD"}:
            await respond(send, 405, b"", [(b"allow", b"GET, HEAD")])
        elif hot["counts"]:
            await self._counts.get(scope, send)
        elif hot["kind"] == "utas":
            await self._pages.page(scope, send)
        else:
            await self._stream(int(hot["thread"]), scope, receive, send)

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        forget = _when_told_to_stop(self._live.bus.end_streams)
        hear_no_more = self._live.others.listen(self._live) if self._live.others else lambda: None
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        forget()
        hear_no_more()
        for cache in self._caches:
            self._live.caches.remove(cache)
        self._live.bus.end_streams()
        for pool in (self._django, self._hot, self._quick):
            pool.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})


def _when_told_to_stop(deed: Callable[[], None]) -> Callable[[], None]:
    """Do something in this loop as soon as the process gets a signal to stop; returns the function that undoes this.

    The lifespan is too late for ending streams: Granian ends it after the last connection, and a stream never ends by
    itself. The loop's own handler keeps its work, because it hears signals through the wake-up descriptor.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def hear(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(deed)
        if callable(then := before[signal.Signals(number)]):
            then(number, frame)

    for number in before:
        signal.signal(number, hear)
        signal.siginterrupt(number, False)

    def forget() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return forget


def open_door(
    wsgi_app: WsgiApp,
    *,
    to: Live = live,
    threads: int | None = None,
    body_limit: int = BODY_LIMIT,
    proxies: int = 0,
) -> App:
    """The ASGI application of an installation.

    Args:
        wsgi_app: answers everything that is not a hot path.
        to: what the rest of the process publishes to.
        threads: how many requests Django works on at once; by default 4 for each processor, at least THREADS.
        body_limit: the largest request body, in bytes.
        proxies: how many stand in front; the reader's address is the one that the outermost of them wrote down.
    """
    threads = threads or max(THREADS, 4 * (os.cpu_count() or 1))
    return Door(wsgi_app, to, threads=threads, body_limit=body_limit, proxies=proxies)
