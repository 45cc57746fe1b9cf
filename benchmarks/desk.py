"""`queue`: the moderators' desk over HTTP with 100,000 comments waiting, on SQLite and on PostgreSQL, one at a time."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from urllib.parse import urlencode

import client
import postgres
from harness import HERE, Run, Site, stop
from poster import TOKEN

WAITING = 100_000
GOAL = 300.0  # milliseconds
PLAN = {"readers": 500, "threads": {"talk": {"openers": 2, "many": 20}}}
QUEUE = "/staf/moderasi/"
ITEM = re.compile(r'action="(/staf/moderasi/komentar/[0-9a-f-]{36}/putuskan/)".*?name="seen" value="([^"]+)"', re.S)


def queue(run: Run) -> None:
    """The first page, one far behind, filters that find one of all, the news, and a decision."""
    many = int(run.pick(WAITING, 2_000))
    for name in ("sqlite", "postgresql"):
        site = run.install(PLAN, postgres.start(run) if name == "postgresql" else "")
        given = run.script([str(HERE / "seed.py"), "wait"], site.surroundings, json.dumps({"many": many}))
        moderator = json.loads(given.strip().splitlines()[-1])
        run.serve(site)
        cookies = f"csrftoken={TOKEN}; sessionid={moderator['session']}; perangkat={moderator['device']}"
        asyncio.run(_measure(run, site, name, many, f"Cookie: {cookies}"))


async def _measure(run: Run, site: Site, name: str, many: int, cookies: str) -> None:
    connection = client.Connection(site.port)
    rounds = int(run.pick(30, 5))
    first = ""
    for figure, query in {
        "first_page": "",
        "far_page": f"?after=0.{many - 50}",
        "rare_kind": "?kind=threat",
        "rare_word": "?text=kunang-kunang",
        "news": f"kabar/?k={','.join(map(str, range(2, 12)))}",
    }.items():
        request = client.get(QUEUE + query, cookies)
        answer = await connection.ask(request)
        if answer.status != 200 or (figure != "news" and b"<article" not in answer.body):
            stop(f"{QUEUE}{query} answered {answer.status} and showed no comment")
        first = first or answer.body.decode()
        _say(run, f"queue.{name}.{figure}", [await _timed(connection, request) for _ in range(rounds)])
    times = []
    for address, seen in ITEM.findall(first)[:10]:
        fields = {"csrfmiddlewaretoken": TOKEN, "outcome": "approved", "seen": seen}
        kind = "application/x-www-form-urlencoded"
        request = client.post(address, kind, urlencode(fields), cookies, "Accept: application/json")
        begun = time.perf_counter()
        answer = await connection.ask(request)
        times.append((time.perf_counter() - begun) * 1_000)
        if answer.status != 200 or not json.loads(answer.body)["ok"]:
            stop(f"a decision was answered with {answer.status}: {answer.body[:200]!r}")
    _say(run, f"queue.{name}.decide", times)
    connection.close()


async def _timed(connection: client.Connection, request: bytes) -> float:
    begun = time.perf_counter()
    await connection.ask(request)
    return (time.perf_counter() - begun) * 1_000


def _say(run: Run, figure: str, times: list[float]) -> None:
    run.report.say(f"{figure}", statistics.median(times), "ms", times)
    if statistics.median(times) > GOAL:
        run.report.note(f"{figure}: beyond the goal of {GOAL:.0f} ms")
