"""A real server for tests: Granian in a process of its own, on the database of the test that starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from rembuk.readers.models import Reader

Serve = Callable[..., httpx.Client]


def start_server(factory: str, folder: Path, environ: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start one of the applications of `served` and wait until it answers; the process and its port."""
    if factory == "whole":
        _forget_what_servers_kept()
    with socket.socket() as held:
        # Granian shares its port, so we can hold it until Granian has it: nobody else gets it in between.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
        return _start_at(port, factory, folder, environ), port


def _forget_what_servers_kept() -> None:
    """Tests roll their rows back, but not this table: an earlier server's sites and counts would be believed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rembuk_cache")


def _start_at(port: int, factory: str, folder: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--loop", "asyncio", "--workers-kill-timeout", "5"]
    keys = str(settings.REMBUK_KEYS)  # of this test process; the server's own folder holds none
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, f"rembuk.edge.tests.served:{factory}"],
            env=os.environ | {"PYTHONPATH": path, "REMBUK_VAR": str(folder), "REMBUK_KEYS": keys} | environ,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a test that kills it kills its workers, too
        )
    _wait_for(port, server, folder / "server.log")
    return server


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(log.read_text())


def session_of(reader: Reader) -> str:
    """The key of a fresh session in which a reader is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(reader.pk)
    session[BACKEND_SESSION_KEY] = "rembuk.readers.backends.Staff"
    session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def database_url() -> str:
    """The address of this test's database, for another process."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}"
    host = f"?host={quote(facts['HOST'])}" if facts["HOST"].startswith("/") else ""
    place = "" if host else f"{facts['HOST']}:{facts['PORT']}"
    return f"postgresql://{login}@{place}/{facts['NAME']}{host}"
