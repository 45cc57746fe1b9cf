"""The site: Granian with the ASGI door, which answers hot paths itself and gives the rest to Django.

One process, or on PostgreSQL several that share the port and tell each other what was done.
"""

from __future__ import annotations

import contextlib
import resource
import socket

from django.db import connection
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rembuk.edge.stream import most_streams

from . import say

ORDINARY_CONNECTIONS = 3_000  # beside the live streams
STOP_LIMIT = 8  # seconds: with worker threads busy, a graceful stop could hang for ever


def refuse_busy_port(host: str, port: int) -> None:
    """Stop with a sentence when somebody listens already. (Two servers would share the port in silence.)"""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            say.stop(f"port {port} on {host} cannot be used ({problem.strerror}); choose another one with --port.")


def allow_many_connections() -> None:
    """Let this process hold as many files as the system allows it: each connection is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems name no limit and still refuse it; then what we have must do.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def most_connections() -> int:
    """The live streams and, beside them, ordinary connections; a quarter of our files stays for everything else."""
    streams = most_streams()
    return streams + min(ORDINARY_CONNECTIONS, max(1, streams // 2))


def refuse_processes(number: int) -> None:
    """Stop with a sentence when so many processes cannot serve this installation."""
    if number < 1:
        say.stop("a site needs one process or more; --processes 1 is the ordinary case.")
    if number > 1 and connection.vendor != "postgresql":
        say.stop(
            "several processes tell each other what happens through PostgreSQL, and this installation is on SQLite; "
            "leave --processes out, or name a PostgreSQL in REMBUK_DATABASE_URL."
        )


def serve(host: str, port: int, processes: int = 1) -> int:
    """Serve until told to stop (Ctrl-C or SIGTERM)."""
    refuse_processes(processes)
    refuse_busy_port(host, port)
    allow_many_connections()
    Server(
        "rembuk.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=processes,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_LIMIT,
        backlog=2_048,
        # By default as many connections as the backlog holds, and a live stream is one: a popular story would end all.
        backpressure=most_connections(),
    ).serve()
    return 0
