"""wrk: from the PATH, or from Debian when we may install it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass

import machine
from harness import stop, tool

CONNECTIONS = 32
ACCEPT = "zstd, br, gzip"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
HOW = "wrk is needed for this benchmark: apt-get install wrk (Debian, Ubuntu), brew install wrk (macOS)"


@dataclass
class Load:
    """What wrk found: requests a second, and the median and 99th percentile in milliseconds."""

    rate: float
    p50: float
    p99: float


def ensure() -> None:
    """Have wrk, or stop with a sentence."""
    if tool("wrk") is None:
        if os.geteuid() != 0 or tool("apt-get") is None:
            stop(f"{HOW}.")
        print("wrk is not here: installing Debian's (apt-get install wrk) …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-q", "wrk"]
        for command in (install, ["apt-get", "update", "-q"], install):
            if tool("wrk") is None:
                subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)  # noqa: S603  # named above
        if tool("wrk") is None:
            stop(f"wrk could not be installed by apt-get. {HOW}.")
    said = subprocess.run(["wrk", "-v"], stdout=subprocess.PIPE, text=True, check=False).stdout  # noqa: S607
    machine.saw("wrk", said.split(" [", 1)[0])


def measure(address: str, seconds: float, *, connections: int = CONNECTIONS) -> Load:
    """Load an address from one thread with kept connections.

    Raises:
        Stop: wrk failed, or an answer was not 2xx or 3xx.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "20s"]
    done = subprocess.run(  # noqa: S603  # loopback addresses of this run
        [*command, "-H", f"Accept-Encoding: {ACCEPT}", address], capture_output=True, text=True, check=False
    )
    if done.returncode or "Non-2xx or 3xx responses" in done.stdout:
        stop(f"wrk could not measure {address}:\n{done.stdout}{done.stderr}")
    return Load(
        float(_find(r"Requests/sec:\s+([\d.]+)", done.stdout)), _percentile("50", done), _percentile("99", done)
    )


def _percentile(which: str, done: subprocess.CompletedProcess[str]) -> float:
    line = re.search(rf"^\s+{which}%\s+([\d.]+)(us|ms|s|m)\s*$", done.stdout, re.MULTILINE)
    return float(line[1]) * UNITS[line[2]] if line else float("nan")


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        stop(f"wrk said something that is not understood:\n{text}")
    return found[1]
