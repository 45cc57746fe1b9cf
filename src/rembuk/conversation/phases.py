"""The phases a comment passes before it is recorded.

`settings.REMBUK_PHASES` lists dotted names in their order, the way MIDDLEWARE does, so the conversation need not know
the moderation. A phase says publish, hold or reject, with reasons. The strictest answer counts, and the first phase
that rejects ends the walk. A phase that fails, or takes longer than stands beside it (`within`), holds the comment:
never lost, never published unseen. docs/moderation.md lists them all.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .rules import Rules, rules_of

if TYPE_CHECKING:
    from rembuk.readers.models import Reader

    from .models import Comment, Thread

logger = logging.getLogger(__name__)

Outcome = Literal["publish", "hold", "reject"]
STRICTNESS: dict[str, int] = {"publish": 0, "hold": 1, "reject": 2}


@dataclass(frozen=True)
class Draft:
    """A text on its way to become a comment (or the new text of `editing`)."""

    author: Reader
    thread: Thread
    body: str
    parent: Comment | None = None
    editing: Comment | None = None
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one phase found out and another needs as well: a text is judged once, whoever asks."""

    @cached_property
    def rules(self) -> Rules:
        """What holds in the thread: asked once for all phases."""
        return rules_of(self.thread)


@dataclass(frozen=True)
class Answer:
    """What one phase says. `reasons` are JSON objects with at least a `kind`; `message` is for the writer. `piece` is
    HTML that our own pages show inside the writer's form instead, where a sentence is not enough.

    `asks` are the places ({"kind", "span"}) about which the writer may be asked before anything is recorded; one phase
    that is `silent` keeps all of them back: whoever advertises is told nothing.
    """

    outcome: Outcome
    reasons: list[dict[str, Any]] = field(default_factory=list)
    message: str = ""
    piece: str = ""
    phase: str = ""
    engine: str = ""
    asks: list[dict[str, Any]] = field(default_factory=list)
    silent: bool = False


class FailedBefore(Exception):
    """What this phase needs has failed in an earlier phase of the same walk, where it was logged."""


class Phase(Protocol):
    """A phase: a small function from a draft to an answer."""

    def __call__(self, draft: Draft) -> Answer: ...


@dataclass(frozen=True)
class Timed:
    """A phase with the seconds it may take, by its clock: of the processor where it only computes, so that a busy
    machine holds nobody's comment; of the wall where it waits for something."""

    phase: Phase
    seconds: float = 5.0
    clock: Callable[[], float] = time.monotonic

    def __call__(self, draft: Draft) -> Answer:
        """Ask the phase."""
        return self.phase(draft)


def within(seconds: float, clock: Callable[[], float] = time.thread_time) -> Callable[[Phase], Timed]:
    """State beside a phase how long it may take."""
    return lambda phase: Timed(phase, seconds, clock)


@lru_cache(maxsize=8)
def _load(names: tuple[str, ...]) -> tuple[tuple[str, Timed], ...]:
    found = [(name, _named(name)) for name in names]
    return tuple((name, phase if isinstance(phase, Timed) else Timed(phase)) for name, phase in found)


def _named(name: str) -> Phase:
    """The phase of this name; where there is none, one that fails, so that comments wait."""
    try:
        found: Phase = import_string(name)
    except ImportError as problem:
        return _Missing(problem)
    return found


@dataclass(frozen=True)
class _Missing:
    trouble: ImportError

    def __call__(self, draft: Draft) -> Answer:
        raise self.trouble


def walk(draft: Draft) -> Answer:
    """Let the draft pass every phase and return the strictest answer, with all reasons gathered."""
    names = tuple(settings.REMBUK_PHASES)
    if not names:
        raise RuntimeError("REMBUK_PHASES is empty: nothing may be published without a verdict")
    answers: list[Answer] = []
    for name, phase in _load(names):
        answers.append(_ask(name, phase, draft))
        if answers[-1].outcome == "reject":
            break
    # Of equally strict answers the first one speaks; whichever engine judged the text is named in any case.
    strictest = max(answers, key=lambda answer: STRICTNESS[answer.outcome])
    speaks = names[next(place for place, answer in enumerate(answers) if answer is strictest)]
    reasons = [reason for answer in answers for reason in answer.reasons]
    engine = next((answer.engine for answer in answers if answer.engine), "")
    silent = any(answer.silent for answer in answers)
    asks = [] if silent else [ask for answer in answers for ask in answer.asks]
    return replace(strictest, phase=speaks, reasons=reasons, engine=engine, asks=asks, silent=silent)


def _answer(said: object) -> Answer:
    """What a phase said, when it is an answer at all."""
    if isinstance(said, Answer) and said.outcome in STRICTNESS:
        return said
    raise TypeError("a phase answers with an Answer")


def _ask(name: str, phase: Timed, draft: Draft) -> Answer:
    begun = phase.clock()
    try:
        answer = _answer(phase(draft))
    except FailedBefore:
        return Answer("hold", [{"kind": "phase_failed", "phase": name}], silent=True)
    except Exception as problem:
        # Fail closed. The log names the places in the code; what the exception says may quote the text, so it is left.
        places = "".join(traceback.format_tb(problem.__traceback__))
        logger.error("Phase %s failed (%s); the comment is held\n%s", name, type(problem).__name__, places)
        return Answer("hold", [{"kind": "phase_failed", "phase": name}], silent=True)
    if phase.clock() - begun <= phase.seconds or answer.outcome == "reject":
        return answer
    logger.error("Phase %s took longer than %s seconds; the comment is held", name, phase.seconds)
    return replace(
        answer, outcome="hold", reasons=[*answer.reasons, {"kind": "phase_late", "phase": name}], silent=True
    )
