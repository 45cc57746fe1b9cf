"""`read` and `load`: the first page of 50 comments as everyone sees it, alone and while others write."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from typing import Any

import client
import peer
import wrk
from harness import HERE, Run, Site, stop
from poster import Order

from rembuk.site.demo.run import free_ports

ROUNDS = 3
PAGE = {"openers": 20, "busy": 3, "spread": 27}  # 50 comments in all
COMMENT = re.compile(rb'\bid="?k-')
ELSEWHERE = 10
# What Granian adds by itself; the plain application gives the others back as they came.
SERVERS_OWN = {b"date", b"server", b"transfer-encoding", b"connection"}


def installed(run: Run) -> Site:
    """A site with the thread of 50 and others, served."""
    plan = {"readers": 600, "threads": {"read": PAGE, "elsewhere": {**PAGE, "many": ELSEWHERE}}}
    site = run.install(plan)
    run.serve(site)
    return site


def read(run: Run) -> None:
    """Ours and the plain application in turn, so that a noisy moment meets both; then Isso."""
    wrk.ensure()
    site = installed(run)
    page = page_address(site)
    plain = f"http://127.0.0.1:{_start_plain(run, site)}/"
    seconds = run.pick(5, 2)
    found: dict[str, list[wrk.Load]] = {page: [], plain: []}
    for address in found:
        wrk.measure(address, run.pick(2, 1))
    for _ in range(int(run.pick(ROUNDS, 1))):
        for address, loads in found.items():
            loads.append(wrk.measure(address, seconds))
    ours, bare = found[page], found[plain]
    rates = [load.rate for load in ours]
    run.report.say("read.rembuk", statistics.median(rates), "requests/s", rates)
    run.report.say("read.plain_asgi", statistics.median(load.rate for load in bare), "requests/s")
    ratio = statistics.median(mine.rate / its.rate for mine, its in zip(ours, bare, strict=True))
    run.report.say("read.rembuk_over_plain", ratio, "times")
    run.report.say("read.rembuk_p99", statistics.median(load.p99 for load in ours), "ms")
    run.report.say("read.plain_asgi_p99", statistics.median(load.p99 for load in bare), "ms")
    if (port := peer.start(run)) is not None:
        isso = wrk.measure(f"http://127.0.0.1:{port}{peer.read_path()}", seconds)
        run.report.say("read.isso", isso.rate, "requests/s")
        run.report.say("read.isso_p99", isso.p99, "ms")
        run.report.say("read.rembuk_over_isso", statistics.median(rates) / isso.rate, "times")


def load(run: Run) -> None:
    """Reading alone, then while 10 comments a second are posted in other threads and 1 in this one."""
    wrk.ensure()
    site = installed(run)
    page, seconds = page_address(site), run.pick(10, 3)
    wrk.measure(page, run.pick(2, 1))
    before = wrk.measure(page, seconds)
    order = Order(
        "pace",
        site.port,
        seconds + 2,
        same=site.threads("read")[0],
        others=site.threads("elsewhere"),
        sessions=site.seeded["sessions"],
    )
    writing = begin(run, order)
    time.sleep(1)
    during = wrk.measure(page, seconds)
    wrote = finish(writing)
    after = wrk.measure(page, seconds)
    alone = (before.rate + after.rate) / 2
    run.report.say("load.alone", alone, "requests/s", [before.rate, after.rate])
    run.report.say("load.while_others_write", during.rate, "requests/s")
    run.report.say("load.over_alone", during.rate / alone, "times")
    run.report.say("load.p99", during.p99, "ms")
    run.report.say("load.posted", wrote["rate"], "comments/s")
    run.report.say("load.post_p99", wrote["p99"], "ms")
    say_refused(run, "load", wrote)


def page_address(site: Site) -> str:
    """The first page of the thread of 50."""
    return f"{site.address}/_utas/{site.threads('read')[0]}?bahasa=id"


def begin(run: Run, order: Order) -> subprocess.Popen[str]:
    """Start the process that writes."""
    process = run.talk([str(HERE / "poster.py")])
    assert process.stdin is not None  # noqa: S101  # asked for
    process.stdin.write(json.dumps(asdict(order)))
    process.stdin.close()
    process.stdin = None  # it is closed: `communicate` would want to flush it
    return process


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for the process that writes; returns what it says of itself."""
    said, _ = process.communicate(timeout=180)
    if process.returncode:
        stop(f"the process that writes failed (exit {process.returncode}); see above.")
    found: dict[str, Any] = json.loads(said)
    return found


def say_refused(run: Run, name: str, wrote: dict[str, Any]) -> None:
    """Name what was not acknowledged; the figures do not count it."""
    if wrote["refused"]:
        run.report.note(f"{name}: not acknowledged, by status (0: no answer): {wrote['refused']}")
        (run.folder.parent / "last-refusal.html").write_text(wrote["refusal"], encoding="utf-8")


def start_plain(run: Run, answer: client.Answer) -> int:
    """The plain application with this answer; returns its port."""
    port, file = free_ports(), run.folder / f"answer-{answer.status}-{len(answer.body)}.json"
    lines = [line.partition(b":") for line in answer.head.split(b"\r\n")[1:]]
    kept = [
        (name.decode("latin-1"), value.strip().decode("latin-1"))
        for name, _, value in lines
        if name.lower() not in SERVERS_OWN
    ]
    file.write_text(json.dumps({"status": answer.status, "headers": kept, "body": answer.body.hex()}), encoding="utf-8")
    run.start("the plain application", [sys.executable, str(HERE / "plain.py"), str(port), str(file)], plain_at(port))
    return port


def plain_at(port: int) -> str:
    """The plain application's address."""
    return f"http://127.0.0.1:{port}/"


def _start_plain(run: Run, site: Site) -> int:
    """The plain application with the very answer that the site gives; notes where the two differ."""
    request = client.get(f"/_utas/{site.threads('read')[0]}?bahasa=id", f"Accept-Encoding: {wrk.ACCEPT}")
    answer = asyncio.run(_ask(site.port, request))
    bare = asyncio.run(_ask(site.port, client.get(f"/_utas/{site.threads('read')[0]}?bahasa=id")))
    run.report.say("read.page_comments", len(COMMENT.findall(bare.body)), "comments")
    coding = answer.header(b"content-encoding").decode() or "none"
    run.report.say("read.page", len(answer.body) / 1_000, "kB")
    run.report.note(f"read: the page comes with the coding “{coding}”")
    if answer.status != 200:
        stop(f"the page of the thread answered {answer.status}")
    port = start_plain(run, answer)
    same = asyncio.run(_ask(port, request))
    if (same.body, len(same.head)) != (answer.body, len(answer.head)):
        run.report.note(f"read: the plain answer is not quite the same: {same.head!r} instead of {answer.head!r}")
    return port


async def _ask(port: int, request: bytes) -> client.Answer:
    connection = client.Connection(port)
    answer = await connection.ask(request)
    connection.close()
    return answer
