"""A plain ASGI application that answers everything with the same bytes: what the server itself can do, at most.

python plain.py PORT FILE     FILE holds JSON {"status", "headers": [[name, value]], "body": hexadecimal}
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

FILE = "REMBUK_BENCH_ANSWER"

_answer = json.loads(Path(os.environ[FILE]).read_text(encoding="utf-8")) if FILE in os.environ else {}
_start = {
    "type": "http.response.start",
    "status": _answer.get("status", 200),
    "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _answer.get("headers", [])],
}
_body = {"type": "http.response.body", "body": bytes.fromhex(_answer.get("body", ""))}


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Take the request's body, if there is one, and answer."""
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    await send(_start)
    await send(_body)


def serve(port: int) -> None:
    """Serve with the options of `rembuk serve`."""
    from granian.constants import Interfaces  # the worker that Granian starts needs the application alone
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "plain:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        backlog=2_048,
        backpressure=2_000,
    ).serve()


if __name__ == "__main__":
    os.environ[FILE] = sys.argv[2]
    serve(int(sys.argv[1]))
