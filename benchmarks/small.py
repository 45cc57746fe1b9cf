"""`civility`: one verdict. `pages`: whole pages from Django beside what edge answers by itself."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from importlib import import_module

import wrk
from harness import Run
from reading import PAGE, page_address
from words import TEXT


def civility(run: Run) -> None:
    """One verdict with its reasons, rules and models, on ordinary and on disguised comments; and `civility score`."""
    judge = import_module("rembuk.civility").judge
    attacks = import_module("rembuk.civility.attacks").ATTACKS
    rounds = int(run.pick(2_000, 300))
    for length in (100, 300, 500):
        ordinary = [_turned(f"{TEXT} {TEXT}", number)[:length] for number in range(40)]
        disguised = [
            _turned(f"Goblok lu, {attack('gampang menang di MAWAR88')} {TEXT} {TEXT}", 0) for attack in attacks.values()
        ]
        for name, texts in (("", ordinary), ("_disguised", [text[:length] for text in disguised])):
            _times(judge, texts, len(texts))  # warm
            times = _times(judge, texts, rounds)
            run.report.say(f"civility.{length}{name}_median", statistics.median(times), "ms")
            run.report.say(f"civility.{length}{name}_p99", times[int(len(times) * 0.99)], "ms")
    lines = [json.dumps({"text": _turned(TEXT, number)[:100]}) for number in range(int(run.pick(20_000, 4_000)))]
    begun = time.perf_counter()
    said = run.script(["-m", "rembuk.site.cli", "civility", "score"], {}, "\n".join(lines))
    run.report.say("civility.score", len(said.splitlines()) / (time.perf_counter() - begun), "lines/s")


def _turned(text: str, number: int) -> str:
    """The same words in another order, so that no two texts are one."""
    words = text.split()
    at = number * 7 % len(words)
    return " ".join(words[at:] + words[:at])


def _times(judge: Callable[[str], object], texts: list[str], rounds: int) -> list[float]:
    """Processor time: a verdict waits for nothing, and other programs' turns are not its own."""
    times = []
    for number in range(rounds):
        begun = time.thread_time()
        judge(texts[number % len(texts)])
        times.append((time.thread_time() - begun) * 1_000)
    return sorted(times)


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
