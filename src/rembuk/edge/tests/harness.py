"""Drives an ASGI application as a server does, without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any

from rembuk.edge.asgi import App, Message, Scope


class Receive:
    """Gives the request's pieces and then waits until the reader leaves.

    Returns an awaitable that is no coroutine, as Granian does.
    """

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces) or [b""]
        self.leaves = asyncio.Event()

    def __call__(self) -> Awaitable[Message]:
        return _Awaitable(self._next())

    async def _next(self) -> Message:
        if self._pieces:
            body = self._pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(self._pieces)}
        await self.leaves.wait()
        return {"type": "http.disconnect"}


class _Awaitable:
    def __init__(self, coroutine: Coroutine[Any, Any, Message]) -> None:
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Message]:
        return self._coroutine.__await__()


class Answer:
    """What the application sent."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.sends = 0
        self.is_whole = False
        self.changed = asyncio.Event()

    async def send(self, message: Message) -> None:
        """The `send` of ASGI."""
        self.sends += 1
        if message["type"] == "http.response.start":
            assert self.status == 0, "a second start"
            self.status = message["status"]
            self.headers = {str(name, "latin-1"): str(value, "latin-1") for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")
            self.is_whole = not message.get("more_body", False)
        self.changed.set()

    async def until(self, piece: bytes) -> None:
        """Wait until the body contains `piece`."""
        async with asyncio.timeout(5):
            while piece not in self.body:
                self.changed.clear()
                await self.changed.wait()


def scope(path: str, *, method: str = "GET", query: str = "", **headers: str) -> Scope:
    """The scope of a request; header names as keywords, with underscores for hyphens."""
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.7", 4711),
        "server": ("contoh.test", 80),
        "scheme": "http",
        "http_version": "1.1",
    }


async def ask(app: App, asked: Scope, *pieces: bytes) -> Answer:
    """Make a request and return the whole answer."""
    answer = Answer()
    async with asyncio.timeout(10):
        await app(asked, Receive(*pieces), answer.send)
    return answer
