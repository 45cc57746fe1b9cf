"""`rembuk civility evaluate`: how good it is on rows that somebody has labelled."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from rembuk.civility.commands.parts import Say, chosen_models
from rembuk.civility.commands.plot import calibration_svg
from rembuk.civility.commands.report import robustness, share, table
from rembuk.civility.commands.source import source_of
from rembuk.civility.judge import THRESHOLDS, judge
from rembuk.civility.lexicon import Lexicon, load
from rembuk.civility.models import NO_MODELS, Model, Models
from rembuk.civility.reading import read_text
from rembuk.civility.training.measure import calibration, choose_threshold, flagged_share, measured, precision
from rembuk.civility.training.robust import losses
from rembuk.civility.training.rows import Row, RowsError, read_rows
from rembuk.civility.verdict import ScoreName

_EVERY = 5_000  # rows between two sentences of progress
_AT = 0.05  # false positives at which disguises are measured


def run(options: argparse.Namespace) -> int:
    """Measure, and write what was found."""
    say = Say(quiet=options.quiet)
    told: list[str] = []
    try:
        rows = read_rows(options.rows, source_of(options), told=told)
    except RowsError as problem:
        say.stop(str(problem))
        return 2
    say(told[0])
    lexicon = load(options.lexicon)
    models = NO_MODELS if options.rules_only else chosen_models(options.models)
    scores = _scored(rows, options.detector, lexicon, models, say)
    lines = list(_report(rows, scores, options, lexicon, models, say))
    if options.plot:
        options.plot.write_text(_plot(rows, scores, options.detector, lexicon, models), encoding="utf-8")
        say(f"the plot stands in {options.plot}")
    _write(lines, options.out)
    return 0


def _scored(rows: Sequence[Row], detector: ScoreName, lexicon: Lexicon, models: Models, say: Say) -> list[float]:
    scores = []
    for number, row in enumerate(rows, start=1):
        scores.append(judge(row.text, lexicon=lexicon, models=models).scores[detector])
        if number % _EVERY == 0:
            say(f"judged {number:,} of {len(rows):,}")
    return scores


def _report(
    rows: Sequence[Row],
    scores: Sequence[float],
    options: argparse.Namespace,
    lexicon: Lexicon,
    models: Models,
    say: Say,
) -> Iterator[str]:
    detector: ScoreName = options.detector
    labels = [row.label for row in rows]
    figures = measured(labels, scores)
    made_by = "rules alone" if options.rules_only else "rules and models"
    yield f"### {detector}, {made_by}: {figures.rows:,} rows, {figures.positive:,} of them positive"
    yield ""
    yield from table(
        ("at the threshold to", "score", "precision", "recall", "false positives"), list(_at(labels, scores, detector))
    )
    yield ""
    yield from table(
        ("average precision", "recall at 1 % false positives", "recall at 5 % false positives", "Brier score"),
        [
            (
                share(figures.average_precision),
                share(figures.recall_at_1),
                share(figures.recall_at_5),
                "–" if figures.brier is None else f"{figures.brier:.4f}",
            )
        ],
    )
    if options.attacked and figures.recall_at_5 is not None:
        say("disguising rows")
        ordinary = [score for score, label in zip(scores, labels, strict=True) if not label]
        threshold = choose_threshold(ordinary, _AT)
        found = losses(
            [row.text for row in rows if row.label],
            lambda _number, text: judge(text, lexicon=lexicon, models=models).scores[detector] >= threshold,
            most=options.attacked,
        )
        yield ""
        yield from robustness(found)


def _at(labels: Sequence[bool], scores: Sequence[float], detector: ScoreName) -> Iterator[tuple[str, ...]]:
    nudge, hold = THRESHOLDS[detector]
    for name, threshold in (("nudge", nudge), ("hold", hold)) if nudge != hold else (("hold", hold),):
        flagged = [score >= threshold for score in scores]
        positive = [score for score, label in zip(scores, labels, strict=True) if label]
        ordinary = [score for score, label in zip(scores, labels, strict=True) if not label]
        yield (
            name,
            f"{threshold:.2f}",
            share(precision(labels, flagged)),
            share(flagged_share(positive, threshold) if positive else None),
            share(flagged_share(ordinary, threshold) if ordinary else None),
        )


def _plot(rows: Sequence[Row], scores: Sequence[float], detector: ScoreName, lexicon: Lexicon, models: Models) -> str:
    """Of the model's own probability where there is a model, else of the score."""
    by_name: dict[str, Model | None] = {"abuse": models.abuse, "gambling": models.gambling}
    model = by_name.get(detector)
    shares = scores
    if model is not None:
        shares = [model.probability(model.read(read_text(row.text, lexicon))) for row in rows]
    return calibration_svg(f"{detector}: how far to believe it", calibration([row.label for row in rows], shares))


def _write(lines: Sequence[str], out: Path | None) -> None:
    text = "\n".join(lines) + "\n"
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
