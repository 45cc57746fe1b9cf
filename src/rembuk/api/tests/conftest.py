"""A thread that people talk in, keys, and a receiver of webhooks on this machine."""

from __future__ import annotations

import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import Page

from rembuk.api.actions import make_key
from rembuk.api.models import ApiKey, Scope
from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]


def steered(draft: Draft) -> Answer:
    """A phase for tests: `tahan` holds, `tolak` rejects."""
    if "tolak" in draft.body:
        return Answer("reject", [{"kind": "test"}], "Tulis ulang, ya.")
    return Answer("hold" if "tahan" in draft.body else "publish", [{"kind": "test"}])


def everyone(_title_id: int, _reader: Reader) -> bool:
    """Every linked reader belongs to every title, for tests that are not about this."""
    return True


@pytest.fixture(autouse=True)
def _own_phases(settings: Any) -> None:
    basic = "rembuk.conversation.phases_basic"
    settings.REMBUK_PHASES = [f"{basic}.length", f"{basic}.thread_state", "rembuk.api.tests.conftest.steered"]
    settings.REMBUK_STORY_PANELS = []
    settings.REMBUK_COMMENT_PACE = ()
    settings.REMBUK_READERS_OF_TITLE = ["rembuk.api.tests.conftest.everyone"]
    settings.REMBUK_LOOPBACK_SITES = True


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story."""
    return thread_of(story)


@pytest.fixture
def say(thread: Thread) -> Say:
    """Posts a comment in the thread."""

    def post(author: Reader, body: str = "Saya setuju.", parent: Comment | None = None, where: Any = thread) -> Comment:
        return post_comment(author=author, thread=where, body=body, client_key=uuid.uuid4(), parent=parent)

    return post


@pytest.fixture
def other_title(title: TitlePage) -> TitlePage:
    """The title Niaga Petang, which has keys of its own."""
    root = Page.get_first_root_node()
    page: TitlePage = root.add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    return page


@pytest.fixture
def linked(db: None) -> Reader:
    """A reader who came from another site."""
    return Reader.objects.create_voice("Wulan", kind=Reader.Kind.LINKED)


@pytest.fixture
def desk(sekar: Reader) -> Reader:
    """Sekar, who may make keys and webhooks."""
    sekar.user_permissions.add(Permission.objects.get(codename="manage_access", content_type__app_label="api"))
    return Reader.objects.get(pk=sekar.pk)


Ask = Callable[..., Any]


@pytest.fixture
def key(title: TitlePage, damar: Reader) -> tuple[ApiKey, str]:
    """A key with every scope, made by a moderator."""
    return make_key(actor=damar, title=title, name="Server Lintas Pagi", scopes=Scope.values, days=30)


@pytest.fixture
def ask(client: Client, key: tuple[ApiKey, str]) -> Ask:
    """Sends a JSON request with the key, or with another one."""

    def send(method: str, path: str, sent: Any = None, *, secret: str = key[1], **headers: str) -> Any:
        named = {
            "authorization": f"Bearer {secret}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        body = sent if isinstance(sent, bytes) else json.dumps(sent)
        return client.generic(method, f"/api/v1{path}", body, "application/json", headers=named)

    return send


class Receiver:
    """A server that notes what it gets and answers what it is told to."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int | str] = []
        self.hung_up = False
        notes = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                notes.got.append(({name.lower(): text for name, text in self.headers.items()}, body))
                notes.respond(self)

            def log_message(self, *_args: Any) -> None:
                """Nothing goes to the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server.server_port}/kait?a=1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        """Give the next answer: a status, `hang`, `redirect` or `flood`; 200 when none is left."""
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "hang":
            time.sleep(1.5)
            return
        if answer == "drip":
            self.drip(handler)
            return
        handler.send_response(302 if answer == "redirect" else 200 if answer == "flood" else int(answer))
        if answer == "redirect":
            handler.send_header("location", self.url + "&lagi=1")
        handler.end_headers()
        if answer == "flood":
            try:
                for _piece in range(2_000):
                    handler.wfile.write(b"x" * 10_000)
            except OSError:
                self.hung_up = True

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Send headers without an end, a little at a time, so that no single wait is ever long."""
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for n in range(30):
                handler.wfile.write(b"x-%d: 1\r\n" % n)
                time.sleep(0.1)
        except OSError:
            self.hung_up = True

    def bodies(self) -> list[dict[str, Any]]:
        """What arrived, as objects."""
        return [json.loads(body) for _headers, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()
