"""The loop of the mission, walked over HTTP in a throw-away newsroom, and a table of what happened."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rembuk.site import say

from .steps_people import PEOPLE
from .steps_prizes import PRIZES
from .steps_talk import TALK
from .visitor import Failed
from .walk_state import Walk

Step = Callable[[Walk], str]
STEPS: list[tuple[str, str, Step]] = [*TALK, *PEOPLE, *PRIZES]


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    room: str
    what: str
    held: bool
    detail: str
    seconds: float


def walk(site: str, telegram: str, var: Path) -> int:
    """Walk every step, print the table; returns 0 only when every line holds."""
    state = Walk(site, telegram, var)
    lines = []
    say.line("\nWalking the loop …")
    for room, what, step in say.bar("Steps", STEPS, len(STEPS)):
        lines.append(_take(state, room, what, step))
    say.line()
    for line in lines:
        say.line(
            f"{'ok  ' if line.held else 'FAIL'} {line.room:13} {line.what:58} {line.detail} ({line.seconds:.1f} s)"
        )
    failed = sum(not line.held for line in lines)
    say.line(f"\n{len(lines)} lines, {'every one holds' if not failed else f'{failed} do not hold'}.")
    return 1 if failed else 0


def _take(state: Walk, room: str, what: str, step: Step) -> Line:
    begun = time.monotonic()
    try:
        held, detail = True, step(state)
    except Failed as problem:
        held, detail = False, str(problem)
    except Exception as problem:  # a step that breaks is a line that does not hold; the others still say theirs
        traceback.print_exc()
        held, detail = False, f"{type(problem).__name__}: {problem}"
    return Line(room, what, held, detail, time.monotonic() - begun)
