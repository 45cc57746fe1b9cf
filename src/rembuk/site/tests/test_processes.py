"""Several real processes that live and stop together."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from rembuk.site import processes
from rembuk.site.processes import Processes, answers

OBEYS = "import pathlib, sys, time\npathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)\n"
IGNORES = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + OBEYS
ENDS = "import os, pathlib, sys\npathlib.Path(sys.argv[1]).write_text(os.environ['KABAR'])\n"


@pytest.fixture
def three(tmp_path: Path) -> Processes:
    """A Processes that knows three modules of this test."""
    for name, code in (("obeys", OBEYS), ("ignores", IGNORES), ("ends", ENDS)):
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    return Processes({"PYTHONPATH": str(tmp_path), "KABAR": "sampai"})


def wait_for(path: Path) -> None:
    """Until the process has come so far."""
    limit = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < limit, f"{path.name} did not start"
        time.sleep(0.02)


def test_they_stop_together(three: Processes, tmp_path: Path) -> None:
    with three:
        for name in ("one", "two"):
            three.start(name, "obeys", str(tmp_path / f"{name}.up"))
        for name in three.running:
            wait_for(tmp_path / f"{name}.up")
        assert [process.poll() for process in three.running.values()] == [None, None]
    assert [process.returncode for process in three.running.values()] == [-15, -15]


def test_one_that_ends_by_itself_is_named(three: Processes, tmp_path: Path) -> None:
    with three:
        three.start("lives", "obeys", str(tmp_path / "lives.up"))
        three.start("ends", "ends", str(tmp_path / "ends.up"))
        assert three.wait() == "ends"
    assert (tmp_path / "ends.up").read_text(encoding="utf-8") == "sampai"
    assert three.running["lives"].returncode is not None


def test_one_that_does_not_listen_is_killed(three: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_LIMIT", 0.3)
    with three:
        three.start("stubborn", "ignores", str(tmp_path / "stubborn.up"))
        wait_for(tmp_path / "stubborn.up")
    assert three.running["stubborn"].returncode == -9


class _Site(BaseHTTPRequestHandler):
    """Answers with the status that its path names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    """A site's address."""
    with HTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_site_answers_unless_it_is_broken_or_not_there(site: str) -> None:
    assert answers(f"{site}/200", 5)
    assert answers(f"{site}/404", 5)
    assert not answers(f"{site}/500", 0.3)
    assert not answers("http://127.0.0.1:9/", 0.3)
