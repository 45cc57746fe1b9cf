"""The fit itself: naive-Bayes weights times logistic regression, over the features that scoring reads.

What comes out is a `Model` whose numbers are rounded first and measured afterwards, so that nothing differs between the
training's arithmetic (`decisions`) and the scorer's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from rembuk.civility.models import Model, ModelKind, Thresholds
from rembuk.civility.models.features import DAMPING, STYLES, Document, is_word, names_in, read
from rembuk.civility.reading import Reading

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a kind of model is made."""

    kind: ModelKind
    least_groups: int  # in which a feature must stand: no rare row, and no brand, can be read out of the weights
    strength: float  # the inverse of regularisation
    most_features: int
    smoothing: float = 1.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be looked at: words that are known, and features."""

    known: frozenset[str] | None
    names: tuple[str, ...]


def vocabulary(
    recipe: Recipe, readings: Sequence[Reading], groups: Sequence[str], more: Sequence[str] = ()
) -> Vocabulary:
    """Every feature that stands in enough groups, and `more` from an earlier model."""
    known: frozenset[str] | None = None
    if recipe.kind == "gambling":
        words = _in_groups((set(read(recipe.kind, reading).words) for reading in readings), groups)
        known = frozenset(word for word, found in words.items() if found >= recipe.least_groups and is_word(f"={word}"))
    names = _in_groups((names_in(read(recipe.kind, reading, known)) for reading in readings), groups)
    kept = {name for name, found in names.items() if found >= recipe.least_groups}
    return Vocabulary(known, tuple(sorted(kept.union(more))))


def _in_groups(found: Any, groups: Sequence[str]) -> dict[str, int]:
    """In how many groups each name stands."""
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for names, group in zip(found, groups, strict=True):
        for name in names:
            standing[name].add(group)
    return {name: len(found) for name, found in standing.items()}


def matrix(recipe: Recipe, readings: Sequence[Reading], chosen: Vocabulary) -> tuple[sparse.csr_matrix, Numbers]:
    """Rows of ones for what stands in each text, scaled to length one; and how its letters are drawn."""
    index = {name: number for number, name in enumerate(chosen.names)}
    columns: list[int] = []
    bounds = [0]
    styles = np.zeros((len(readings), len(STYLES)))
    for row, reading in enumerate(readings):
        document = read(recipe.kind, reading, chosen.known)
        columns += sorted(index[name] for name in names_in(document) if name in index)
        bounds.append(len(columns))
        _note_styles(document, styles[row])
    counts = np.diff(bounds)
    values = np.repeat(1 / np.sqrt(np.maximum(counts + DAMPING, 1)), counts)
    return sparse.csr_matrix((values, columns, bounds), shape=(len(readings), len(chosen.names))), styles


def _note_styles(document: Document, row: Numbers) -> None:
    for style in document.styles:
        row[style.number] = style.value


def decisions(model: Model, rows: sparse.csr_matrix, styles: Numbers) -> Numbers:
    """The logits of a model in the training's own arithmetic, to compare the scorer with."""
    logits: Numbers = rows @ np.asarray(model.weights) + model.bias
    return logits + styles @ np.asarray(model.styles) if model.styles else logits


def fitted(
    recipe: Recipe,
    chosen: Vocabulary,
    rows: sparse.csr_matrix,
    styles: Numbers,
    labels: Sequence[bool],
    row_weights: Sequence[float],
    prior: Sequence[float] = (),
) -> Model:
    """Fit and round. `prior` holds an earlier model's weights for `chosen.names`; they become one more column."""
    truth = np.asarray(labels, dtype=float)
    weights = np.asarray(row_weights, dtype=float)
    ratio = _ratio(recipe, rows, truth, weights)
    blocks = [rows @ sparse.diags(ratio)]
    if recipe.kind == "gambling":
        blocks.append(sparse.csr_matrix(styles))
    if prior:
        blocks.append(sparse.csr_matrix((rows @ np.asarray(prior))[:, None]))
    estimator = LogisticRegression(C=recipe.strength, solver="liblinear", max_iter=1000, random_state=0)
    estimator.fit(sparse.hstack(blocks).tocsr(), truth, sample_weight=weights)
    fitted_weights = estimator.coef_[0]
    merged = fitted_weights[: len(ratio)] * ratio
    if prior:
        merged = merged + fitted_weights[-1] * np.asarray(prior)
    drawn = fitted_weights[len(ratio) : len(ratio) + len(STYLES)] if recipe.kind == "gambling" else ()
    return Model(
        kind=recipe.kind,
        names=chosen.names,
        weights=tuple(map(_rounded, merged)),
        bias=_rounded(estimator.intercept_[0]),
        styles=tuple(map(_rounded, drawn)),
        known=chosen.known,
        scale=(1.0, 0.0),
        thresholds=Thresholds(None, None),
        card={},
    )


def _ratio(recipe: Recipe, rows: sparse.csr_matrix, truth: Numbers, weights: Numbers) -> Numbers:
    present = rows.sign()
    yes = present.T @ (weights * truth) + recipe.smoothing
    no = present.T @ (weights * (1 - truth)) + recipe.smoothing
    ratio: Numbers = np.log(yes / yes.sum()) - np.log(no / no.sum())
    return ratio


def heaviest(chosen: Vocabulary, model: Model, most: int) -> Vocabulary:
    """The features that decide most; to be fitted again without the others."""
    if len(model.names) <= most:
        return chosen
    ranked = sorted(range(len(model.names)), key=lambda number: (-abs(model.weights[number]), model.names[number]))
    return replace(chosen, names=tuple(sorted(model.names[number] for number in ranked[:most])))


def calibration_of(logits: Sequence[float], labels: Sequence[bool]) -> tuple[float, float]:
    """Platt's slope and shift, from rows that the model was not fitted on."""
    column = np.asarray(logits, dtype=float)[:, None]
    estimator = LogisticRegression(C=1e6, max_iter=1000).fit(column, np.asarray(labels, dtype=float))
    slope = _rounded(estimator.coef_[0][0])
    return (slope, _rounded(estimator.intercept_[0])) if slope > 0 else (1.0, 0.0)


def _rounded(value: Any) -> float:
    return float(f"{float(value):.6g}")
