"""A site of one page on a port of loopback: canned answers, a live stream, and what was asked of it."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

from rembuk.design.middleware import READER, policy
from rembuk.design.tests.files import STATIC


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, list[str]]
    fields: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Answer:
    """What is answered: HTML unless the headers say otherwise."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def as_json(status: int = 200, **content: object) -> Answer:
    """An answer that a script reads."""
    return Answer(json.dumps(content), status, {"Content-Type": "application/json"})


@dataclass
class Site:
    """`answers` by path, each an Answer or a function of the request; `asked` collects requests for them."""

    origin: str = ""
    answers: dict[str, Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    news: SimpleQueue[str] = field(default_factory=SimpleQueue)
    streams: Event = field(default_factory=Event)
    closing: Event = field(default_factory=Event)

    def tell(self, event: str, **content: object) -> None:
        """Send an event down the open stream."""
        self.news.put(f"event: {event}\ndata: {json.dumps(content)}\n\n")

    def asked_for(self, path: str) -> list[Asked]:
        """The requests for one address."""
        return [asked for asked in self.asked if asked.path == path]


class Handler(BaseHTTPRequestHandler):
    """Serves a `Site`, which its server carries."""

    site: Site

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.startswith("/s/"):
            kind = mimetypes.guess_type(address.path)[0] or "text/plain"
            self._answer(Answer((STATIC / address.path[3:]).read_text(), headers={"Content-Type": kind}))
        elif address.path.startswith("/_arus/"):
            self._stream()
        else:
            self._canned("")

    def do_POST(self) -> None:
        self._canned(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())

    def _canned(self, body: str) -> None:
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        fields = parse_qs(body, keep_blank_values=True)
        asked = Asked(self.command, address.path, parse_qs(address.query), fields, headers)
        self.site.asked.append(asked)
        found = self.site.answers.get(address.path, Answer("Tidak ada.", 404, {"Content-Type": "text/html"}))
        self._answer(found if isinstance(found, Answer) else found(asked))

    def _answer(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        sent = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": policy(
                READER, frame_src=("'self'", "http://localhost:*"), frame_ancestors=("*",)
            ),
            "Content-Length": str(len(content)),
        }
        for name, value in (sent | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"event: ready\ndata: {}\n\n")
        self.site.streams.set()
        while not self.site.closing.is_set():
            try:
                self.wfile.write(self.site.news.get(timeout=0.2).encode())
            except Empty:
                continue
            except OSError:  # the page has gone
                return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the block ends."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Serving", (Handler,), {"site": site}))
    server.daemon_threads = True
    site.origin = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
