"""`civility`: one verdict. `pages`: whole pages from Django beside what edge answers by itself."""

from __future__ import annotations

import statistics
import time
from importlib import import_module

import wrk
from harness import Run
from reading import PAGE, page_address
from words import TEXT


def civility(run: Run) -> None:
    """One verdict on a comment of about 300 characters."""
    judge = import_module("rembuk.civility").judge
    judge(TEXT)
    times = []
    for _ in range(int(run.pick(2_000, 300))):
        begun = time.perf_counter()
        judge(TEXT)
        times.append((time.perf_counter() - begun) * 1_000)
    times.sort()
    run.report.say("civility.median", statistics.median(times), "ms")
    run.report.say("civility.p99", times[int(len(times) * 0.99)], "ms")


def pages(run: Run) -> None:
    """A story page, the first page of its thread, and its count."""
    wrk.ensure()
    site = run.install({"readers": 60, "threads": {"read": PAGE}})
    run.serve(site)
    addresses = {
        "story": site.address + site.seeded["stories"]["read"],
        "thread": page_address(site),
        "count": f"{site.address}/_jumlah?thread={site.threads('read')[0]}",
    }
    for name, address in addresses.items():
        wrk.measure(address, 1)
        found = wrk.measure(address, run.pick(5, 2), connections=8)
        run.report.say(f"pages.{name}", found.rate, "requests/s")
        run.report.say(f"pages.{name}_p99", found.p99, "ms")
