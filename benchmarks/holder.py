"""Thousands of readers with an open live stream, in a process of their own.

    python holder.py PORT THREAD STREAMS

Prints a JSON line when the streams stand ({"open", "refused", "seconds"}), and one for each comment that has reached
all of them, or as many as it would reach in fifteen seconds ({"comment", "reached", "half_at", "last_at"}, moments of
the machine's monotonic clock). Ends when its input is closed.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from typing import Final, cast

MARK: Final = b"event: comment\n"
PER_NETWORK: Final = 250  # so many come from one address; a server may bound them
AT_ONCE: Final = 200  # being opened
OPENING: Final = 20.0  # seconds for one stream
OPENING_LIMIT: Final = 120.0  # seconds for all of them
PATIENCE: Final = 15.0  # seconds for a comment to reach everyone
SPARE_FILES: Final = 100


class Holder:
    """All the streams, and the moments at which each comment reached them."""

    def __init__(self) -> None:
        self.open, self.refused = 0, Counter[str]()
        self.moments: dict[int, list[float]] = {}
        self.told = 0

    def seen(self, number: int) -> None:
        """A stream has its `number`-th comment."""
        moments = self.moments.setdefault(number, [])
        moments.append(time.monotonic())
        if len(moments) == self.open and number > self.told:
            self.tell(number)

    def tell(self, number: int) -> None:
        """Print how comment `number` travelled."""
        moments, self.told = self.moments[number], number
        half = moments[len(moments) // 2]
        say({"comment": number, "reached": len(moments), "half_at": half, "last_at": moments[-1]})


class Stream(asyncio.Protocol):
    """One reader's stream."""

    def __init__(self, holder: Holder, request: bytes, standing: asyncio.Future[str]) -> None:
        self._holder, self._request, self._standing = holder, request, standing
        self._tail, self._comments = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        cast("asyncio.Transport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        """The head, then events."""
        if not self._standing.done():
            self._standing.set_result(data[9:12].decode("ascii", "replace"))
        text = self._tail + data
        for _ in range(text.count(MARK)):
            self._comments += 1
            self._holder.seen(self._comments)
        self._tail = text.rpartition(MARK)[2][-len(MARK) + 1 :]

    def connection_lost(self, _problem: Exception | None) -> None:
        """The server has closed it."""
        if not self._standing.done():
            self._standing.set_result("closed")
        elif not self._standing.cancelled() and self._standing.result() == "200":
            self._holder.open -= 1


async def _open(holder: Holder, port: int, request: bytes, number: int, gate: asyncio.Semaphore) -> None:
    loop = asyncio.get_running_loop()
    async with gate:
        standing: asyncio.Future[str] = loop.create_future()
        source = f"127.1.{1 + number // PER_NETWORK}.1"
        transport: asyncio.Transport | None = None
        try:
            async with asyncio.timeout(OPENING):
                transport, _ = await loop.create_connection(
                    lambda: Stream(holder, request, standing), "127.0.0.1", port, local_addr=(source, 0)
                )
                status = await standing
        except (OSError, TimeoutError) as problem:
            status = type(problem).__name__
        if status == "200":
            holder.open += 1
        else:
            holder.refused[status] += 1
            if transport is not None:
                transport.close()  # it would take the place of another one


async def _watch(holder: Holder) -> None:
    while True:
        await asyncio.sleep(1)
        waiting = holder.told + 1
        moments = holder.moments.get(waiting)
        if moments and time.monotonic() - moments[0] > PATIENCE:
            holder.tell(waiting)


async def hold(port: int, thread: int, streams: int) -> None:
    """Open the streams, then listen until the input is closed."""
    holder, gate, begun = Holder(), asyncio.Semaphore(AT_ONCE), time.monotonic()
    request = f"GET /_arus/{thread}?bahasa=id HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode()
    opening = asyncio.gather(*(_open(holder, port, request, number, gate) for number in range(streams)))
    await asyncio.wait_for(opening, OPENING_LIMIT)
    say({"open": holder.open, "refused": dict(holder.refused), "seconds": time.monotonic() - begun})
    watching = asyncio.ensure_future(_watch(holder))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    watching.cancel()


def say(facts: dict[str, object]) -> None:
    """One line of JSON."""
    print(json.dumps(facts), flush=True)


def main() -> None:
    """Hold as many streams as this process may have files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, thread, streams = (int(word) for word in sys.argv[1:4])
    asyncio.run(hold(port, thread, streams if hard == resource.RLIM_INFINITY else min(streams, hard - SPARE_FILES)))


if __name__ == "__main__":
    main()
