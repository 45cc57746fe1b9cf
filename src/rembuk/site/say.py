"""How the command speaks: plain lines, one clear sentence when it stops, and a bar for what takes long.

It speaks English, as its help does, whatever language the house has. What it makes has the house's: stories, letters,
statements, names of authors.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final, NoReturn, TypeVar

Item = TypeVar("Item")
WIDTH = 28
LANGUAGE: Final = "en"  # for sentences of the rooms that the command shows


def line(text: str = "") -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


def number(value: float) -> str:
    """A whole number in groups: 3,000."""
    return f"{round(value):,}"


def stop(sentence: str) -> NoReturn:
    """End with one clear sentence."""
    sys.exit(f"rembuk: {sentence}")


def bar(label: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Hand the items on and show how far it is. Without a terminal it prints one line at the end."""
    begun, shown = time.monotonic(), 0.0
    done = 0
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if sys.stdout.isatty() and (now - shown > 0.1 or done == total):
            filled = WIDTH * done // max(total, 1)
            print(
                f"\r{label:26} {'█' * filled}{'·' * (WIDTH - filled)} {number(done)}/{number(total)}",
                end="",
                flush=True,
            )
            shown = now
    took = f"{time.monotonic() - begun:.1f} s"
    if sys.stdout.isatty():
        print(f"\r{label:26} {'█' * WIDTH} {number(done)}/{number(total)} in {took}", flush=True)
    else:
        print(f"{label:26} {number(done)} in {took}", flush=True)
