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

from .asgi import App, Receive, Scope, Send, respond
from .bridge import BODY_LIMIT, Bridge, WsgiApp
from .live import Live, live
from .pages import Pages
from .stream import Stream

_HOT: Final = re.compile(r"/_(?:(?P<kind>arus|utas)/(?P<thread>[0-9]{1,18})|(?P<counts>jumlah))")


class Door:
    """Routes requests. `live` is what the rest of the process publishes to."""

    def __init__(self, app: WsgiApp, live: Live, *, threads: int, body_limit: int, proxies: int) -> None:
        self._live = live
        # Two pools: however busy Django is, a hot page is still made.
        self._django = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._hot = ThreadPoolExecutor(2, thread_name_prefix="edge")
        self._bridge = Bridge(app, self._django, body_limit=body_limit)
        self._stream = Stream(live, self._hot, proxies=proxies)
        self._pages = Pages(live, self._hot)
        live.caches.append(self._pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif hot := _HOT.fullmatch(scope["path"]) if scope["path"].startswith("/_") else None:
            await self._answer_hot(hot, scope, receive, send)
        else:
            await self._bridge(scope, receive, send)

    async def _answer_hot(self, hot: re.Match[str], scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            await respond(send, 405, b"", [(b"allow", b"GET, HEAD")])
        elif hot["counts"]:
            await self._pages.counts(scope, send)
        elif hot["kind"] == "utas":
            await self._pages.page(int(hot["thread"]), scope, send)
        elif scope["method"] == "HEAD":
            await respond(send, 200, b"", [(b"content-type", b"text/event-stream; charset=utf-8")])
        else:
            await self._stream(int(hot["thread"]), scope, receive, send)

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        forget = _when_told_to_stop(self._live.bus.end_streams)
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        forget()
        self._live.caches.remove(self._pages)
        self._live.bus.end_streams()
        for pool in (self._django, self._hot):
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
        threads: how many requests Django works on at once; by default 4 for each processor, at least 8.
        body_limit: the largest request body, in bytes.
        proxies: how many stand in front; the reader's address is the one that the outermost of them wrote down.
    """
    threads = threads or max(8, 4 * (os.cpu_count() or 1))
    return Door(wsgi_app, to, threads=threads, body_limit=body_limit, proxies=proxies)
