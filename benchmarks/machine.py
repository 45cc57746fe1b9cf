"""The machine under the figures: what a result says about where it was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("rembuk", "django", "granian", "psycopg", "nh3", "zstandard", "brotli")
_seen: dict[str, str] = {}
_load_at_start = os.getloadavg()[0]


def saw(name: str, value: str) -> None:
    """Remember a version that only a running server can tell (PostgreSQL, Isso, wrk)."""
    _seen[name] = value


def facts() -> dict[str, object]:
    """Cores, processor, memory, load, and the versions of what was measured."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _cpu_model(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_048_576,
        "system": f"{platform.system()} {platform.machine()}",
        "load_at_start": round(_load_at_start, 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _installed(name) for name in PACKAGES},
        **_seen,
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def resident_kb(pid: int) -> int:
    """The resident memory of a process and all below it, in KB."""
    return sum(_resident(each) for each in [pid, *below(pid)])


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text(encoding="ascii").split()):
            found += [child, *below(child)]
    return found


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def processor_seconds(pid: int) -> float:
    """Processor time that a process and its children have used so far, in user code and in the kernel, in seconds."""
    return sum(_ticks(each) for each in [pid, *below(pid)]) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    fields = stat.rpartition(")")[2].split()  # the name before may hold spaces
    return int(fields[11]) + int(fields[12])
