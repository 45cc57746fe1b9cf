"""A trained model: a number for every feature, plain arithmetic, and what each word adds.

The logit is `bias + sum(weights of what stands in the text) / sqrt(how many those are + DAMPING) + styles` and nothing
else, so that what the words add, together with the bias, is the logit to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from rembuk.civility.models.features import DAMPING, Document, ModelKind, Span, names_of, read
from rembuk.civility.reading import Reading
from rembuk.civility.verdict import Kind, Reason

_KEPT_WORDS = 60_000  # whose features are looked up once
_MOST_REASONS = 6
_LEAST_SHARE = 0.04  # of what speaks for the verdict; a word below it is no reason
_REASON_KIND: Mapping[ModelKind, Kind] = {"abuse": "tone", "gambling": "gambling"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities at which a model speaks up. None: it never does so by itself."""

    nudge: float | None
    hold: float | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one word adds to the logit. `span` counts characters of the writer's own text."""

    span: Span
    weight: float


@dataclass(frozen=True, eq=False)
class Model:
    """What a weights file holds. Compared by identity; `digest` names its content."""

    kind: ModelKind
    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    styles: tuple[float, ...]
    known: frozenset[str] | None
    scale: tuple[float, float]  # Platt: probability = 1 / (1 + exp(-(slope * logit + shift)))
    thresholds: Thresholds
    card: Mapping[str, Any]
    digest: str = ""
    _index: dict[str, int] = field(init=False, repr=False, default_factory=dict)
    _looked_up: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update((name, number) for number, name in enumerate(self.names))

    def read(self, reading: Reading) -> Document:
        """The text as this model reads it."""
        return read(self.kind, reading, self.known)

    def present(self, document: Document) -> set[int]:
        """The numbers of the features that stand in a text."""
        found: set[int] = set()
        for word in document.words:
            found.update(self._ids(word))
        index = self._index
        found.update(map(index.__getitem__, index.keys() & set(document.pairs)))
        for name, _ in document.shapes:
            if name in index:
                found.add(index[name])
        return found

    def logit(self, document: Document) -> float:
        """What training calls the decision function."""
        found = self.present(document)
        total = self.bias
        if found:
            total += sum(map(self.weights.__getitem__, found)) / math.sqrt(len(found) + DAMPING)
        for style in document.styles:
            total += self.styles[style.number] * style.value
        return total

    def probability(self, document: Document) -> float:
        """0..1, calibrated on rows that were not trained on; 0 for a text in which the model knows nothing."""
        if not document.words and not document.styles:
            return 0.0
        return self.calibrated(self.logit(document))

    def calibrated(self, logit: float) -> float:
        """The probability behind a logit."""
        slope, shift = self.scale
        return sigmoid(slope * logit + shift)

    def score(self, reading: Reading) -> float:
        """The probability, stretched so that 0.5 is the threshold to nudge and 0.75 that to hold.

        Advertising has no nudge: there 0.5 is the threshold to hold. A model that may not hold stays below 0.75.
        """
        return self.stretched(self.probability(self.read(reading)))

    def score_without(self, reading: Reading, without: Container[Span]) -> float:
        """`score`, when what the words at these places add to it is taken away."""
        document = self.read(reading)
        added = sum(part.weight for part in self.contributions(document) if part.span in without and part.weight > 0)
        return self.stretched(self.calibrated(self.logit(document) - added))

    def stretched(self, probability: float) -> float:
        """`probability` on the scale of a verdict's scores; keeps the order."""
        nudge, hold = self.thresholds.nudge, self.thresholds.hold
        if self.kind == "gambling":
            knots = [(0.0, 0.0), (hold, 0.5) if hold is not None else (1.0, 0.49), (1.0, 1.0)]
        else:
            first = (nudge, 0.5) if nudge is not None else (1.0, 0.49)
            knots = [(0.0, 0.0), first, *([(hold, 0.75), (1.0, 1.0)] if hold is not None else [(1.0, 0.74)])]
        for (low, under), (high, over) in pairwise(knots):
            if probability <= high:
                return round(under + (over - under) * (probability - low) / (high - low), 4) if high > low else over
        return knots[-1][1]

    def contributions(self, document: Document) -> list[Contribution]:
        """What each word adds, in the order of the text; their sum and the bias are the logit.

        A pair belongs half to each of its words, a piece to all words that hold it, the drawing of letters to the word
        that they stand in, and what stands in no word to the text as a whole.
        """
        totals: dict[Span, float] = dict.fromkeys(document.spans, 0.0)
        found = self.present(document)
        share = 1 / math.sqrt(len(found) + DAMPING) if found else 0.0
        for number, spans in self._holders(document).items():
            for span in spans:
                totals[span] = totals.get(span, 0.0) + self.weights[number] * share / len(spans)
        word_at = {place: span for span in document.spans for place in range(*span)} if document.styles else {}
        for style in document.styles:
            part = self.styles[style.number] * style.value / len(style.places)
            for place in style.places:
                span = word_at.get(place, (place, place + 1))
                totals[span] = totals.get(span, 0.0) + part
        return [Contribution(span, weight) for span, weight in sorted(totals.items())]

    def reasons(self, reading: Reading, score: float, without: Container[Span] = ()) -> list[Reason]:
        """The words that carry a score, in the order of the text; their weights add up to no more than it."""
        parts = self.contributions(self.read(reading))
        found = [part for part in parts if part.weight > 0 and part.span not in without]
        whole = (0, len(reading.original))
        total = sum(part.weight for part in found)
        carrying = sorted(found, key=lambda part: (-part.weight, part.span))[:_MOST_REASONS]
        reasons = [
            _reason(self.kind, reading.original, part.span, score * part.weight / total)
            for part in carrying
            if part.weight >= _LEAST_SHARE * total and score * part.weight / total >= 0.0001
        ]
        return sorted(reasons or [_reason(self.kind, reading.original, whole, score)], key=lambda reason: reason.span)

    def _ids(self, word: str) -> tuple[int, ...]:
        ids = self._looked_up.get(word)
        if ids is None:
            ids = tuple(self._index[name] for name in names_of(word) if name in self._index)
            if len(self._looked_up) >= _KEPT_WORDS:
                self._looked_up.clear()
            self._looked_up[word] = ids
        return ids

    def _holders(self, document: Document) -> dict[int, list[Span]]:
        holders: dict[int, list[Span]] = {}
        for word, span in zip(document.words, document.spans, strict=True):
            for number in self._ids(word):
                holders.setdefault(number, []).append(span)
        for place, pair in enumerate(document.pairs):
            if pair in self._index:
                holders.setdefault(self._index[pair], []).extend(document.spans[place : place + 2])
        for name, span in document.shapes:
            if name in self._index:
                holders.setdefault(self._index[name], []).append(span)
        return holders


def sigmoid(value: float) -> float:
    """1 / (1 + exp(-value)), for any value."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    power = math.exp(value)
    return power / (1 + power)


def _reason(kind: ModelKind, original: str, span: Span, weight: float) -> Reason:
    start, end = span
    return Reason(_REASON_KIND[kind], span, original[start:end], f"{kind}/model", round(max(weight, 0.0001), 4))
