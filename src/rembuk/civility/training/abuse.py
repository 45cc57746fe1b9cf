"""The abuse model of a newsroom: its own decisions, on top of the seed.

The seed's weights are one column of their own, so few decisions move little and many move much.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from rembuk.civility.lexicon import Lexicon, builtin
from rembuk.civility.models import LEAST_DECISIONS, LEAST_EACH, Model, Thresholds
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.training.fit import Recipe, calibration_of, fitted, matrix, vocabulary
from rembuk.civility.training.measure import choose_threshold, measured
from rembuk.civility.training.rows import Row
from rembuk.civility.training.trained import Held, Progress, TrainedModel, TrainingError, card_of, silent

# Where the few approved rows are all found harmless, that alone is no reason to speak up at one in a hundred.
LEAST_NUDGE, LEAST_HOLD = 0.25, 0.5
LEAST_STANDING = 200  # fewer published texts say nothing about five in a thousand
FOLDS = 5
_DETECTS = "comments like those that were turned away, by their words; no category, and no hate in clean words"
_RECIPE = Recipe("abuse", least_groups=3, strength=2.0, most_features=60_000)
_PRIOR_STRETCH = 8.0  # the seed's column is this much longer, so that little is lost to regularisation


def train_abuse(
    rows: Sequence[Row],
    *,
    seed_model: Model | None,
    held_back: float | Collection[int] = 0.1,
    writers: Sequence[str] | None = None,
    standing: Sequence[str] = (),
    rng_seed: int = 7,
    most_false_holds: float = 0.005,
    most_false_nudges: float = 0.02,
    about: str = "rows of an operator's own",
    licence: str = "the operator's",
    lexicon: Lexicon | None = None,
    progress: Progress = silent,
) -> TrainedModel:
    """Train on (text, label) rows; the same rows and the same seed give the same model, byte for byte.

    The figures are those of the share `held_back`, which is not trained on; it may also be the numbers of the rows.
    Thresholds are set on the approved rows, each scored by a model that has not seen it, and on `standing`: published
    texts without a decision, which are never trained on. Below 400 rows the model may nudge, never hold.
    With `writers`, one for each row, what is learned stands in the rows of at least three of them.
    """
    rows = [Row(*row) for row in rows]
    _check(rows)
    words = builtin() if lexicon is None else lexicon
    readings = [read_text(row.text, words) for row in rows]
    kept, held = _apart(rows, held_back, rng_seed)
    groups = [writers[number] if writers else str(number) for number in kept]
    progress(f"training on {len(kept):,} rows, {len(held):,} held back")
    own = [readings[number] for number in kept]
    labels = [rows[number].label for number in kept]
    _check_folds(own, labels)
    logits = _out_of_folds(own, labels, groups, seed_model, rng_seed, progress)
    progress("fitting the whole")
    model = replace(_fit(own, labels, groups, seed_model), scale=calibration_of(logits, labels))
    approved = [model.calibrated(logit) for logit, label in zip(logits, labels, strict=True) if not label]
    published = [model.probability(model.read(read_text(text, words))) for text in standing]
    nudge = _threshold(approved, published, most_false_nudges, LEAST_NUDGE)
    hold = _threshold(approved, published, most_false_holds, LEAST_HOLD)
    model = replace(model, thresholds=Thresholds(nudge, max(nudge, hold) if len(rows) >= LEAST_DECISIONS else None))
    unseen = tuple(Held(number, rows[number].label, model.probability(model.read(readings[number]))) for number in held)
    figures = _figures(model, unseen, rows, seed_model, [readings[number] for number in held])
    told = {"trained_on": about, "rows": len(rows), "licence": licence, "rng_seed": rng_seed, "figures": figures}
    card = card_of(_RECIPE, model, _DETECTS, {**told, "seed": seed_model.digest if seed_model else ""})
    return TrainedModel(replace(model, card=card), figures, unseen)


def _check(rows: Sequence[Row]) -> None:
    positive = sum(row.label for row in rows)
    if positive < LEAST_EACH or len(rows) - positive < LEAST_EACH:
        raise TrainingError(
            f"training needs {LEAST_EACH} rows of each label; there are {positive} turned away and "
            f"{len(rows) - positive} approved"
        )


def _check_folds(readings: Sequence[Reading], labels: Sequence[bool]) -> None:
    """Every fold, and what is left without it, needs texts of either label."""
    for wanted, named in ((True, "turned away"), (False, "approved")):
        texts = {reading.original for reading, label in zip(readings, labels, strict=True) if label is wanted}
        if len(texts) < 2 * FOLDS:
            raise TrainingError(f"only {len(texts)} different texts are left that were {named}; bring more of them")


def _apart(rows: Sequence[Row], held_back: float | Collection[int], rng_seed: int) -> tuple[list[int], list[int]]:
    """The same text is never on both sides, and both sides have the same mixture of labels unless rows are named."""
    rng = random.Random(rng_seed)
    held: list[int] = []
    if not isinstance(held_back, float):
        texts_held = {rows[number].text for number in held_back}
        named = [number for number, row in enumerate(rows) if row.text in texts_held]
        return sorted(set(range(len(rows))).difference(named)), named
    for wanted in (True, False):
        texts: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            if row.label is wanted:
                texts.setdefault(row.text, []).append(number)
        chosen = rng.sample(sorted(texts), int(held_back * len(texts)))
        held += [number for text in chosen for number in texts[text]]
    apart = set(held)
    doubles = {rows[number].text for number in held}
    kept = [number for number, row in enumerate(rows) if number not in apart and row.text not in doubles]
    return kept, sorted(held)


def _fit(readings: Sequence[Reading], labels: Sequence[bool], groups: Sequence[str], seed_model: Model | None) -> Model:
    names = seed_model.names if seed_model else ()
    chosen = vocabulary(_RECIPE, readings, groups, names)
    if not chosen.names:
        raise TrainingError(f"nothing stands in {_RECIPE.least_groups} of these rows; bring more of them")
    rows, styles = matrix(_RECIPE, readings, chosen)
    of_seed = dict(zip(seed_model.names, seed_model.weights, strict=True)) if seed_model else {}
    prior = [_PRIOR_STRETCH * of_seed.get(name, 0.0) for name in chosen.names] if seed_model else []
    return fitted(_RECIPE, chosen, rows, styles, labels, [1.0] * len(labels), prior)


def _out_of_folds(
    readings: Sequence[Reading],
    labels: Sequence[bool],
    groups: Sequence[str],
    seed_model: Model | None,
    rng_seed: int,
    progress: Progress,
) -> list[float]:
    """Each row's logit by a model that has seen neither it nor its twin."""
    rng = random.Random(rng_seed + 1)
    fold_of: dict[str, int] = {}
    turn = {True: 0, False: 0}
    for number in rng.sample(range(len(readings)), len(readings)):
        text = readings[number].original
        if text not in fold_of:
            fold_of[text] = turn[labels[number]] % FOLDS
            turn[labels[number]] += 1
    folds = [fold_of[reading.original] for reading in readings]
    logits = [0.0] * len(readings)
    for fold in range(FOLDS):
        progress(f"fold {fold + 1} of {FOLDS}")
        seen = [number for number, at in enumerate(folds) if at != fold]
        own = [groups[number] for number in seen]
        model = _fit([readings[number] for number in seen], [labels[number] for number in seen], own, seed_model)
        for number, at in enumerate(folds):
            if at == fold:
                logits[number] = model.logit(model.read(readings[number]))
    return logits


def _threshold(approved: Sequence[float], published: Sequence[float], most_false: float, least: float) -> float:
    """The higher of the two that either kind of text asks for."""
    wanted = choose_threshold(approved, most_false)
    if len(published) >= LEAST_STANDING:
        wanted = max(wanted, choose_threshold(published, most_false))
    return min(max(wanted, least), 0.99)


def _figures(
    model: Model, unseen: Sequence[Held], rows: Sequence[Row], seed_model: Model | None, readings: Sequence[Reading]
) -> dict[str, Any]:
    labels = [held.label for held in unseen]
    found: dict[str, Any] = {
        "held_back": measured(labels, [held.probability for held in unseen]).to_json(),
        "rows": len(rows),
        "nudge": model.thresholds.nudge,
        "hold": model.thresholds.hold,
    }
    if seed_model:
        before = [seed_model.probability(seed_model.read(reading)) for reading in readings]
        found["seed_on_held_back"] = measured(labels, before).to_json()
    return found
