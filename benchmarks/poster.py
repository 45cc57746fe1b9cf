"""The readers who write, in a process of their own.

    python poster.py < JSON of an Order      prints JSON: see `_sum_up`

`flood`: every client posts as soon as it has its answer, in turn in the one thread and in its own.
`pace`: so many comments a second in the one thread, and so many in others, at low priority.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import machine
import peer
from client import Connection, get, post
from words import sentence

# Django takes any secret of this shape, when cookie and form carry the same.
TOKEN = "bangkuukurkecepatanrembukabcdefg"  # noqa: S105  # no secret: it only has to be the same twice
ACKNOWLEDGED = {200, 201, 302, 303}
WAIT_AFTER_REFUSAL = 0.05  # seconds
VISIT_LIMIT = 60.0  # seconds


@dataclass
class Order:
    """What to post, where, how fast, how long."""

    way: str
    port: int
    seconds: float
    warm: float = 0.0
    kind: str = "rembuk"
    clients: int = 32
    same: int = 0
    others: list[int] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    same_rate: float = 1.0
    others_rate: float = 10.0
    keys_file: str = ""
    visits: bool = False
    server: int = 0  # the process id whose processor time is told, where there is one


@dataclass
class Tally:
    """What came of it: the acknowledged client keys, the latencies in ms, the answers by status."""

    keys: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refusal: str = ""
    processor: float = 0.0  # seconds that the server computed while it was counted

    async def send(self, connection: Connection, key: str, request: bytes, *, counts: bool) -> bool:
        """Send a comment; whether it was acknowledged. `counts` is False while warming up."""
        begun = time.perf_counter()
        try:
            answer = await connection.ask(request)
        except (OSError, EOFError, TimeoutError) as problem:
            connection.close()
            self.statuses[0] += 1
            self.refusal = repr(problem)
            return False
        taken = (time.perf_counter() - begun) * 1_000
        if answer.status in ACKNOWLEDGED:
            self.keys.append(key)
        else:
            self.refusal = answer.body.decode(errors="replace")[:4_000]
        if counts:
            self.statuses[answer.status] += 1
            self.latencies.append(taken)
        return answer.status in ACKNOWLEDGED


def comment(thread: int, session: str) -> tuple[str, bytes]:
    """A fresh comment by the reader of `session`: its client key and the request."""
    key = str(uuid.uuid4())
    body = f"csrfmiddlewaretoken={TOKEN}&client_key={key}&body={sentence().replace(' ', '+')}"
    cookies = f"Cookie: csrftoken={TOKEN}; sessionid={session}"
    kind = "application/x-www-form-urlencoded"
    # The one header is today's, the other tomorrow's: either asks for a piece of a page instead of a redirection.
    headers = (cookies, "HX-Request: true", "Rembuk-Piece: 1", f"X-CSRFToken: {TOKEN}")
    return key, post(f"/bincang/{thread}/tulis/", kind, body, *headers)


async def visit(order: Order) -> None:
    """Every reader opens the conversation, as one does who then writes: the site has noted their sessions."""
    limit = time.monotonic() + VISIT_LIMIT

    async def open_all(number: int) -> None:
        connection = source(order, number)
        for session in order.sessions[number :: order.clients]:
            if time.monotonic() < limit:
                await connection.ask(get(f"/bincang/{order.same}/saya/", f"Cookie: sessionid={session}"))
        connection.close()

    await asyncio.gather(*(open_all(number) for number in range(order.clients)))


def source(order: Order, number: int) -> Connection:
    """A client's connection, from a network of its own, as readers have."""
    return Connection(order.port, f"127.0.{1 + number}.1")


async def flood(order: Order, tally: Tally) -> None:
    """All clients at once, each waiting for its answer."""
    if order.visits:
        await visit(order)
    begun = time.monotonic()
    counted_from, end = begun + order.warm, begun + order.warm + order.seconds

    async def write(number: int) -> None:
        connection = source(order, number)
        mine, turn = order.sessions[number :: order.clients], 0
        while (now := time.monotonic()) < end:
            thread = order.same if turn % 2 else order.others[number % len(order.others)]
            if order.kind == "isso":
                key, request = str(turn), peer.comment(f"/a/{thread}", sentence())
            else:
                key, request = comment(thread, mine[turn % len(mine)])
            turn += 1
            if not await tally.send(connection, key, request, counts=now >= counted_from):
                await asyncio.sleep(WAIT_AFTER_REFUSAL)
        connection.close()

    async def watch() -> None:
        await asyncio.sleep(counted_from - begun)
        before = machine.processor_seconds(order.server)
        await asyncio.sleep(order.seconds)
        tally.processor = machine.processor_seconds(order.server) - before

    watching = [watch()] if order.server else []
    await asyncio.gather(*watching, *(write(number) for number in range(order.clients)))


async def pace(order: Order, tally: Tally) -> None:
    """A steady trickle; a comment that is late does not hold up the next one's time."""
    os.nice(10)
    end, sessions = time.monotonic() + order.seconds, list(order.sessions)
    random.shuffle(sessions)

    async def trickle(threads: list[int], rate: float, number: int) -> None:
        connection = source(order, number)
        due, turn = time.monotonic(), 0
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            session = sessions[(number * len(sessions) // 2 + turn) % len(sessions)]
            await tally.send(connection, *comment(threads[turn % len(threads)], session), counts=True)
            due, turn = due + 1 / rate, turn + 1
        connection.close()

    await asyncio.gather(trickle(order.others, order.others_rate, 0), trickle([order.same], order.same_rate, 1))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie; not-a-number when there are none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def _sum_up(order: Order, tally: Tally) -> dict[str, Any]:
    done = sum(many for status, many in tally.statuses.items() if status in ACKNOWLEDGED)
    return {
        "rate": done / order.seconds,
        "processor": tally.processor / done * 1_000 if done else float("nan"),
        "acknowledged": len(tally.keys),
        "p50": percentile(tally.latencies, 0.5),
        "p99": percentile(tally.latencies, 0.99),
        "refused": {str(status): many for status, many in tally.statuses.items() if status not in ACKNOWLEDGED},
        "refusal": tally.refusal,
    }


def main() -> None:
    """Do what standard input orders."""
    order, tally = Order(**json.load(sys.stdin)), Tally()
    asyncio.run(flood(order, tally) if order.way == "flood" else pace(order, tally))
    if order.keys_file:
        Path(order.keys_file).write_text("\n".join(tally.keys), encoding="ascii")
    print(json.dumps(_sum_up(order, tally)), flush=True)


if __name__ == "__main__":
    main()
