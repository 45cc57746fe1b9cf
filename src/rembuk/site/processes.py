"""Several processes that live and stop together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

STOP_LIMIT = 12.0  # seconds before a process that does not stop is killed


class Processes:
    """Starts processes in one group, waits for the first to end, and stops all of them."""

    def __init__(self, surroundings: Mapping[str, str]) -> None:
        self.surroundings = {**os.environ, **surroundings}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    def start(self, name: str, *words: str) -> None:
        """Start `python -m words…` under `name`."""
        # One group for all of them, apart from the terminal's: Ctrl-C reaches this process alone, which then stops the
        # others once, in order. Two signals at once would make a worker break off its task.
        group = next(iter(self.running.values())).pid if self.running else 0
        self.running[name] = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, "-m", *words], env=self.surroundings, process_group=group
        )

    def wait(self) -> str:
        """Wait until one of them ends by itself; returns its name."""
        while True:
            for name, process in self.running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask all to stop, then make them."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        limit = time.monotonic() + STOP_LIMIT
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(address: str, seconds: float = 60.0) -> bool:
    """Wait until `address` answers with anything but a server error."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own loopback address
                return bool(answer.status < 500)
        except urllib.error.HTTPError as problem:
            if problem.code < 500:
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False
