"""Pages of a thread as everyone sees them: `/_utas/<thread>?bahasa=id&urut=terbaru&setelah=<cursor>`.

However many readers miss a page at once, it is made once. While it is made anew after a new comment, readers get the
one before. How long a page is good is decided by `shelf`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from typing import Final
from urllib.parse import parse_qsl

from .asgi import OPEN, Headers, Scope, Send
from .freshness import Freshness
from .live import Live, Sources
from .ready import Ready, Whole, make_ready, send_whole
from .shelf import Build, Key, Shelf, Slot
from .words import not_now

logger = logging.getLogger(__name__)

PATIENCE: Final = 10.0  # seconds that a reader waits for a page
PAUSE: Final = 0.25  # seconds before a page that could not be made is tried again for readers who have one
MOST_ADDRESSES: Final = 8_000
LONGEST_REMEMBERED: Final = 200  # bytes of an address's query
LONGEST_CURSOR: Final = 200
NAMES: Final = frozenset({"bahasa", "urut", "setelah"})
HEADERS: Final[Headers] = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-cache"), *OPEN)
MISSING: Final = make_ready(b"", [(b"cache-control", b"no-cache"), *OPEN], status=404)


class Pages:
    """Serves pages. `drop` and `doubt` may be called from any thread; the rest runs in the event loop.

    `live.sources` makes the pages, in the threads of `executor`, because they ask the database.
    """

    def __init__(self, live: Live, executor: Executor, freshness: Freshness, shelf: Shelf | None = None) -> None:
        self._live, self._executor, self._freshness = live, executor, freshness
        self._shelf = shelf or Shelf()
        self._by_address: dict[tuple[str, bytes], Slot] = {}
        self._tasks: dict[Key, asyncio.Task[bool]] = {}
        self._not_before: dict[Key, float] = {}
        freshness.join(self._shelf.read_since, self._shelf.confirm)

    def drop(self, thread_id: int, *, hard: bool) -> None:
        """A thread has changed; with `hard` nothing that was made before is shown again."""
        self._shelf.drop(thread_id, time.monotonic(), hard=hard)

    def doubt(self) -> None:
        """Any thread may be public no longer."""
        self._shelf.doubt()

    def at_once(self, scope: Scope) -> Whole | None:
        """The answer, where it lies ready. No lock, no waiting: this is the path of nearly every reader."""
        slot = self._by_address.get((scope["path"], scope["query_string"]))
        if slot is None:
            return None
        now = time.monotonic()
        page = slot.page
        if page is None or now >= slot.good_until or scope["method"] != "GET":
            return None
        slot.read_at = now
        if slot.is_stale and slot.key not in self._tasks and now >= self._not_before.get(slot.key, now):
            self._renew(slot)
        return page.pick(scope["headers"])

    async def page(self, scope: Scope, send: Send) -> None:
        """Answer with a page, waiting for it when it must be."""
        sources = self._live.known_sources()
        key, is_plain = read_address(scope["path"], scope["query_string"], sources)
        if key is None:
            await send_whole(send, MISSING.pick(()))
            return
        page = await self._find(key, scope if is_plain else None)
        answer = not_now(key.language) if page is None else page.pick(scope["headers"])
        await send_whole(send, answer, only_head=scope["method"] == "HEAD")

    async def _find(self, key: Key, scope: Scope | None) -> Ready | None:
        """The page, or None when it can be neither made nor vouched for."""
        asked_at = time.monotonic()
        while (now := time.monotonic()) < asked_at + PATIENCE:
            slot = self._shelf.slot(key, now)
            if (page := slot.page) is not None and (now < slot.good_until or slot.built_at >= asked_at):
                if scope is not None and slot.version is not None:
                    self._remember(scope, slot)
                return page
            task = self._tasks.get(key) or self._renew(slot)
            done, _pending = await asyncio.wait({task}, timeout=asked_at + PATIENCE - now)
            if done and (task.cancelled() or not task.result()):
                return None
        return None

    def _remember(self, scope: Scope, slot: Slot) -> None:
        # A visitor who writes one address in a thousand ways makes us read addresses anew, and nothing else: what is
        # longer than any of ours is read each time.
        if len(scope["query_string"]) > LONGEST_REMEMBERED:
            return
        if len(self._by_address) >= MOST_ADDRESSES:
            self._by_address.clear()
        self._by_address[scope["path"], scope["query_string"]] = slot

    def _renew(self, slot: Slot) -> asyncio.Task[bool]:
        """Have a page looked after: by one task at a time."""
        slot.is_busy = True
        task = self._tasks[slot.key] = asyncio.get_running_loop().create_task(self._look_after(slot))
        task.add_done_callback(lambda _task: self._let_go(slot))
        return task

    def _let_go(self, slot: Slot) -> None:
        slot.is_busy = False
        del self._tasks[slot.key]

    async def _look_after(self, slot: Slot) -> bool:
        """Confirm a page or make it anew; False when the sources fail."""
        try:
            if slot.page is not None and slot.version is not None and not slot.is_stale:
                if await self._freshness.ask([slot.key.thread_id]) is None:
                    return False
                if time.monotonic() < slot.good_until:
                    return True
            while not await self._build(slot):
                pass  # something was taken back while the page was made: what it shows is for nobody
        except Exception as problem:
            logger.warning("A page of thread %d could not be made: %s", slot.key.thread_id, problem, exc_info=True)
            if len(self._not_before) > MOST_ADDRESSES:
                self._not_before.clear()
            self._not_before[slot.key] = time.monotonic() + PAUSE
            return False
        self._not_before.pop(slot.key, None)
        return True

    async def _build(self, slot: Slot) -> bool:
        build: Build = self._shelf.begin(slot, time.monotonic())
        try:
            page, version = await asyncio.get_running_loop().run_in_executor(self._executor, self._make, slot.key)
        except BaseException:
            self._shelf.give_up(slot)
            raise
        return self._shelf.finish(slot, build, page, version)

    def _make(self, key: Key) -> tuple[Ready, int | None]:
        made = self._live.known_sources().render_page(*key)
        return (MISSING, None) if made is None else (make_ready(made[1].encode(), HEADERS), made[0])


def read_address(path: str, query_string: bytes, sources: Sources) -> tuple[Key | None, bool]:
    """Which page an address names, None for none; and whether it says nothing besides.

    An unknown order or language is the default one. Whether a cursor is one, only the sources know.
    """
    digits = path.removeprefix("/_utas/")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        return None, False
    try:
        pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None, False
    asked: Mapping[str, str] = dict(pairs)
    after = asked.get("setelah", "")
    if len(after) > LONGEST_CURSOR:
        return None, False
    key = Key(
        int(digits),
        _known(asked.get("urut", ""), sources.sorts),
        after,
        _known(asked.get("bahasa", ""), sources.languages),
    )
    return key, NAMES.issuperset(asked) and len(pairs) == len(asked)


def _known(name: str, names: Collection[str]) -> str:
    return name if name in names else next(iter(names))
