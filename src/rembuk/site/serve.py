"""The site in one process: Granian with the ASGI door, which answers hot paths itself and gives the rest to Django."""

from __future__ import annotations

import contextlib
import resource
import socket

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


def serve(host: str, port: int) -> int:
    """Serve until told to stop (Ctrl-C or SIGTERM)."""
    refuse_busy_port(host, port)
    allow_many_connections()
    Server(
        "rembuk.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_LIMIT,
        backlog=2_048,
        # By default as many connections as the backlog holds, and a live stream is one: a popular story would end all.
        backpressure=most_connections(),
    ).serve()
    return 0
