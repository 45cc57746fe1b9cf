"""How many connections the server takes, and in how many processes."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connection

from rembuk.conversation.actions import hide, post_comment
from rembuk.conversation.queries import thread_of
from rembuk.edge.stream import MOST_STREAMS, most_streams
from rembuk.edge.tests.listener import Listener, ears
from rembuk.edge.tests.serving import database_url
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader
from rembuk.site import serve
from rembuk.site.demo.run import free_ports
from rembuk.site.processes import Processes, answers


class Recorder:
    """Stands for Granian and keeps what it was told."""

    def __init__(self, target: str, **told: Any) -> None:
        told_last.update(told)

    def serve(self) -> None:
        """Nothing more happens."""


told_last: dict[str, Any] = {}


@pytest.mark.parametrize("files", [256, 1_024, 1_000_000, resource.RLIM_INFINITY])
def test_open_streams_never_fill_the_server(files: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Granian takes no further connection when as many as its backpressure are open, and a stream is one."""
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (files, files))
    monkeypatch.setattr(resource, "setrlimit", lambda _what, _limits: None)
    monkeypatch.setattr(serve, "refuse_busy_port", lambda _host, _port: None)
    monkeypatch.setattr(serve, "Server", Recorder)
    serve.serve("127.0.0.1", 8000)
    assert told_last["backpressure"] >= most_streams() * 5 // 4
    assert files == resource.RLIM_INFINITY or told_last["backpressure"] <= files * 3 // 4
    if files in {1_000_000, resource.RLIM_INFINITY}:
        assert told_last["backpressure"] == MOST_STREAMS + serve.ORDINARY_CONNECTIONS


def test_a_system_that_allows_no_more_files_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_what: int, _limits: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    serve.allow_many_connections()


@pytest.mark.parametrize(("processes", "words"), [(0, "one process or more"), (2, "PostgreSQL")])
def test_processes_that_cannot_serve_are_refused_with_a_sentence(
    processes: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with pytest.raises(SystemExit, match=words):
        serve.serve("127.0.0.1", 8000, processes)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_processes_on_one_port_answer_as_one(
    ratna: Reader, story: StoryPage, tmp_path: Path, settings: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("several processes need PostgreSQL, through which they tell each other")
    thread, port = thread_of(story), free_ports()
    facts = {"REMBUK_DATABASE_URL": database_url(), "REMBUK_SECRET_KEY": settings.SECRET_KEY}
    with Processes({**facts, "REMBUK_VAR": str(tmp_path), "REMBUK_DEMO": "yes"}) as site:
        site.start("site", "rembuk.site.cli", "serve", "--port", str(port), "--processes", "2")
        assert answers(f"http://127.0.0.1:{port}/_jumlah?thread={thread.pk}")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client:
            end = time.monotonic() + 30
            while ears("count(*)") < 2:  # until both have come up
                assert time.monotonic() < end
                time.sleep(0.05)
            # The system spreads connections over both: with sixteen, one has none once in 30,000 times.
            listeners = [Listener(client, f"/_arus/{thread.pk}") for _ in range(16)]
            for listener in listeners:
                listener.until("event: ready")
            comment = post_comment(author=ratna, thread=thread, body="Halo dari sini", client_key=uuid4())
            for listener in listeners:
                assert "Halo dari sini" in listener.until("event: comment")
            hide(comment=comment, actor=None)
            for listener in listeners:
                listener.until("event: hidden")
