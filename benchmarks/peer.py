"""Isso, the other comment server, from PyPI in an environment of its own, beside ours in the same run."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import client
import machine
from harness import WORK, Run, stop
from words import sentence

from rembuk.site.demo.run import free_ports

VENV = WORK / "isso-venv"
# Without its C build; six is what html5lib asks for, packaging what gunicorn asks for.
PACKAGES = "isso|mistune<4|werkzeug|itsdangerous|jinja2|bleach|html5lib|webencodings|markupsafe|six|gunicorn|packaging"
PROCESSES = 2
SEEDED = 50

CONFIG = """[general]
dbpath = {folder}/isso.sqlite3
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}/
[moderation]
enabled = false
[guard]
enabled = false
"""


def start(run: Run) -> int | None:
    """Start Isso with 50 comments under /a/0; returns its port, or None (said plainly) where it cannot be had."""
    if not _installed(run):
        return None
    port = free_ports()
    config = run.folder / "isso.cfg"
    config.write_text(CONFIG.format(folder=run.folder, port=port), encoding="utf-8")
    command = [str(VENV / "bin" / "gunicorn"), "-b", f"127.0.0.1:{port}", "-w", str(PROCESSES), "--preload", "isso.run"]
    run.start("isso", command, f"http://127.0.0.1:{port}/", {"ISSO_SETTINGS": str(config)})
    asyncio.run(_seed(port))
    return port


def read_path() -> str:
    """The address of the 50 comments, as Isso's own client asks for them."""
    return "/?uri=%2Fa%2F0&nested_limit=5"


def comment(uri: str, text: str) -> bytes:
    """The request that posts a comment."""
    body = json.dumps({"text": text, "author": "Pembaca", "title": "Cerita", "email": None, "website": None})
    return client.post(f"/new?uri={uri.replace('/', '%2F')}", "application/json", body)


async def _seed(port: int) -> None:
    connection = client.Connection(port)
    for _ in range(SEEDED):
        answer = await connection.ask(comment("/a/0", sentence()))
        if answer.status != 201:
            stop(f"Isso answered {answer.status} to a comment")
    answer = await connection.ask(client.get(read_path()))
    if (shown := len(json.loads(answer.body)["replies"])) != SEEDED:
        stop(f"Isso shows {shown} of {SEEDED} comments")
    connection.close()


def _installed(run: Run) -> bool:
    if not Path(VENV, "stamp").exists():
        run.report.note("Getting Isso from PyPI, once …")
        python = str(VENV / "bin" / "python")
        get = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", *PACKAGES.split("|")]
        for command in ([sys.executable, "-m", "venv", str(VENV)], get):
            try:
                done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)  # noqa: S603
                failed = done.stderr.strip().splitlines()[-1:] if done.returncode else None
            except subprocess.TimeoutExpired:
                failed = ["it took longer than three minutes"]
            if failed is not None:
                run.report.note(f"WITHOUT ISSO: it could not be installed from PyPI ({''.join(failed)}).")
                return False
        Path(VENV, "stamp").touch()
    said = subprocess.run(  # noqa: S603  # the environment made above
        [str(VENV / "bin" / "python"), "-c", "from importlib.metadata import version; print(version('isso'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    machine.saw("isso", said.stdout.strip())
    return True
