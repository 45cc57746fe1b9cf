"""A made-up newsroom for tests: no Django, a few threads in memory, and everything that was asked is counted."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any

from rembuk.edge.asgi import App
from rembuk.edge.door import open_door
from rembuk.edge.live import File, Live, Sources
from rembuk.edge.news import Deed

from .harness import Answer, Receive, ask, scope


def no_wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("404 Not Found", [])
    return [b"django"]


class House:
    """Thread 1 is public and has 7 comments; what is in `texts` is on its pages."""

    def __init__(self, *, slowness: float = 0.0) -> None:
        self.slowness = slowness
        self.versions = {1: 1}
        self.numbers = {1: 7}
        self.text = "awal"
        self.renderings = self.questions = self.countings = self.findings = 0
        self.is_away = False
        self.present: Collection[int] = ()
        self.may_render = threading.Event()
        self.may_render.set()
        sources = Sources(
            languages=("id", "en"),
            sorts=("terbaru", "terlama"),
            render_page=self.render,
            versions=self.ask_versions,
            counts=self.count,
            find_threads=self.find,
            want_presence=lambda _ids: self.present,
            static_prefix="/static/",
            find_file=self.find_file,
        )
        self.live = Live(sources)
        self.live.teller.is_manual = True
        self.door: App = open_door(no_wsgi, to=self.live, threads=1)

    def change(self, text: str) -> None:
        """What the database says from now on."""
        self.text = text
        self.versions[1] += 1

    def render(self, thread_id: int, sort: str, after: str, language: str) -> tuple[int, str] | None:
        self.renderings += 1
        if self.is_away:
            raise ConnectionError("the database is away")
        version, text = self.versions.get(thread_id), self.text
        time.sleep(self.slowness)
        assert self.may_render.wait(10)
        if version is None or after == "salah":
            return None
        return version, f"<p>{language} {sort} {after} {text}</p>" + " " * 1000

    def ask_versions(self, thread_ids: Collection[int]) -> Mapping[int, int]:
        self.questions += 1
        if self.is_away:
            raise ConnectionError("the database is away")
        return {thread_id: self.versions[thread_id] for thread_id in thread_ids if thread_id in self.versions}

    def count(self, thread_ids: Collection[int]) -> Mapping[int, int]:
        self.countings += 1
        if self.is_away:
            raise ConnectionError("the database is away")
        return {thread_id: self.numbers[thread_id] for thread_id in thread_ids if thread_id in self.numbers}

    def find(self, title: str, keys: Sequence[str]) -> Mapping[str, int]:
        self.findings += 1
        return {key: 1 for key in keys if title == "lintas-pagi" and key.startswith("artikel-")}

    def find_file(self, name: str) -> File | None:
        return File(b"a{}" * 1000, ((b"content-type", b"text/css"),)) if name == "design/rembuk.css" else None

    async def get(self, path: str, query: str = "", **headers: str) -> Answer:
        return await ask(self.door, scope(path, query=query, **headers))

    async def page(self) -> str:
        """The text of the first page of thread 1."""
        return (await self.get("/_utas/1")).body.decode().strip()

    def done(self, kind: str, about: str = "a", thread_id: int = 1) -> None:
        """Something was done and committed."""
        self.live.happened(Deed(thread_id, kind, about))


class Listener:
    """A reader with an open stream."""

    def __init__(self, house: House, path: str = "/_arus/1", **facts: str) -> None:
        self.receive, self.answer = Receive(), Answer()
        self.task = asyncio.ensure_future(house.door(scope(path, **facts), self.receive, self.answer.send))

    async def until(self, words: bytes) -> None:
        """Wait for words on the stream."""
        await self.answer.until(words)

    async def leave(self) -> None:
        """Go, and see that the stream ends."""
        self.receive.leaves.set()
        await asyncio.wait_for(self.task, 5)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scene in a loop of its own."""
    asyncio.run(scene())


async def eventually(check: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(5):
        while not check():
            await asyncio.sleep(0.005)
