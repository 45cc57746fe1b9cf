"""`python -m rembuk.updates.telegram.fake --port 8081 --token 1:demo --channel "@lintaspagi:Lintas Pagi"`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from .server import FakeBotApi


def channel(text: str) -> tuple[str, str]:
    """`@name:Title` as name and title."""
    name, _, title = text.partition(":")
    if not name.removeprefix("@") or not title:
        raise argparse.ArgumentTypeError("write a channel as @name:Title")
    return name, title


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="python -m rembuk.updates.telegram.fake", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", required=True, help="the only bot token that is let in")
    parser.add_argument("--channel", type=channel, action="append", required=True, help="@name:Title; repeatable")
    parser.add_argument("--folder", type=Path, help="where messages are kept across restarts")
    parser.add_argument("--control", action="store_true", help="let POST /_control order faults (own machine only)")
    given = parser.parse_args(arguments)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with FakeBotApi(
        token=given.token,
        channels=dict(given.channel),
        host=given.host,
        port=given.port,
        folder=given.folder,
        control_over_http=given.control,
    ) as telegram:
        for name, title in given.channel:
            sys.stdout.write(f"{title}: {telegram.base_url}/{name.removeprefix('@')}\n")
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()
