"""What this process publishes to: the bus and the cached pages behind its door.

Until a door is open here (in a task worker, a command, a plain WSGI server), there is nobody to tell, and telling costs
nothing. Edge itself knows no business rule: `receivers` says where pages come from and when something happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .bus import Bus

RenderPage = Callable[[int, str], str | None]
CountComments = Callable[[Iterable[int]], Mapping[int, int]]


class Cache(Protocol):
    """Something that keeps what it knows of a thread."""

    def drop(self, thread_id: int) -> None:
        """Forget it; called from any thread."""


@dataclass(frozen=True)
class Sources:
    """Where pages come from. All three are for the public at large.

    Args:
        languages: in which pages and events exist; the first one is the default.
        render_page: the first page of a thread in a language; None when the public may not see it.
        count_comments: the number of comments by thread, without threads that the public may not see.
    """

    languages: tuple[str, ...]
    render_page: RenderPage
    count_comments: CountComments


@dataclass
class Live:
    """One per process; a test makes its own."""

    sources: Sources | None = None
    bus: Bus = field(default_factory=Bus)
    caches: list[Cache] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether a door is open in this process."""
        return bool(self.caches)

    def drop(self, thread_id: int) -> None:
        """A thread has changed: forget its cached pages and counts."""
        for cache in self.caches:
            cache.drop(thread_id)

    def forget(self, thread_id: int | None = None) -> None:
        """A thread, or any, may be public no longer: end its streams, keep nothing that was said there."""
        if thread_id is None:
            self.bus.forget_all()
        else:
            self.bus.forget(thread_id)
            self.drop(thread_id)

    def known_sources(self) -> Sources:
        """The sources; a door must not be used before Django's apps are ready."""
        if self.sources is None:
            raise RuntimeError("edge has no sources yet: set up Django before the first request")
        return self.sources


live = Live()
