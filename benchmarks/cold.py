"""`cold`: the first page of a thread of 100,000 comments against one of 100, when no stored page of it stands.

Cold means here: the site was restarted, so it has stored no page at all; one page of a third thread was asked for, so
code is loaded and connections stand; this is the first request for the thread. (Database and disk are warm.) Beside it
stands how long after a comment's own answer the page shows the comment: a page may be made anew behind the scenes.
"""

from __future__ import annotations

import asyncio
import statistics
import time

import client
import wrk
from harness import Run, Site, stop
from poster import ACKNOWLEDGED, comment

TIMES = 15
PATIENCE = 5.0  # seconds until a page must show a comment
NEWEST = {"openers": 50, "spread": 30}  # alike in both threads
SMALL = {**NEWEST, "busy": 20}
LARGE = {**NEWEST, "busy": 2_000, "old": 97_920}


def cold(run: Run) -> None:
    """Both in turn and in changing order, so that a noisy moment meets both."""
    plan = {"readers": 300, "threads": {"small": SMALL, "large": LARGE, "third": SMALL}}
    if run.brief:
        plan["threads"] = {"small": SMALL, "large": {**LARGE, "old": 7_920}, "third": SMALL}
        run.report.note("cold: a brief run; the large thread has 10,000 comments only")
    site = run.install(plan)
    run.serve(site)
    found: dict[str, list[float]] = {"small": [], "large": []}
    for turn in range(int(run.pick(TIMES, 3))):
        run.serve(site)
        for name, taken in asyncio.run(_first(site, ["small", "large"][:: (-1) ** turn])).items():
            found[name].append(taken)
    for name, times in found.items():
        run.report.say(f"cold.{name}", statistics.median(times), "ms", times)
        run.report.say(f"cold.{name}_most", max(times), "ms")
    ratio = statistics.median(found["large"]) / statistics.median(found["small"])
    run.report.say("cold.large_over_small", ratio, "times")
    delays = asyncio.run(_until_shown(site, int(run.pick(TIMES, 3))))
    run.report.say("cold.comment_shown_after_answer", max(delays), "ms", delays)


async def _first(site: Site, names: list[str]) -> dict[str, float]:
    """The latencies in milliseconds of the first requests in this process's life, by thread."""
    reader = client.Connection(site.port)
    for _ in range(3):
        await _page(reader, site.threads("third")[0])
    found = {name: (await _page(reader, site.threads(name)[0]))[1] for name in names}
    reader.close()
    return found


async def _until_shown(site: Site, times: int) -> list[float]:
    """How many milliseconds after a comment's answer the first page of the large thread is another one."""
    writer, reader = client.Connection(site.port, "127.0.9.1"), client.Connection(site.port)
    thread, delays = site.threads("large")[0], []
    for session in site.seeded["sessions"][:times]:
        before = (await _page(reader, thread))[0].header(b"etag")
        posted = await writer.ask(comment(thread, session)[1])
        acknowledged = time.perf_counter()
        if posted.status not in ACKNOWLEDGED:
            stop(f"the comment was answered with {posted.status}")
        while (await _page(reader, thread))[0].header(b"etag") == before:
            if time.perf_counter() - acknowledged > PATIENCE:
                stop(f"cold: {PATIENCE:.0f} seconds after a comment was acknowledged the page did not show it")
            await asyncio.sleep(0.005)
        delays.append((time.perf_counter() - acknowledged) * 1_000)
    writer.close()
    reader.close()
    return delays


async def _page(reader: client.Connection, thread: int) -> tuple[client.Answer, float]:
    """The first page of a thread, and how many milliseconds it took."""
    request = client.get(f"/_utas/{thread}?bahasa=id", f"Accept-Encoding: {wrk.ACCEPT}")
    begun = time.perf_counter()
    answer = await reader.ask(request)
    taken = (time.perf_counter() - begun) * 1_000
    if answer.status != 200:
        stop(f"the page of the thread answered {answer.status}")
    return answer, taken
