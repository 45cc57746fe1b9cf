"""The fake Bot API over HTTP, on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from .body import read_params, receive
from .methods import METHODS
from .page import STYLE, channel_page, index_page
from .rules import BadRequest
from .store import TELEGRAM_RATE, Call, Control, Message, Rate, Store, TooManyRequests

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "img-src http://127.0.0.1:* http://localhost:*",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class FakeBotApi:
    """A stand-in for api.telegram.org; a context manager.

    `channels` maps `@name` to a title. `rate=None` lifts the limits. With `folder`, messages survive a restart.
    `control_over_http` opens `POST /_control` ({"fault": "accept-then-drop"}): for a demo on one's own machine only.
    `clock` returns seconds since 1970.
    """

    def __init__(
        self,
        *,
        token: str,
        channels: Mapping[str, str],
        host: str = "127.0.0.1",
        port: int = 0,
        folder: Path | None = None,
        rate: Rate | None = TELEGRAM_RATE,
        control_over_http: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = Store(channels, folder=folder, rate=rate, clock=clock)
        self.control = Control()
        self.calls: list[Call] = []
        self.control_over_http = control_over_http
        self._token = token
        self._server = _Server((host, port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __repr__(self) -> str:
        return f"<FakeBotApi {self.base_url}>"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        """Where to point a client."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def messages(self, chat: int | str) -> list[Message]:
        """What stands in a channel, oldest first."""
        return self.store.messages(self.store.channel(chat))

    def knows(self, token: str) -> bool:
        """Whether this is the bot's token."""
        return compare_digest(token.encode(), self._token.encode())

    def answer(self, method: str, params: Mapping[str, Any]) -> tuple[int, dict[str, object]]:
        """Carry out one call: the HTTP status and the JSON body."""
        function = METHODS.get(method.lower())
        if function is None:
            return _error(404, "Not Found: method not found")
        with self.store.lock:
            self.calls.append(Call(method, params))
            try:
                return 200, {"ok": True, "result": function(self.store, params)}
            except BadRequest as error:
                return _error(400, f"Bad Request: {error}")
            except TooManyRequests as error:
                wait = error.retry_after
                return _error(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], api: FakeBotApi) -> None:
        self.api = api
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "FakeBotApi"
    sys_version = ""
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the path of a request holds the token."""

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path.startswith("/bot"):
            self._bot(path.path, dict(parse_qsl(path.query)))
        elif path.path == "/_style.css":
            self._reply(200, STYLE, "text/css; charset=utf-8")
        else:
            self._page(path.path.strip("/"), dict(parse_qsl(path.query, keep_blank_values=True)))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        path = urlsplit(self.path)
        try:
            body = receive(self.headers, self.rfile)
        except ValueError:
            self.close_connection = True  # what is left of the body cannot be told from the next request
            return self._json(*_error(413, "Request Entity Too Large"))
        try:
            params = dict(parse_qsl(path.query)) | read_params(self.headers.get("Content-Type", ""), body)
        except ValueError:
            return self._json(*_error(400, "Bad Request: can't parse the request body"))
        if path.path == "/_control" and self.server.api.control_over_http:
            return self._control(params)
        return self._bot(path.path, params)

    def _control(self, params: Mapping[str, Any]) -> None:
        try:
            self.server.api.control.next(params.get("fault", ""))
        except ValueError as error:
            return self._json(*_error(400, f"Bad Request: {error}"))
        return self._json(200, {"ok": True, "result": True})

    def _bot(self, path: str, params: Mapping[str, Any]) -> None:
        api = self.server.api
        bot, _, method = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not method:
            return self._json(*_error(404, "Not Found"))
        if not api.knows(unquote(bot)):
            return self._json(*_error(401, "Unauthorized"))
        fault = api.control.take()
        if fault == "error-500":
            return self._json(*_error(500, "Internal Server Error"))
        answer = api.answer(method, params) if fault != "drop-before" else None
        if fault or answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        return self._json(*answer)

    def _page(self, name: str, query: Mapping[str, str]) -> None:
        store = self.server.api.store
        if not name:
            return self._reply(200, index_page(store.channels), "text/html; charset=utf-8", _PAGE_HEADERS)
        try:
            channel = store.channel(f"@{name}")
        except BadRequest:
            return self._reply(404, index_page(store.channels), "text/html; charset=utf-8", _PAGE_HEADERS)
        page = channel_page(channel, store.messages(channel), joining="gabung" in query, paused="jeda" in query)
        return self._reply(200, page, "text/html; charset=utf-8", _PAGE_HEADERS)

    def _json(self, status: int, body: Mapping[str, object]) -> None:
        parameters = body.get("parameters")
        extra = {"Retry-After": str(parameters["retry_after"])} if isinstance(parameters, dict) else {}
        self._reply(status, json.dumps(body), "application/json", extra)

    def _reply(self, status: int, text: str, kind: str, headers: Mapping[str, str] | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            # A browser that has gone on elsewhere takes no answer.
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)


def _error(
    code: int, description: str, parameters: Mapping[str, object] | None = None
) -> tuple[int, dict[str, object]]:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": dict(parameters)} if parameters else {})
