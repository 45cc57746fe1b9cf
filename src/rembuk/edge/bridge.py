"""From ASGI to a WSGI application, in the shortest way: read the body in the loop, run in a thread, send from the loop.

No thread ever waits for a reader, however slowly one sends or takes: threads are few, readers are many. A large request
or response stands in a file meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes

from .asgi import Gone, Receive, Scope, Send, TooLarge, pieces, respond

logger = logging.getLogger(__name__)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BODY_LIMIT: Final = 32 * 1024 * 1024
IN_MEMORY: Final = 512 * 1024  # a larger body, either way, is written to a file
PIECE: Final = 64 * 1024  # of a response
BODY_TIME: Final = 60.0  # seconds for a whole request body
SEND_TIME: Final = 20.0  # seconds for one piece of a response


class _TooSlow(Exception):
    """The request did not come to its end in time."""


@dataclass
class _Started:
    """What the application said in start_response; what it writes goes to `write`."""

    write: Callable[[bytes], Any]
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.write


class Bridge:
    """Serves a WSGI application under ASGI. Its threads are those of `executor`."""

    def __init__(self, app: WsgiApp, executor: Executor, *, body_limit: int = BODY_LIMIT) -> None:
        self._app, self._executor, self._body_limit = app, executor, body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = tempfile.SpooledTemporaryFile[bytes](IN_MEMORY)
        content = tempfile.SpooledTemporaryFile[bytes](IN_MEMORY)
        answering: Future[_Started] | None = None
        try:
            try:
                length = await self._read_in_time(scope, receive, body)
            except Gone:
                return
            except _TooSlow:
                await respond(send, 408, b"", [(b"connection", b"close")])
                return
            except TooLarge:
                await respond(send, 413, b"", [(b"connection", b"close")])
                return
            answering = self._executor.submit(self._answer, environ(scope, body, length), content)
            await _send_whole(send, await asyncio.wrap_future(answering), content)
        finally:
            _close_after(answering, body, content)

    async def _read_in_time(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        try:
            return await asyncio.wait_for(self._read(scope, receive, body), BODY_TIME)
        except TimeoutError:
            raise _TooSlow from None

    async def _read(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        """Read the request's body and return its length."""
        length = 0
        async for piece in pieces(scope, receive, self._body_limit):
            length += len(piece)
            body.write(piece)
        body.seek(0)
        return length

    def _answer(self, environ: dict[str, Any], content: IO[bytes]) -> _Started:
        """Run the application in this thread and put what it answers into `content`.

        The iterable is closed in the thread that ran it, which is where Django gives its database connection back.
        """
        started = _Started(content.write)
        response: Iterable[bytes] = ()
        try:
            response = self._app(environ, started)
            for piece in response:
                content.write(piece)
        except Exception:
            # Django answers its own errors; this one comes from outside it.
            logger.exception("The request could not be answered")
            started = _Started(content.write, 500, [(b"content-type", b"text/plain")])
            content.seek(0)
            content.truncate()
            content.write(b"Internal Server Error")
        finally:
            if (close := getattr(response, "close", None)) is not None:
                close()
        content.seek(0)
        return started


def _close_after(answering: Future[_Started] | None, *files: IO[bytes]) -> None:
    """Close the files as soon as no thread works with them: one goes on when its reader's task has ended."""

    def close(_done: object = None) -> None:
        for file in files:
            file.close()

    if answering is None:
        close()
    else:
        answering.add_done_callback(close)


def environ(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The WSGI environment of an ASGI request."""
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw.split(b"?", 1)[0]) if raw else scope["path"].encode("utf-8", "surrogateescape")
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    facts: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": str(scope["query_string"], "latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(length) if length else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(facts, str(name, "latin-1"), str(value, "latin-1"))
    return facts


def _add_header(facts: dict[str, Any], name: str, value: str) -> None:
    # With an underscore a client could pass for a proxy: X_Forwarded_For would become X-Forwarded-For's variable.
    if "_" in name or name.lower() in {"content-length", "proxy"}:
        return
    key = name.upper().replace("-", "_")
    key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
    joint = "; " if key == "HTTP_COOKIE" else ","
    facts[key] = f"{facts[key]}{joint}{value}" if key in facts else value


async def _send_whole(send: Send, started: _Started, content: IO[bytes]) -> None:
    """Send a response piece by piece, at the reader's pace but not at any pace."""
    await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
    piece = content.read(PIECE)
    is_last = False
    while not is_last:
        following = content.read(PIECE)
        is_last = not following
        try:
            async with asyncio.timeout(SEND_TIME):
                await send({"type": "http.response.body", "body": piece, "more_body": not is_last})
        except TimeoutError:
            # Half a response is sent: the server can only break the connection off.
            raise ConnectionError("the reader takes nothing") from None
        piece = following
