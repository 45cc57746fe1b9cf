"""What this process publishes to: the bus and the cached pages behind its door, and the other processes.

Until a door is open here (in a task worker, a command, a plain WSGI server) there is nobody to tell but the other
processes, and without those telling costs nothing. Edge itself knows no business rule: `receivers` says where pages
come from and when something happened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from .bus import Bus
from .news import CHANGED, COMMENT, EVERY_THREAD, GONE, HIDDEN, MISSED, PRESENCE, Deed, News
from .presence import Presence
from .teller import Teller

logger = logging.getLogger(__name__)

MOST_TOLD: Final = 40  # comments of one thread in one breath; beyond that it is one `missed`

RenderPage = Callable[[int, str, str, str], "tuple[int, str] | None"]
AskThreads = Callable[[Collection[int]], Mapping[int, int]]
FindThreads = Callable[[str, Sequence[str]], Mapping[str, int]]
ReadNews = Callable[[Sequence[Deed]], Iterable[News]]
WantPresence = Callable[[Collection[int]], Collection[int]]
FindFile = Callable[[str], "File | None"]


class Cache(Protocol):
    """Something that keeps what it knows of threads. Called from any thread."""

    def drop(self, thread_id: int, *, hard: bool) -> None:
        """A thread has changed; with `hard` nothing that was known before may be shown again."""

    def doubt(self) -> None:
        """Any thread may be public no longer."""


@dataclass(frozen=True)
class File:
    """A static file: its bytes, and the headers it is sent with."""

    content: bytes
    headers: tuple[tuple[bytes, bytes], ...]


def _nothing(_asked: object) -> tuple[()]:
    return ()


def _no_file(_path: str) -> File | None:
    return None


@dataclass(frozen=True)
class Sources:
    """Where everything comes from. All of it is for the public at large, and asked in threads of edge's own.

    Args:
        languages: in which pages and events exist; the first one is the default.
        sorts: the orders of a thread as addresses name them; the first one is the default.
        render_page: (thread, sort, cursor, language) to (version read before rendering, HTML); None when the public may
            not see it, or the cursor is none.
        versions: the present version by thread, without threads that the public may not see.
        counts: the number of comments by thread, likewise.
        find_threads: (a title's slug, keys of pages of other sites) to thread by key.
        read_news: deeds to what streams tell of them, read anew; a GONE among them ends a thread's streams.
        want_presence: those of the threads that say how many read along.
        static_prefix: where static files stand in addresses; empty for nowhere.
        find_file: a static file by its path below that; None for what is not answered here.
    """

    languages: tuple[str, ...]
    sorts: tuple[str, ...]
    render_page: RenderPage
    versions: AskThreads
    counts: AskThreads
    find_threads: FindThreads
    read_news: ReadNews = _nothing
    want_presence: WantPresence = _nothing
    static_prefix: str = ""
    find_file: FindFile = _no_file


class Others(Protocol):
    """The other processes of the installation."""

    def announce(self, deeds: Sequence[Deed]) -> None:
        """Tell them; called in the teller's thread."""

    def listen(self, live: Live) -> Callable[[], None]:
        """Begin to hear them, in a thread of its own; returns the function that ends it."""


@dataclass
class Live:
    """One per process; a test makes its own."""

    sources: Sources | None = None
    bus: Bus = field(default_factory=Bus)
    presence: Presence = field(default_factory=Presence)
    caches: list[Cache] = field(default_factory=list)
    others: Others | None = None
    is_deaf: bool = False  # the others cannot be heard at the moment

    def __post_init__(self) -> None:
        self.teller = Teller(self._tell)

    @property
    def is_open(self) -> bool:
        """Whether a door is open in this process."""
        return bool(self.caches)

    def happened(self, deed: Deed) -> None:
        """Something was done and is committed. Called from any thread: it neither waits nor asks the database."""
        if not self.is_open and (self.others is None or not deed.is_ours):
            return
        if deed.kind == PRESENCE:
            self._count_in(deed)
            return
        if deed.kind == GONE:
            self.forget(deed.thread_id)
        elif deed.thread_id == EVERY_THREAD:
            self.doubt()
        else:
            self.drop(deed.thread_id, hard=deed.takes_back)
            if deed.about and deed.takes_back:
                self.bus.withhold(deed.thread_id, deed.about)
        self.teller.take(deed)

    def _count_in(self, deed: Deed) -> None:
        if not deed.is_ours:
            self.presence.hear(deed)
        elif self.others is not None:
            self.teller.take(deed)

    def flush(self) -> None:
        """Tell now, in this thread, everything that happened before."""
        self.teller.flush()

    def drop(self, thread_id: int, *, hard: bool = False) -> None:
        """A thread has changed: its pages are made anew; with `hard` what was made before is not shown any more."""
        for cache in self.caches:
            cache.drop(thread_id, hard=hard)

    def doubt(self) -> None:
        """Nothing is shown before it was asked whether that is still right."""
        for cache in self.caches:
            cache.doubt()

    def forget(self, thread_id: int = EVERY_THREAD) -> None:
        """A thread, or any, may be public no longer: end its streams, keep nothing that was said there."""
        if thread_id == EVERY_THREAD:
            self.bus.forget_all()
            self.doubt()
        else:
            self.bus.forget(thread_id)
            self.drop(thread_id, hard=True)

    def known_sources(self) -> Sources:
        """The sources; a door must not be used before Django's apps are ready."""
        if self.sources is None:
            raise RuntimeError("edge has no sources yet: set up Django before the first request")
        return self.sources

    def _tell(self, deeds: Sequence[Deed]) -> None:
        """The teller's work."""
        ours = [deed for deed in deeds if deed.is_ours]
        if ours and self.others is not None:
            try:
                self.others.announce(ours)
            except Exception as problem:
                # Their pages are never old for all that, and their streams notice by the version.
                logger.warning("%d deeds could not be told to other processes: %s", len(ours), problem)
        if self.is_open:
            self._publish(deeds)

    def _publish(self, deeds: Sequence[Deed]) -> None:
        mark = self.bus.mark
        news: dict[int, list[Deed]] = {}
        for deed in deeds:
            if deed.kind == MISSED:
                self.bus.miss(deed.thread_id)
            elif deed.kind in {COMMENT, CHANGED, HIDDEN}:
                news.setdefault(deed.thread_id, []).append(deed)
        for thread_id, told in list(news.items()):
            if len(told) > MOST_TOLD or not self.bus.is_watched(thread_id):
                self.bus.miss(thread_id)
                del news[thread_id]
        wanted = [deed for told in news.values() for deed in told]
        if not wanted:
            return
        try:
            for each in self.known_sources().read_news(wanted):
                if each.kind == GONE:
                    self.forget(each.thread_id)
                else:
                    self.bus.publish(
                        each.thread_id, each.kind, each.data, about=each.about, is_end=each.is_end, mark=mark
                    )
        except Exception as problem:
            logger.warning("What happened in %d threads could not be told: %s", len(news), problem, exc_info=True)
            for thread_id in news:
                self.bus.miss(thread_id)


live = Live()
