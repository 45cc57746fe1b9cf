"""The model of online-gambling advertising: trained on labelled rows, measured on brands that it has not seen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from rembuk.civility.judge import judge
from rembuk.civility.lexicon import builtin
from rembuk.civility.models import NO_MODELS, Model, Models, Thresholds
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.training.fit import Recipe, calibration_of, fitted, heaviest, matrix, vocabulary
from rembuk.civility.training.groups import grouped
from rembuk.civility.training.measure import choose_threshold, flagged_share, measured
from rembuk.civility.training.robust import Loss, losses
from rembuk.civility.training.rows import Row
from rembuk.civility.training.trained import Held, Progress, TrainedModel, TrainingError, card_of, silent

FOLDS = 5
LEAST_ROWS = 200
RULES_HOLD = 0.5
_DETECTS = "advertising for online gambling, by its wording, the shape of its brands and how letters are drawn"
_RECIPE = Recipe("gambling", least_groups=5, strength=8.0, most_features=16_000)
_DISGUISED_ROWS = 600
_LARGE = 30  # rows of one brand; what it has more counts less and less
_ORDINARY_WEIGHT = 8.0


@dataclass(frozen=True, slots=True)
class _Set:
    readings: list[Reading]
    labels: list[bool]
    groups: list[str]
    weights: list[float]

    def part(self, numbers: Sequence[int]) -> _Set:
        """Some of the rows."""
        return _Set(
            [self.readings[number] for number in numbers],
            [self.labels[number] for number in numbers],
            [self.groups[number] for number in numbers],
            [self.weights[number] for number in numbers],
        )


def train_gambling(
    rows: Sequence[Row],
    *,
    most_false_positives: float = 0.001,
    rng_seed: int = 7,
    about: str = "rows of an operator's own",
    licence: str = "the operator's",
    progress: Progress = silent,
) -> TrainedModel:
    """Train on labelled rows. The threshold is set on rows out of folds, at this share of ordinary comments held."""
    if len(rows) < LEAST_ROWS or not any(row.label for row in rows) or all(row.label for row in rows):
        raise TrainingError(f"advertising needs {LEAST_ROWS} rows or more, some of each label; there are {len(rows)}")
    progress(f"reading {len(rows):,} rows")
    own = _own_set(rows)
    progress(f"{len(_brand_sizes(own)):,} brands found; measuring in {FOLDS} folds that share no brand")
    folds = folds_of(own.groups, FOLDS, rng_seed)
    of_fold = _fold_models(own, folds, progress)
    logits = [of_fold[fold].logit(of_fold[fold].read(own.readings[number])) for number, fold in enumerate(folds)]
    scale = calibration_of(logits, own.labels)
    progress("fitting the whole")
    model = replace(_fit(own), scale=scale)
    probabilities = [model.calibrated(logit) for logit in logits]
    ordinary = [share for share, label in zip(probabilities, own.labels, strict=True) if not label]
    threshold = min(max(choose_threshold(ordinary, most_false_positives), 0.01), 0.99)
    model = replace(model, thresholds=Thresholds(None, threshold))
    figures = _figures(rows, own, probabilities, model)
    progress("disguising rows")
    judges = [replace(one, scale=scale, thresholds=model.thresholds) for one in of_fold]
    found = _losses(rows, own, [Models(gambling=judges[fold]) for fold in folds], figures["threshold_at_5"])
    figures["disguised"] = {loss.name: round(loss.after, 4) for loss in found}
    figures["as_written"] = round(found[0].before, 4)
    figures["worst_loss_in_points"] = round(max(loss.points for loss in found), 1)
    told = {"trained_on": about, "rows": len(rows), "licence": licence, "rng_seed": rng_seed, "figures": figures}
    card = card_of(_RECIPE, model, _DETECTS, told)
    unseen = tuple(
        Held(number, label, share) for number, (label, share) in enumerate(zip(own.labels, probabilities, strict=True))
    )
    return TrainedModel(replace(model, card=card), figures, unseen)


def _own_set(rows: Sequence[Row]) -> _Set:
    readings = [read_text(row.text, builtin()) for row in rows]
    labels = [row.label for row in rows]
    groups = grouped(readings, labels)
    sizes = Counter(groups)
    weights = [(_LARGE / max(sizes[group], _LARGE)) ** 0.5 for group in groups]
    return _Set(readings, labels, groups, weights)


def _brand_sizes(own: _Set) -> Counter[str]:
    return Counter(group for group in own.groups if not group.startswith("#"))


def _with_ordinary(own: _Set) -> _Set:
    text = resources.files(__package__).joinpath("ordinary.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return _Set(
        own.readings + [read_text(line, builtin()) for line in lines],
        own.labels + [False] * len(lines),
        own.groups + [f"#ordinary-{number}" for number in range(len(lines))],
        own.weights + [_ORDINARY_WEIGHT] * len(lines),
    )


def _fit(own: _Set) -> Model:
    whole = _with_ordinary(own)
    # Advertising without a name that was found counts as one group: a name that was missed stays out of the weights.
    groups = [
        "#unnamed" if label and group.startswith("#") else group
        for group, label in zip(whole.groups, whole.labels, strict=True)
    ]
    chosen = vocabulary(_RECIPE, whole.readings, groups)
    if not chosen.names:
        raise TrainingError(f"nothing stands in {_RECIPE.least_groups} rows of different brands; bring more rows")
    rows, styles = matrix(_RECIPE, whole.readings, chosen)
    model = fitted(_RECIPE, chosen, rows, styles, whole.labels, whole.weights)
    fewer = heaviest(chosen, model, _RECIPE.most_features)
    if fewer is chosen:
        return model
    rows, styles = matrix(_RECIPE, whole.readings, fewer)
    return fitted(_RECIPE, fewer, rows, styles, whole.labels, whole.weights)


def _fold_models(own: _Set, folds: Sequence[int], progress: Progress) -> list[Model]:
    """For each fold the model that has seen all others."""
    models = []
    for fold in range(FOLDS):
        progress(f"fold {fold + 1} of {FOLDS}")
        models.append(_fit(own.part([number for number, at in enumerate(folds) if at != fold])))
    return models


def folds_of(groups: Sequence[str], folds: int, rng_seed: int) -> list[int]:
    """A fold for each row: a group is never in two of them, and the large ones are spread evenly."""
    rng = random.Random(rng_seed)
    loads = [0] * folds
    chosen: dict[str, int] = {}
    for group, size in sorted(Counter(groups).items(), key=lambda item: (-item[1], item[0])):
        fold = rng.randrange(folds) if size == 1 else loads.index(min(loads))
        loads[fold] += size if size > 1 else 0
        chosen[group] = fold
    return [chosen[group] for group in groups]


def _figures(rows: Sequence[Row], own: _Set, probabilities: Sequence[float], model: Model) -> dict[str, Any]:
    """Of the model alone, of the rules alone, and of both together as `judge` puts them together."""
    rules = [judge(row.text, models=NO_MODELS).scores["gambling"] for row in rows]
    both = [max(rule, model.stretched(share)) for rule, share in zip(rules, probabilities, strict=True)]
    sizes = _brand_sizes(own)
    found = {
        "model": measured(own.labels, probabilities).to_json(),
        "rules": measured(own.labels, rules).to_json(),
        "together": measured(own.labels, both).to_json(),
        "brands": len(sizes),
        "threshold": model.thresholds.hold,
        "threshold_at_5": choose_threshold(
            [score for score, label in zip(both, own.labels, strict=True) if not label], 0.05
        ),
    }
    for name, scores, hold in (("rules", rules, RULES_HOLD), ("together", both, 0.5)):
        advertising = [score for score, label in zip(scores, own.labels, strict=True) if label]
        ordinary = [score for score, label in zip(scores, own.labels, strict=True) if not label]
        found[f"{name}_held"] = {
            "recall": round(flagged_share(advertising, hold), 4),
            "false_positives": round(flagged_share(ordinary, hold), 4),
            "recall_by_brand": round(_by_brand(own, scores, hold, sizes), 4),
        }
    return found


def _losses(rows: Sequence[Row], own: _Set, models: Sequence[Models], threshold: float) -> list[Loss]:
    """What disguises cost, each row judged by a model that has not seen its brand."""
    numbers = [number for number, label in enumerate(own.labels) if label]
    return losses(
        [rows[number].text for number in numbers],
        lambda place, text: judge(text, models=models[numbers[place]]).scores["gambling"] >= threshold,
        most=_DISGUISED_ROWS,
    )


def _by_brand(own: _Set, scores: Sequence[float], hold: float, sizes: Counter[str]) -> float:
    """Recall where every brand counts once, however often it advertises."""
    found = Counter(
        group
        for group, score, label in zip(own.groups, scores, own.labels, strict=True)
        if label and score >= hold and group in sizes
    )
    return sum(found[group] / sizes[group] for group in sizes) / len(sizes) if sizes else 0.0
