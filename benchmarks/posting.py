"""`post`: 32 clients, each waiting for its answer, half of the time in one thread and half of the time in its own."""

from __future__ import annotations

import asyncio

import client
import machine
import peer
import postgres
from harness import Run, Site
from poster import Order, comment
from reading import begin, finish, say_refused, start_plain

CLIENTS = 32
# Each reader may write six comments a minute and the limit stays on: this is enough for 19,200 in one minute.
READERS = 3_200


def post(run: Run) -> None:
    """On SQLite, on PostgreSQL by one process and by two, and Isso; and what the client itself could send."""
    plan = {"readers": READERS, "threads": {"same": {"openers": 2}, "own": {"openers": 2, "many": CLIENTS}}}
    seconds, warm = run.pick(8, 3), run.pick(2, 1)
    site = run.install(plan)
    sqlite = _flood(run, site, "sqlite", seconds, warm)
    _ceiling(run, site, warm)
    larger = run.install(plan, postgres.start(run))
    _flood(run, larger, "postgresql", seconds, warm)
    _flood(run, larger, "postgresql_two", seconds, warm, processes=2)
    if (port := peer.start(run)) is not None:
        order = Order("flood", port, seconds, warm, kind="isso", same=1, others=list(range(2, 2 + CLIENTS)))
        order.sessions = ["unused"]
        isso = finish(begin(run, order))
        _say(run, "isso", isso)
        run.report.say("post.sqlite_over_isso", sqlite / isso["rate"], "times")


def _flood(run: Run, site: Site, name: str, seconds: float, warm: float, processes: int = 1) -> float:
    facts = run.ask(site, "facts")
    machine.saw(f"post.{name}", ", ".join(f"{key}={value}" for key, value in facts.items()))
    run.serve(site, processes)
    keys = site.folder / "acknowledged"
    order = _order(site, seconds, warm)
    order.keys_file, order.visits = str(keys), True
    order.server = site.process.pid if site.process else 0
    wrote = finish(begin(run, order))
    _say(run, name, wrote)
    run.report.say(f"post.{name}_processor", wrote["processor"], "ms/comment")
    states = run.ask(site, "check", keys.read_text(encoding="ascii"))
    missing = states.pop("missing", 0)
    run.report.say(f"post.{name}_acknowledged", wrote["acknowledged"], "comments")
    run.report.say(f"post.{name}_missing", missing, "comments")
    if states.keys() != {"published"}:
        run.report.note(f"post.{name}: what stands in the database, by state: {states}")
    wrong = run.ask(site, "recount")["wrong"]
    run.report.say(f"post.{name}_counters_wrong", wrong, "counters")
    if wrong:
        run.report.fail(f"{wrong} counters are not what the comments say ({name})")
    if missing:
        run.report.fail(f"{missing} comments were acknowledged and are not in the database ({name})")
    rate: float = wrote["rate"]
    return rate


def _order(site: Site, seconds: float, warm: float) -> Order:
    return Order(
        "flood",
        site.port,
        seconds,
        warm,
        clients=CLIENTS,
        same=site.threads("same")[0],
        others=site.threads("own"),
        sessions=site.seeded["sessions"],
    )


def _say(run: Run, name: str, wrote: dict[str, float]) -> None:
    run.report.say(f"post.{name}", wrote["rate"], "comments/s")
    run.report.say(f"post.{name}_p50", wrote["p50"], "ms")
    run.report.say(f"post.{name}_p99", wrote["p99"], "ms")
    say_refused(run, f"post.{name}", wrote)


def _ceiling(run: Run, site: Site, seconds: float) -> None:
    """The same client against a plain application that answers at once what the site has answered."""
    answer = asyncio.run(_answer(site))
    order = _order(site, seconds, 0.5)
    order.port = start_plain(run, answer)
    run.report.say("post.client_alone", finish(begin(run, order))["rate"], "comments/s")


async def _answer(site: Site) -> client.Answer:
    connection = client.Connection(site.port)
    answer = await connection.ask(comment(site.threads("same")[0], site.seeded["sessions"][-1])[1])
    connection.close()
    return answer
