"""What the engine answers: an action, the reasons for it, and three scores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

ENGINE_VERSION = "rules-4"

Action = Literal["publish", "nudge", "hold"]
_AbuseKind = Literal["profanity", "insult", "sexual", "sara", "threat", "self_harm", "doxxing", "tone"]
_SpamKind = Literal["link", "contact", "bait", "flood"]
Kind = Literal[_AbuseKind, "gambling", _SpamKind]
ScoreName = Literal["abuse", "gambling", "spam"]

ACTIONS: tuple[Action, ...] = get_args(Action)
REASON_KINDS: tuple[Kind, ...] = get_args(Kind)
SCORE_NAMES: tuple[ScoreName, ...] = get_args(ScoreName)

SCORE_OF_KIND: Mapping[Kind, ScoreName] = {
    "profanity": "abuse",
    "insult": "abuse",
    "sexual": "abuse",
    "sara": "abuse",
    "threat": "abuse",
    "self_harm": "abuse",  # no offence, but a moderator looks first, and the writer is told where help is
    "doxxing": "abuse",
    "tone": "abuse",  # what a trained model says of the whole, in no category
    "gambling": "gambling",
    "link": "spam",
    "contact": "spam",
    "bait": "spam",
    "flood": "spam",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding. `span` counts characters of the text as it was written; `weight` is 0..1."""

    kind: Kind
    span: tuple[int, int]
    word: str
    rule: str
    weight: float

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "span": list(self.span),
            "word": self.word,
            "rule": self.rule,
            "weight": self.weight,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        if data["kind"] not in REASON_KINDS:
            raise ValueError(f"unknown reason kind: {data['kind']!r}")
        start, end = data["span"]
        return cls(data["kind"], (int(start), int(end)), str(data["word"]), str(data["rule"]), float(data["weight"]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`scores` holds abuse, gambling and spam, each 0..1. Reasons stand in the order of the text."""

    action: Action
    reasons: tuple[Reason, ...]
    scores: Mapping[ScoreName, float] = field(hash=False)
    engine: str = ENGINE_VERSION

    def to_json(self) -> dict[str, Any]:
        """A dict of plain JSON values, ready for a JSON column."""
        return {
            "action": self.action,
            "reasons": [reason.to_json() for reason in self.reasons],
            "scores": dict(self.scores),
            "engine": self.engine,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Self:
        """The reverse of `to_json`; also takes its dumped form. Raises ValueError or KeyError on anything else."""
        values: Mapping[str, Any] = json.loads(data) if isinstance(data, str) else data
        if values["action"] not in ACTIONS:
            raise ValueError(f"unknown action: {values['action']!r}")
        return cls(
            action=values["action"],
            reasons=tuple(Reason.from_json(reason) for reason in values["reasons"]),
            scores={name: float(values["scores"][name]) for name in SCORE_NAMES},
            engine=str(values["engine"]),
        )


def combined(weights: Iterable[float]) -> float:
    """Independent findings add up without ever passing 1: 0.5 and 0.5 make 0.75."""
    clear = 1.0
    for weight in weights:
        clear *= 1.0 - weight
    return round(1.0 - clear, 4)
