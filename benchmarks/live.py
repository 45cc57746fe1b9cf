"""`live`: 10,000 open streams in one process; how soon the last one has a new comment, and what each costs."""

from __future__ import annotations

import asyncio
import json
import select
import subprocess
import time
from typing import Any

import client
import machine
from harness import HERE, Run, Site, stop
from poster import ACKNOWLEDGED, comment
from reading import PAGE

STREAMS = 10_000
COMMENTS = 5
SETTLED = 3.0  # seconds after which nothing of an earlier comment is under way
PATIENCE = {"open": 150.0, "comment": 30.0}  # seconds; the helper's own limits are shorter


def live(run: Run) -> None:
    """Open the streams, post a comment, wait until everyone has it; again."""
    site = run.install({"readers": 60, "threads": {"live": PAGE}})
    run.serve(site)
    thread, wanted = site.threads("live")[0], int(run.pick(STREAMS, 1_000))
    warm = _hold(run, site, 200)  # code and pools stand before memory is looked at
    asyncio.run(_post(site, 0))
    time.sleep(SETTLED)
    warm.communicate(timeout=30)
    assert site.process is not None  # noqa: S101  # it is served
    before = machine.resident_kb(site.process.pid)
    holder = _hold(run, site, wanted)
    opened = _line(holder, "open")
    run.report.say("live.streams", opened["open"], "streams")
    run.report.say("live.opened_in", opened["seconds"], "s")
    if opened["open"] < wanted:
        run.report.note(f"live: {wanted} streams were asked for; refused, by status: {opened['refused']}")
    if not opened["open"]:
        stop("no live stream could be opened")
    run.report.say("live.memory", (machine.resident_kb(site.process.pid) - before) / opened["open"], "KB/stream")
    lasts, halves, acknowledged = [], [], []
    for turn in range(1, COMMENTS + 1):
        begun = time.monotonic()
        asyncio.run(_post(site, turn))
        acknowledged.append(time.monotonic() - begun)
        told = _line(holder, "comment")
        if told["comment"] != turn:
            stop(f"live: comment {turn} was waited for and comment {told['comment']} came")
        if told["reached"] < opened["open"]:
            run.report.fail(f"live: a comment in thread {thread} reached {told['reached']} streams only")
        lasts.append(told["last_at"] - begun)
        halves.append(told["half_at"] - begun)
        time.sleep(0.5)
    holder.communicate(timeout=60)
    # Counted from the moment at which its writer sends it; the worst of all, for someone is always last.
    run.report.say("live.last", max(lasts), "s", lasts)
    run.report.say("live.half", max(halves), "s", halves)
    run.report.say("live.writer_has_answer", max(acknowledged), "s", acknowledged)


def _hold(run: Run, site: Site, streams: int) -> subprocess.Popen[str]:
    return run.talk([str(HERE / "holder.py"), str(site.port), str(site.threads("live")[0]), str(streams)])


def _line(holder: subprocess.Popen[str], what: str) -> dict[str, Any]:
    """What the holder says next: of its streams (`open`), or of a `comment`."""
    assert holder.stdout is not None  # noqa: S101  # asked for
    if not select.select([holder.stdout], [], [], PATIENCE[what])[0]:
        stop(f"live: no word of an event “{what}” within {PATIENCE[what]:.0f} seconds")
    line = holder.stdout.readline()
    if not line:
        stop("live: the process that holds the streams has ended; see above")
    found: dict[str, Any] = json.loads(line)
    return found


async def _post(site: Site, turn: int) -> None:
    connection = client.Connection(site.port)
    answer = await connection.ask(comment(site.threads("live")[0], site.seeded["sessions"][turn])[1])
    connection.close()
    if answer.status not in ACKNOWLEDGED:
        stop(f"live: the comment was answered with {answer.status}")
