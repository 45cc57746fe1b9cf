"""Figures for scores and labels, in plain Python: precision, recall, average precision, calibration, thresholds."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

_BINS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them 0..1, and None where the rows cannot say."""

    rows: int
    positive: int
    average_precision: float | None
    recall_at_1: float | None  # at one false positive in a hundred
    recall_at_5: float | None
    brier: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values, rounded."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Bin:
    """One tenth of the scale: how many rows, their mean score, and the share that was positive."""

    rows: int
    score: float
    share: float


def measured(labels: Sequence[bool], scores: Sequence[float]) -> Figures:
    """The figures of one detector on labelled rows."""
    positive = sum(labels)
    both = 0 < positive < len(labels)
    return Figures(
        rows=len(labels),
        positive=positive,
        average_precision=average_precision(labels, scores) if both else None,
        recall_at_1=recall_at(labels, scores, 0.01) if both else None,
        recall_at_5=recall_at(labels, scores, 0.05) if both else None,
        brier=math.fsum((score - label) ** 2 for label, score in zip(labels, scores, strict=True)) / len(labels)
        if labels
        else None,
    )


def choose_threshold(scores_of_approved: Sequence[float], most_false_positives: float) -> float:
    """The lowest score that at most this share of approved comments reaches (0.01 is one in a hundred)."""
    if not scores_of_approved:
        raise ValueError("a threshold needs the scores of approved comments")
    ordered = sorted(scores_of_approved, reverse=True)
    allowed = math.floor(most_false_positives * len(ordered) + 1e-9)
    if allowed >= len(ordered):
        return ordered[-1]
    return math.nextafter(ordered[allowed], math.inf)


def recall_at(labels: Sequence[bool], scores: Sequence[float], most_false_positives: float) -> float:
    """The share of positive rows found when at most this share of the others is flagged."""
    threshold = choose_threshold(
        [score for label, score in zip(labels, scores, strict=True) if not label], most_false_positives
    )
    return flagged_share([score for label, score in zip(labels, scores, strict=True) if label], threshold)


def flagged_share(scores: Sequence[float], threshold: float) -> float:
    """The share of scores at or above a threshold."""
    return sum(score >= threshold for score in scores) / len(scores) if scores else 0.0


def precision(labels: Sequence[bool], flagged: Sequence[bool]) -> float | None:
    """The share of flagged rows that were rightly flagged; None when none was."""
    right = sum(1 for label, flag in zip(labels, flagged, strict=True) if flag and label)
    return right / sum(flagged) if any(flagged) else None


def average_precision(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """The area under precision over recall; equal scores count as one step."""
    ranked = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    positive = sum(labels)
    found, seen, area = 0, 0, 0.0
    while seen < len(ranked):
        step = seen
        gained = 0
        while step < len(ranked) and ranked[step][0] == ranked[seen][0]:
            gained += ranked[step][1]
            step += 1
        found, seen = found + gained, step
        area += gained / positive * (found / seen)
    return area


def calibration(labels: Sequence[bool], scores: Sequence[float]) -> list[Bin]:
    """The rows in tenths of the score; empty tenths are left out."""
    edges = [step / _BINS for step in range(1, _BINS)]
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for label, score in zip(labels, scores, strict=True):
        bins[bisect_right(edges, score)].append((score, label))
    return [
        Bin(
            len(rows),
            math.fsum(score for score, _ in rows) / len(rows),
            sum(label for _, label in rows) / len(rows),
        )
        for rows in bins
        if rows
    ]
