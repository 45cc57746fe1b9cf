"""The first page of a thread as everyone sees it (`/_utas/<thread>?bahasa=id`), and counts (`/_jumlah?thread=1,2,3`).

An event drops what it made stale at once. Another process can change a thread without our knowing, so nothing is
older than MAX_AGE. However many readers miss at once, the page is made once.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from .asgi import Headers, Scope, Send, header, query, respond, respond_json
from .live import Live

MAX_AGE: Final = 2.0  # seconds
MOST_PAGES: Final = 1_000
MOST_COUNTS: Final = 100  # in one request
WORTH_ZIPPING: Final = 512  # bytes


@dataclass(frozen=True)
class _Page:
    """A page ready to send; `body` is None where there is no such public thread."""

    made_at: float
    body: bytes | None
    zipped: bytes | None
    etag: bytes


class Pages:
    """Serves cached pages and counts. `drop` may be called from any thread; the rest runs in the event loop.

    `live.sources` makes them, in the threads of `executor`, because they ask the database.
    """

    def __init__(self, live: Live, executor: Executor) -> None:
        self._live, self._executor = live, executor
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[int, str], _Page] = OrderedDict()
        self._counts: OrderedDict[int, tuple[float, int | None]] = OrderedDict()
        self._drops = 0
        self._being_made: dict[tuple[int, str], asyncio.Task[_Page]] = {}

    def drop(self, thread_id: int) -> None:
        """Forget what is known of a thread."""
        with self._lock:
            self._drops += 1
            self._counts.pop(thread_id, None)
            for language in self._live.known_sources().languages:
                self._pages.pop((thread_id, language), None)

    async def page(self, thread_id: int, scope: Scope, send: Send) -> None:
        """Answer with the first page of a thread."""
        wanted, languages = query(scope).get("bahasa"), self._live.known_sources().languages
        found = await self._find(thread_id, wanted if wanted in languages else languages[0])
        if found.body is None:
            await respond(send, 404)
            return
        headers: Headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"etag", found.etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
        ]
        if header(scope, b"if-none-match") == found.etag.decode():
            await respond(send, 304, b"", headers)
        elif found.zipped is not None and "gzip" in header(scope, b"accept-encoding"):
            await respond(send, 200, found.zipped, [*headers, (b"content-encoding", b"gzip")])
        else:
            await respond(send, 200, found.body, headers)

    async def counts(self, scope: Scope, send: Send) -> None:
        """Answer with {thread: number of comments}. Unknown threads are left out."""
        given = query(scope).get("thread", "").split(",")[:MOST_COUNTS]
        wanted = {int(text) for text in given if text.isascii() and text.isdecimal() and len(text) < 19}
        now = time.monotonic()
        with self._lock:
            known = {key: kept[1] for key in wanted if (kept := self._counts.get(key)) and now - kept[0] < MAX_AGE}
            drops = self._drops
        if missing := wanted - known.keys():
            count = self._live.known_sources().count_comments
            fresh = await asyncio.get_running_loop().run_in_executor(self._executor, count, missing)
            made = {key: fresh.get(key) for key in missing}
            known |= made
            with self._lock:
                if drops == self._drops:
                    self._counts |= {key: (now, value) for key, value in made.items()}
                    _shorten(self._counts)
        answer = {str(key): value for key, value in sorted(known.items()) if value is not None}
        await respond_json(send, answer, [(b"cache-control", b"no-cache")])

    async def _find(self, thread_id: int, language: str) -> _Page:
        key = (thread_id, language)
        with self._lock:
            kept = self._pages.get(key)
        if kept is not None and time.monotonic() - kept.made_at < MAX_AGE:
            return kept
        making = self._being_made.get(key)
        if making is None:
            making = asyncio.ensure_future(self._make(key))
            self._being_made[key] = making
            making.add_done_callback(lambda _task: self._being_made.pop(key, None))
        # Shielded: one reader who leaves must not take the page from the others who wait for it.
        return await asyncio.shield(making)

    async def _make(self, key: tuple[int, str]) -> _Page:
        with self._lock:
            drops = self._drops
        made_at = time.monotonic()
        render = self._live.known_sources().render_page
        html = await asyncio.get_running_loop().run_in_executor(self._executor, render, *key)
        body = None if html is None else html.encode()
        worth_zipping = body is not None and len(body) >= WORTH_ZIPPING
        page = _Page(
            made_at,
            body,
            gzip.compress(body, 6) if body is not None and worth_zipping else None,
            b'W/"%s"' % hashlib.blake2b(body or b"", digest_size=12).hexdigest().encode(),
        )
        with self._lock:
            # What was dropped while it was being made may be stale already: it is served, not kept.
            if drops == self._drops:
                self._pages[key] = page
                self._pages.move_to_end(key)
                _shorten(self._pages)
        return page


def _shorten(kept: OrderedDict[int, tuple[float, int | None]] | OrderedDict[tuple[int, str], _Page]) -> None:
    while len(kept) > MOST_PAGES:
        kept.popitem(last=False)
