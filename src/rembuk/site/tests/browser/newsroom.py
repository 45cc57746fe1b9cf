"""The demo as a user starts it: a process of its own with ports of its own, stopped with Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rembuk.site.demo.run import free_ports
from rembuk.site.processes import answers

COMMAND = Path(sysconfig.get_path("scripts")) / "rembuk"
LOADING, STOPPING = 150.0, 30.0  # seconds


@dataclass(frozen=True)
class Newsroom:
    """A running demo: where it answers, and the folder that holds its data."""

    port: int
    var: Path

    @property
    def site(self) -> str:
        """The origin of Lintas Pagi."""
        return f"http://localhost:{self.port}"

    @property
    def sister(self) -> str:
        """The origin of Niaga Petang."""
        return f"http://niagapetang.localhost:{self.port}"

    @property
    def telegram(self) -> str:
        """The origin of the fake Telegram."""
        return f"http://127.0.0.1:{self.port + 1}"

    def rows(self, query: str, *facts: Any) -> list[tuple[Any, ...]]:
        """Read the demo's database from outside; nothing can be written."""
        address = f"file:{self.var / 'demo' / 'rembuk.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return database.execute(query, facts).fetchall()

    def let_a_minute_pass(self) -> None:
        """Move every moderator's decision two minutes into the past: for one minute it can be taken back."""
        with closing(sqlite3.connect(self.var / "demo" / "rembuk.sqlite3", timeout=20)) as database, database:
            database.execute("UPDATE moderation_decision SET made_at = datetime(made_at, '-2 minutes')")

    def hold(self, bodies: Sequence[str]) -> None:
        """Comments that an import might bring: held, each by another reader, and no event has told of them."""
        columns = self.rows("SELECT name FROM pragma_table_info('conversation_comment')")
        own = {
            "id": "NULL",
            "public_id": "lower(hex(randomblob(16)))",
            "client_key": "lower(hex(randomblob(16)))",
            "body": ":body",
            "html": ":body",
            "state": "'held'",
            "is_shown": "0",
            "reply_count": "0",
            "branch_count": "0",
            "last_number": "0",
        }
        chosen = ", ".join(own.get(name, name) for (name,) in columns)
        # The newest opener of each of the busiest writers lends its place and its writer.
        opener = "WHERE parent_id IS NULL AND state = 'published' GROUP BY author_id ORDER BY author_id DESC"
        copied = f"INSERT INTO conversation_comment SELECT {chosen} FROM conversation_comment {opener}"  # noqa: S608  # names from the database itself
        with closing(sqlite3.connect(self.var / "demo" / "rembuk.sqlite3", timeout=20)) as database, database:
            for number, body in enumerate(bodies):
                database.execute(f"{copied} LIMIT 1 OFFSET {number % 12}", {"body": body})

    def let_moderate(self, email: str) -> None:
        """Make a reader a moderator."""
        with closing(sqlite3.connect(self.var / "demo" / "rembuk.sqlite3", timeout=20)) as database, database:
            database.execute(
                "INSERT INTO readers_reader_groups (reader_id, group_id) SELECT r.id, g.id FROM readers_reader r,"
                " auth_group g WHERE r.email = ? AND g.name = 'Moderator percakapan'",
                [email],
            )


def loaded_once(shared: Path) -> Path:
    """A folder with the loaded sample. The first test process makes it, the others wait for that one."""
    folder = shared / "newsroom"
    with (shared / "newsroom.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo" / "rembuk.sqlite3").exists():
            with running(folder):
                pass
    return folder


def copied(folder: Path, target: Path) -> Path:
    """A copy that one test process may write into."""
    shutil.copytree(folder, target)
    return target


@contextmanager
def running(var: Path) -> Iterator[Newsroom]:
    """`rembuk demo` over the data in `var`; afterwards Ctrl-C, and it must have stopped cleanly."""
    var.mkdir(parents=True, exist_ok=True)
    newsroom = Newsroom(free_ports(), var)
    log = var / "demo.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [COMMAND, "demo", "--port", str(newsroom.port)],
            env=_surroundings(var),
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            assert _answers(process, newsroom.site), f"The demo did not start:\n{log.read_text()[-4000:]}"
            yield newsroom
        finally:
            code = _interrupt(process)
    assert code == 0, f"After Ctrl-C the demo ended with {code}:\n{log.read_text()[-4000:]}"
    assert not _still_open(newsroom), "After Ctrl-C something still answers"
    assert "Traceback" not in log.read_text(), f"Something failed in the demo:\n{log.read_text()[-4000:]}"


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    """Wait until the site answers; a demo that has ended will never answer."""
    limit = time.monotonic() + LOADING
    while process.poll() is None and time.monotonic() < limit:
        if answers(address, seconds=1):
            return True
    return False


def _still_open(newsroom: Newsroom) -> list[int]:
    """Which of the demo's ports are still listened to."""
    ports = []
    for port in (newsroom.port, newsroom.port + 1):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                ports.append(port)
    return ports


def _surroundings(var: Path) -> dict[str, str]:
    """The tests' own environment without what it says of Rembuk: a user has set none of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REMBUK_", "DJANGO_"))}
    return kept | {"REMBUK_VAR": str(var)}


def _interrupt(process: subprocess.Popen[bytes]) -> int:
    """A terminal sends Ctrl-C to the whole group of processes, not to the first alone."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        return process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
