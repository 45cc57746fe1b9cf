"""The phases a comment passes before it is recorded.

`settings.REMBUK_PHASES` lists dotted names in their order, the way MIDDLEWARE does, so the conversation need not know
the moderation. A phase says publish, hold or reject, with reasons. The strictest answer counts, and the first phase
that rejects ends the walk. A phase that fails holds the comment: never lost, never published unseen.
"""

from __future__ import annotations

import logging
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

    @cached_property
    def rules(self) -> Rules:
        """What holds in the thread: asked once for all phases."""
        return rules_of(self.thread)


@dataclass(frozen=True)
class Answer:
    """What one phase says. `reasons` are JSON objects with at least a `kind`; `message` is for the writer."""

    outcome: Outcome
    reasons: list[dict[str, Any]] = field(default_factory=list)
    message: str = ""
    phase: str = ""
    engine: str = ""


class Phase(Protocol):
    """A phase: a small function from a draft to an answer."""

    def __call__(self, draft: Draft) -> Answer: ...


@lru_cache(maxsize=8)
def _load(names: tuple[str, ...]) -> tuple[tuple[str, Phase], ...]:
    return tuple((name, import_string(name)) for name in names)


def walk(draft: Draft) -> Answer:
    """Let the draft pass every phase and return the strictest answer, with all reasons gathered."""
    names = tuple(settings.REMBUK_PHASES)
    if not names:
        raise RuntimeError("REMBUK_PHASES is empty: nothing may be published without a verdict")
    answers: list[Answer] = []
    for name, phase in _load(names):
        answers.append(replace(_ask(name, phase, draft), phase=name))
        if answers[-1].outcome == "reject":
            break
    # Of equally strict answers the first one speaks; whichever engine judged the text is named in any case.
    strictest = max(answers, key=lambda answer: STRICTNESS[answer.outcome])
    reasons = [reason for answer in answers for reason in answer.reasons]
    engine = next((answer.engine for answer in answers if answer.engine), "")
    return replace(strictest, reasons=reasons, engine=engine)


def _ask(name: str, phase: Phase, draft: Draft) -> Answer:
    try:
        return phase(draft)
    except Exception:
        # Fail closed. The traceback names the phase; the text itself is in no log.
        logger.exception("Phase %s failed; the comment is held", name)
        return Answer("hold", [{"kind": "phase_failed", "phase": name}])
