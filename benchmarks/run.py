"""`make bench`, or `make bench ONLY=read,post`: prints `name value unit` lines. Nothing here is a test.

Everything is measured against the real server, in processes of its own, on loopback; `docs/speed.md` says how. Machines
are shared and noisy: read ratios within one run, not the figures alone. Each run leaves a JSON file and a chart in
`benchmarks/results/`. REMBUK_BENCH_BRIEF=yes makes every measurement short, to see whether it works.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from cold import cold
from desk import queue
from download import transfers
from harness import Run, Stop
from live import live
from moving import move
from posting import post
from reading import load, read
from report import Report
from small import civility, pages
from thousand import thousand

BENCHMARKS: dict[str, Callable[[Run], None]] = {
    "read": read,
    "load": load,
    "cold": cold,
    "post": post,
    "live": live,
    "import": move,
    "bytes": transfers,
    "civility": civility,
    "pages": pages,
    "queue": queue,
    "thousand": thousand,
}


def main(only: str) -> int:
    """Run all, or those that are named, and keep the result; 2 when one could not be measured, 1 when one failed."""
    names = [name.strip() for name in only.split(",") if name.strip()] or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"There is no benchmark “{unknown[0]}”; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    # What was started is also stopped when this process is told to stop, in the background too.
    for way in (signal.SIGINT, signal.SIGTERM):
        signal.signal(way, signal.default_int_handler)
    report, stopped = Report(), False
    for name in names:
        try:
            with Run(report, brief=os.environ.get("REMBUK_BENCH_BRIEF", "") == "yes") as run:
                BENCHMARKS[name](run)
        except Stop as problem:
            report.note(f"{name}: {problem}")
            stopped = True
        except KeyboardInterrupt:
            print("Stopped; everything that was started has ended.", file=sys.stderr)
            return 130
    print(f"# {report.keep(names if only else ['all'])}", file=sys.stderr)
    return 2 if stopped else bool(report.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
