"""`rembuk demo`: the sample newsroom with everything running, and `rembuk demo --once`: the loop in a table."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.utils import translation

from rembuk.site import say
from rembuk.site.processes import Processes, answers
from rembuk.site.serve import refuse_busy_port

from .accounts import ACCOUNTS, PASSWORD, WINNER

HOST = "127.0.0.1"
TELEGRAM_TOKEN = "8000000001:AAE-contoh-token-demo-bukan-rahasia_00"  # noqa: S105  # the fake Telegram's own
CHANNELS = ("@lintaspagi:Lintas Pagi", "@niagapetang:Niaga Petang")


def surroundings(var: Path, port: int) -> dict[str, str]:
    """The environment of every process of a demo whose site stands at `port`."""
    return {
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        "REMBUK_DEMO": "yes",
        "REMBUK_VAR": str(var),
        "REMBUK_KEYS": str(var / "keys"),
        "REMBUK_BASE_URL": f"http://localhost:{port}",
        "REMBUK_TELEGRAM_API": f"http://{HOST}:{port + 1}",
        "REMBUK_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "PYTHONUNBUFFERED": "1",
    }


def start_all(processes: Processes, var: Path, port: int) -> None:
    """The fake Telegram, the site and its worker."""
    channels = [word for channel in CHANNELS for word in ("--channel", channel)]
    fake = ["--port", str(port + 1), "--token", TELEGRAM_TOKEN, "--folder", str(var / "telegram"), *channels]
    processes.start("telegram", "rembuk.updates.telegram.fake", "--host", HOST, *fake)
    processes.start("site", "rembuk.site.cli", "serve", "--host", HOST, "--port", str(port))
    processes.start("worker", "rembuk.site.cli", "worker")


def demo(port: int, reset: bool) -> int:
    """Prepare (the first time), start everything, print the addresses, wait for Ctrl-C."""
    var = Path(os.environ.get("REMBUK_VAR", "var")).resolve() / "demo"
    refuse_busy_port(HOST, port)
    refuse_busy_port(HOST, port + 1)
    surrounded = surroundings(var, port)
    os.environ.update(surrounded)
    if reset:
        _throw_away(var)
    # Both ways of stopping work, also where a shell in the background has switched Ctrl-C off for its children.
    for way in (signal.SIGINT, signal.SIGTERM):
        signal.signal(way, signal.default_int_handler)
    try:
        winner = _load_once(var)
        with Processes(surrounded) as processes:
            start_all(processes, var, port)
            if not answers(f"http://{HOST}:{port}/"):
                say.stop("the site did not start; what it said stands above.")
            _welcome(port, winner)
            ended = processes.wait()
            say.line(f"The {ended} ended by itself; stopping the rest.")
        return 1
    except KeyboardInterrupt:
        kept = "The data are kept; `rembuk demo` goes on with them, `rembuk demo --reset` starts afresh."
        say.line(
            f"\nStopped. {kept if (var / 'rembuk.sqlite3').exists() else 'Nothing was kept of the half-made newsroom.'}"
        )
        return 0


def _throw_away(var: Path) -> None:
    if (var / "rembuk.sqlite3").exists() or var.exists():
        shutil.rmtree(var)
        say.line("The sample newsroom was thrown away.")


def _load_once(var: Path) -> str:
    """Make the sample newsroom beside its place and move it there when it is whole: half of one is never used.

    Returns the address of a reader who won.
    """
    if (var / "rembuk.sqlite3").exists():
        build_module().refresh()
        return str(build_module().winner_address())
    unfinished = var.with_name("demo.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    os.environ.update({"REMBUK_VAR": str(unfinished), "REMBUK_KEYS": str(unfinished / "keys")})
    build_module().build(draw=True)
    winner = str(build_module().winner_address())
    shutil.rmtree(var, ignore_errors=True)
    unfinished.rename(var)
    os.environ.update({"REMBUK_VAR": str(var), "REMBUK_KEYS": str(var / "keys")})
    return winner


def build_module() -> Any:
    """What needs Django, loaded once the demo's environment stands."""
    django.setup()
    return import_module("rembuk.site.demo.build")


def _welcome(port: int, winner: str) -> None:
    site = f"http://localhost:{port}"
    say.line()
    say.line(f"  Lintas Pagi        {site}/")
    say.line(f"  Niaga Petang       http://niagapetang.localhost:{port}/")
    say.line(f"  Demo guide         {site}/demo/")
    say.line(f"  Mailbox            {site}/demo/surel/")
    say.line(f"  Telegram channel   http://{HOST}:{port + 1}/lintaspagi")
    say.line(f"  Staff screens      {site}/staf/")
    say.line()
    say.line(f"  Everyone signs in with the password  {PASSWORD}")
    with translation.override(say.LANGUAGE):
        for account in ACCOUNTS:
            say.line(f"    {account.email:40} {account.what}")
        say.line(f"    {winner:40} {WINNER}")
    say.line()
    say.line("Ctrl-C stops everything.")


def once() -> int:
    """Walk the loop in a throw-away newsroom; exits 0 only when every line of the table holds."""
    with tempfile.TemporaryDirectory(prefix="rembuk-once-") as folder:
        var, port = Path(folder) / "var", free_ports()
        surrounded = surroundings(var, port)
        os.environ.update(surrounded)
        os.environ.pop("REMBUK_DATABASE_URL", None)
        build_module().build(draw=False)
        with Processes(surrounded) as processes:
            start_all(processes, var, port)
            if not answers(f"http://{HOST}:{port}/"):
                say.stop("the site did not start; what it said stands above.")
            walk = import_module("rembuk.site.demo.walk")
            return int(walk.walk(f"http://localhost:{port}", f"http://{HOST}:{port + 1}", var))


def free_ports() -> int:
    """A port that is free together with the next one.

    The sample takes a minute to load, and until then nobody holds them: so they lie below those that the system gives
    out by itself (from 32,768 on).
    """
    while True:
        port = random.randrange(20_000, 32_000, 2)  # a port is no secret
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind((HOST, port))
                second.bind((HOST, port + 1))
            except OSError:
                continue
            return port
