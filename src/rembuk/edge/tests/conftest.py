"""What edge's tests share: a real server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .serving import Serve, start_server


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a server for an application of `served` and gives a client; stops them at the end."""
    started: list[subprocess.Popen[bytes]] = []
    clients: list[httpx.Client] = []

    def start(factory: str, **environ: str) -> httpx.Client:
        server, port = start_server(factory, tmp_path, environ)
        started.append(server)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False)
        client.headers["X-Server-Pid"] = str(server.pid)
        clients.append(client)
        return client

    yield start
    for client in clients:
        client.close()
    for server in started:
        server.terminate()
        server.wait(15)
    # What went wrong in a server is said by it alone: a browser shows an error page as a blocked frame.
    print((tmp_path / "server.log").read_text() if started else "", end="")
