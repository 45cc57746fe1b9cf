"""One signed question to the newsroom's own classifier, with a deadline that holds whatever happens out there.

The question runs in a loop of its own thread, where one deadline is for everything together: looking the name up, a
server that says nothing, one that sends a byte now and then. The thread that asks goes on when it is over.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

import httpx
from django.core.cache import caches

from rembuk.sealed import signing

from .peers import Peer

MOST_READ: Final = 4 * 1024  # bytes of an answer
LONGEST_REASON: Final = 200
FAILURES: Final = 5  # in a row, then nobody waits for it
REST: Final = 10  # seconds

Outcome = Literal["publish", "hold", "reject"]


class NoAnswer(Exception):
    """There is no answer that could be used. `why` is a word for the record: late, away, redirect, status, rubbish…"""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Said:
    """What the classifier says; `reason` is its own sentence."""

    outcome: Outcome
    reason: str


def ask(peer: Peer, question: Mapping[str, Any]) -> Said:
    """Ask, and wait no longer than the peer may think. One that has failed several times is left alone for a while.

    Raises:
        NoAnswer: whatever went wrong.
    """
    key = f"moderation.peer.{peer.name}"
    failures = int(caches["brief"].get(key, 0))
    if failures >= FAILURES:
        raise NoAnswer("rests")
    try:
        said = _ask_now(peer, json.dumps(question, ensure_ascii=False).encode())
    except NoAnswer:
        caches["brief"].set(key, failures + 1, REST)
        raise
    if failures:
        caches["brief"].delete(key)
    return said


def _ask_now(peer: Peer, body: bytes) -> Said:
    future = asyncio.run_coroutine_threadsafe(_within_time(peer, body), _loop())
    try:
        # A little more than the deadline inside: it counts only when that whole loop stands still.
        return future.result(peer.seconds + 0.2)
    except (TimeoutError, httpx.TimeoutException):
        future.cancel()
        raise NoAnswer("late") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise NoAnswer("away") from None


async def _within_time(peer: Peer, body: bytes) -> Said:
    headers = signing.headers(uuid.uuid4(), int(time.time()), body, peer.secrets)
    headers |= {"content-type": "application/json", "accept": "application/json", "accept-encoding": "identity"}
    # No proxy and no .netrc from the environment, no way to elsewhere: the text goes where the operator said.
    client = httpx.AsyncClient(verify=_tls(), trust_env=False, follow_redirects=False, timeout=peer.seconds)
    question = client.stream("POST", peer.url, content=body, headers=headers)
    async with asyncio.timeout(peer.seconds), client, question as response:
        if response.status_code != 200:
            raise NoAnswer("redirect" if response.is_redirect else "status")
        return _understood(await _read(response))


async def _read(response: httpx.Response) -> bytes:
    read = b""
    async for piece in response.aiter_raw():
        read += piece
        if len(read) > MOST_READ:
            raise NoAnswer("long")
    return read


def _understood(body: bytes) -> Said:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswer("rubbish") from None
    verdict = found.get("verdict") if isinstance(found, dict) else None
    reason = found.get("reason", "") if isinstance(found, dict) else None
    if verdict not in ("publish", "hold", "reject") or not isinstance(reason, str):
        raise NoAnswer("rubbish")
    printable = "".join(char for char in reason if char.isprintable() and not "\ud800" <= char <= "\udfff")
    return Said(cast(Outcome, verdict), printable[:LONGEST_REASON])


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


_starting: Final = threading.Lock()


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        return _running()


@cache
def _running() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="peers", daemon=True).start()
    return loop
