"""A run's folder and everything that it starts. Whatever happens, what was started is stopped and thrown away."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from report import Report

from rembuk.site.demo.run import free_ports
from rembuk.site.processes import answers

HERE = Path(__file__).resolve().parent
WORK = Path(os.environ.get("REMBUK_VAR", HERE.parent / "var")).resolve() / "bench"
STOP_LIMIT = 12.0  # seconds before a process that does not stop is killed
SCRIPT_LIMIT = 900.0  # seconds; no helper of ours takes longer


class Stop(Exception):
    """The run cannot go on; the message says why, and what to do."""


def stop(sentence: str) -> NoReturn:
    """End the run with a sentence (exit 2)."""
    raise Stop(sentence)


@dataclass
class Site:
    """A Rembuk installation in a folder of its own, on the port where it will be served."""

    folder: Path
    port: int
    surroundings: dict[str, str]
    seeded: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def threads(self, name: str) -> list[int]:
        """The ids of the threads that were seeded under this name."""
        found: list[int] = self.seeded["threads"][name]
        return found


class Run:
    """One run of benchmarks. Leaving it stops all processes, newest first, and deletes the databases."""

    def __init__(self, report: Report, *, brief: bool) -> None:
        self.report, self.brief = report, brief
        self._stack = ExitStack()

    def __enter__(self) -> Run:
        WORK.mkdir(parents=True, exist_ok=True)
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="run-", dir=WORK)))
        # A database server may run as a user of its own and must reach its folder; the sites keep theirs closed.
        self.folder.chmod(0o711)
        return self

    def __exit__(self, *_problem: object) -> None:
        # A second Ctrl-C must not leave half of it running.
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._stack.close()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def pick(self, whole: float, brief: float) -> float:
        """A duration, or the short one of a brief run."""
        return brief if self.brief else whole

    def install(self, plan: Mapping[str, Any], database: str = "") -> Site:
        """Prepare an installation and seed it (see `seed.py`); it is not served yet."""
        folder, port = self.folder / secrets.token_hex(4), free_ports()
        var = folder / "var"
        surroundings = {
            "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
            "REMBUK_VAR": str(var),
            "REMBUK_KEYS": str(folder / "keys"),
            "REMBUK_BASE_URL": f"http://127.0.0.1:{port}",
            "REMBUK_DATABASE_URL": database,
            "REMBUK_DEMO": "no",
            "REMBUK_DEBUG": "no",
            "PYTHONUNBUFFERED": "1",
        }
        site = Site(folder, port, surroundings, {})
        folder.mkdir()
        self.script(["-m", "rembuk.site.cli", "prepare"], surroundings)
        said = self.script([str(HERE / "seed.py"), "make"], surroundings, json.dumps(dict(plan)))
        site.seeded = json.loads(said.strip().splitlines()[-1])
        (folder / "seeded.json").write_text(json.dumps(site.seeded), encoding="utf-8")
        return site

    def serve(self, site: Site, processes: int = 1) -> None:
        """Serve an installation by `rembuk serve`, in one Granian process, or on PostgreSQL in several.

        One that is served already is stopped first: nothing is stored in the new process.
        """
        if site.process is not None:
            end(site.process)
        command = [sys.executable, "-m", "rembuk.site.cli", "serve", "--port", str(site.port)]
        command += ["--processes", str(processes)]
        site.process = self.start("the site", command, f"{site.address}/", site.surroundings)

    def start(
        self, name: str, command: Sequence[str], address: str, surroundings: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a server and wait until `address` answers; its log is shown when it does not."""
        log = self.folder / f"{name.replace(' ', '-')}.log"
        with log.open("ab") as target:
            process = subprocess.Popen(  # noqa: S603  # servers of this benchmark
                command, env={**os.environ, **(surroundings or {})}, stdout=target, stderr=target, process_group=0
            )
        self._stack.callback(end, process)
        if not answers(address) or process.poll() is not None:
            stop(f"{name} did not start; it said:\n{log.read_text(errors='replace')[-2_000:]}")
        return process

    def talk(self, command: Sequence[str], surroundings: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a helper that we read line by line and that ends when its input is closed."""
        process = subprocess.Popen(  # noqa: S603  # our own scripts
            [sys.executable, *command],
            env={**os.environ, **(surroundings or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        self._stack.callback(end, process)
        return process

    def script(self, words: Sequence[str], surroundings: Mapping[str, str], given: str = "") -> str:
        """Run Python with `words` to its end; returns what it printed."""
        process = self.talk(words, surroundings)
        said, _ = process.communicate(given, timeout=SCRIPT_LIMIT)
        if process.returncode:
            stop(f"“{' '.join(Path(word).name for word in words)}” failed (exit {process.returncode}); see above.")
        return said

    def ask(self, site: Site, question: str, given: str = "") -> dict[str, Any]:
        """Ask `seed.py` about an installation's tables (`check`, `count`, `facts`)."""
        found: dict[str, Any] = json.loads(self.script([str(HERE / "seed.py"), question], site.surroundings, given))
        return found

    def later(self, deed: Any, *words: Any) -> None:
        """Do this, too, when the run ends."""
        self._stack.callback(deed, *words)


def end(process: subprocess.Popen[Any]) -> None:
    """Ask a process to stop, which ends those below it; when it does not, kill its whole group."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    limit = time.monotonic() + STOP_LIMIT
    while process.poll() is None:
        if time.monotonic() > limit:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.05)


def tool(name: str) -> str | None:
    """Where a command stands, or None."""
    return shutil.which(name)
