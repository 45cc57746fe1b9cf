"""A new model beside the former one, on rows that neither was trained on. Only the training imports this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rembuk.civility.models import Model
from rembuk.civility.models.features import Document
from rembuk.civility.reading import Reading
from rembuk.civility.training import measured
from rembuk.civility.training.measure import flagged_share, precision

LEAST_HELD: Final = 5  # of either label; with fewer nothing can be compared
TOLERANCE: Final = 0.02  # of average precision and of recall; one row more or less is no difference either
MOST_WORDS: Final = 12  # in each direction
MOST_DIFFERING: Final = 20
LEAST_DIFFERENCE: Final = 0.01
_LEAST_ROWS: Final = 3
_SHORTEST: Final = 3


@dataclass(frozen=True)
class Compared:
    """What comes out of it; `figures` are for the screen."""

    is_proven: bool
    is_worse: bool
    figures: dict[str, Any]


def compared(labels: Sequence[bool], new: Model, former: Model, readings: Sequence[Reading]) -> Compared:
    """Both on the same rows."""
    found = {name: _figures(labels, model, readings) for name, model in (("new", new), ("former", former))}
    is_proven = min(sum(labels), len(labels) - sum(labels)) >= LEAST_HELD
    is_worse = is_proven and (
        _lost(found, "average_precision") > TOLERANCE
        or _lost(found, "recall_at_5") > max(TOLERANCE, 1 / sum(labels)) + 1e-9
    )
    return Compared(is_proven, is_worse, {**found, "tolerance": TOLERANCE})


def moved_words(new: Model, former: Model, readings: Sequence[Reading]) -> dict[str, list[list[Any]]]:
    """The words of the title's own decisions whose weight moved most: (word, before, after), on the scale of logits."""
    rows: Counter[str] = Counter()
    for reading in readings:
        rows.update(set(new.read(reading).words))
    moved: list[list[Any]] = [
        [word, round(_weight(former, word), 2), round(_weight(new, word), 2)]
        for word, number in sorted(rows.items())
        if number >= _LEAST_ROWS and len(word) >= _SHORTEST and word.isalpha()
    ]
    moved.sort(key=lambda row: row[2] - row[1])
    return {
        "up": [row for row in reversed(moved) if row[2] > row[1]][:MOST_WORDS],
        "down": [row for row in moved if row[2] < row[1]][:MOST_WORDS],
    }


def differing(
    new: Model, former: Model, rows: Sequence[tuple[int, bool | None]], readings: Sequence[Reading]
) -> list[dict[str, Any]]:
    """Where the two disagree most, as (comment, label or None): scores on the scale of verdicts, and no text."""
    found: list[dict[str, Any]] = [
        {"comment": comment, "label": label, "new": new.score(reading), "former": former.score(reading)}
        for (comment, label), reading in zip(rows, readings, strict=True)
    ]
    found.sort(key=lambda row: (-abs(row["new"] - row["former"]), row["comment"]))
    return [row for row in found[:MOST_DIFFERING] if abs(row["new"] - row["former"]) >= LEAST_DIFFERENCE]


def _figures(labels: Sequence[bool], model: Model, readings: Sequence[Reading]) -> dict[str, Any]:
    scores = [model.probability(model.read(reading)) for reading in readings]
    found: dict[str, Any] = measured(labels, scores).to_json()
    for name, threshold in (("nudge", model.thresholds.nudge), ("hold", model.thresholds.hold)):
        found[name] = None if threshold is None else _at(labels, scores, threshold)
    return found


def _at(labels: Sequence[bool], scores: Sequence[float], threshold: float) -> dict[str, Any]:
    """What a threshold finds."""
    found = precision(labels, [score >= threshold for score in scores])
    recall = flagged_share([score for score, label in zip(scores, labels, strict=True) if label], threshold)
    wrongly = flagged_share([score for score, label in zip(scores, labels, strict=True) if not label], threshold)
    return {
        "threshold": round(threshold, 4),
        "precision": None if found is None else round(found, 4),
        "recall": round(recall, 4),
        "wrongly": round(wrongly, 4),
    }


def _lost(found: dict[str, dict[str, Any]], name: str) -> float:
    return float(found["former"][name]) - float(found["new"][name])


def _weight(model: Model, word: str) -> float:
    """What a word alone adds to a model's calibrated logit."""
    return model.scale[0] * (model.logit(Document((word,), ((0, len(word)),))) - model.bias)
