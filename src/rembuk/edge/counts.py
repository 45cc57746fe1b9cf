"""How many comments threads have: `/_jumlah?thread=1,2,3`, or POST `{"judul": "<title>", "kunci": ["<key>", ...]}`.

Any site may ask: a list of stories shows the counts of all in one request.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Final, TypeVar

from .asgi import OPEN, Gone, Headers, Receive, Scope, Send, TooLarge, pieces, query, respond_json
from .live import Live
from .ready import send_whole
from .shelf import MAX_AGE
from .words import no_question, not_now, too_large

K = TypeVar("K", bound=Hashable)

MOST: Final = 200  # threads or keys in one request
LONGEST_KEY: Final = 500
BODY_LIMIT: Final = 128 * 1024
BODY_TIME: Final = 10.0  # seconds
MOST_KEPT: Final = 20_000
HEADERS: Final[Headers] = ((b"cache-control", b"no-cache"), *OPEN)


class Counts:
    """Answers from what it learned at most MAX_AGE ago. `drop` and `doubt` may be called from any thread."""

    def __init__(self, live: Live, executor: Executor) -> None:
        self._live, self._executor = live, executor
        self._lock = threading.Lock()
        self._counts: dict[int, tuple[float, int | None]] = {}
        self._threads: dict[tuple[str, str], tuple[float, int | None]] = {}
        self._drops = 0

    def drop(self, thread_id: int, *, hard: bool) -> None:
        """A thread has changed."""
        with self._lock:
            self._drops += 1
            self._counts.pop(thread_id, None)

    def doubt(self) -> None:
        """Any thread may be public no longer."""
        with self._lock:
            self._drops += 1
            self._counts.clear()

    async def get(self, scope: Scope, send: Send) -> None:
        """Answer with {thread: number}. Threads that the public may not see are left out."""
        given = query(scope).get("thread", "").split(",")[:MOST]
        wanted = {int(text) for text in given if text.isascii() and text.isdecimal() and len(text) < 19}
        try:
            counts = await self._count(wanted)
        except Exception:
            await send_whole(send, not_now(self._live.known_sources().languages[0]))
            return
        await respond_json(send, {str(key): counts[key] for key in sorted(counts)}, HEADERS)

    async def post(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with {key: number} for pages of another site. Keys without a conversation are left out."""
        language = self._live.known_sources().languages[0]
        try:
            async with asyncio.timeout(BODY_TIME):
                body = b"".join([piece async for piece in pieces(scope, receive, BODY_LIMIT)])
            title, keys = _question(body)
        except Gone:
            return
        except TooLarge:
            await send_whole(send, too_large(language))
            return
        except (ValueError, RecursionError, TimeoutError):
            await send_whole(send, no_question(language))
            return
        try:
            threads = await self._find(title, keys)
            counts = await self._count(set(threads.values()))
        except Exception:
            await send_whole(send, not_now(language))
            return
        found = {key: counts[threads[key]] for key in keys if key in threads and threads[key] in counts}
        await respond_json(send, found, HEADERS)

    async def _count(self, wanted: set[int]) -> Mapping[int, int]:
        return await self._learn(self._counts, wanted, lambda missing: self._live.known_sources().counts(missing))

    async def _find(self, title: str, keys: Sequence[str]) -> Mapping[str, int]:
        def find(missing: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
            found = self._live.known_sources().find_threads(title, [key for _title, key in missing])
            return {(title, key): thread_id for key, thread_id in found.items()}

        found = await self._learn(self._threads, {(title, key) for key in keys}, find)
        return {key: thread_id for (_title, key), thread_id in found.items()}

    async def _learn(
        self, kept: dict[K, tuple[float, int | None]], wanted: set[K], ask: Callable[[list[K]], Mapping[K, int]]
    ) -> Mapping[K, int]:
        now = time.monotonic()
        with self._lock:
            known = {key: found[1] for key in wanted if (found := kept.get(key)) and now - found[0] < MAX_AGE}
            drops = self._drops
        if missing := [key for key in wanted if key not in known]:
            fresh = await asyncio.get_running_loop().run_in_executor(self._executor, ask, missing)
            made = {key: fresh.get(key) for key in missing}
            known |= made
            with self._lock:
                # What was dropped while it was counted may be stale already: it is told, not kept.
                if drops == self._drops:
                    if len(kept) + len(made) > MOST_KEPT:
                        kept.clear()
                    kept.update({key: (now, value) for key, value in made.items()})
        return {key: value for key, value in known.items() if value is not None}


def _question(body: bytes) -> tuple[str, list[str]]:
    """The title and the keys.

    Raises:
        ValueError: it is no such question.
    """
    asked: Any = json.loads(body)
    title = asked.get("judul") if isinstance(asked, dict) else None
    keys = asked.get("kunci") if isinstance(asked, dict) else None
    if not (isinstance(title, str) and len(title) <= LONGEST_KEY and isinstance(keys, list) and len(keys) <= MOST):
        raise ValueError("no title or no keys")
    if not all(isinstance(key, str) and len(key) <= LONGEST_KEY for key in keys):
        raise ValueError("a key that is none")
    for text in (title, *keys):
        text.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    return title, list(dict.fromkeys(keys))
