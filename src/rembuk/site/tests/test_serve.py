"""How many connections the server takes."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from rembuk.edge.stream import MOST_STREAMS, most_streams
from rembuk.site import serve


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
