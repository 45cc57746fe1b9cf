"""`rembuk civility train`: a file of weights out of rows."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from rembuk.civility.commands.parts import Say
from rembuk.civility.commands.plot import calibration_svg
from rembuk.civility.commands.report import card
from rembuk.civility.commands.source import source_of
from rembuk.civility.lexicon import load
from rembuk.civility.models import save, shipped_model
from rembuk.civility.training import (
    RowsError,
    TrainedModel,
    TrainingError,
    read_rows,
    train_abuse,
    train_gambling,
    train_seed,
)
from rembuk.civility.training.measure import calibration
from rembuk.civility.training.rows import read_texts


def run(options: argparse.Namespace) -> int:
    """Train, save, and write the card beside the weights."""
    say = Say(quiet=options.quiet)
    if options.seed and options.kind != "abuse":
        say.stop("--seed belongs to “abuse”: advertising is learned from labels")
        return 2
    try:
        trained = _trained(options, say)
    except (RowsError, TrainingError) as problem:
        say.stop(str(problem))
        return 2
    digest = save(trained.model, options.out)
    card_path = options.card or options.out.with_name(options.out.name.partition(".")[0] + ".md")
    card_path.write_text("\n".join(card(replace(trained.model, digest=digest))) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(_plot(trained), encoding="utf-8")
    say(f"{options.out}: {options.out.stat().st_size:,} bytes; its card stands in {card_path}")
    return 0


def _trained(options: argparse.Namespace, say: Say) -> TrainedModel:
    told = {"about": options.about, "licence": options.licence, "rng_seed": options.rng_seed, "progress": say}
    lexicon = load(options.lexicon)
    if options.seed:
        return train_seed(_texts(options), lexicon=lexicon, **told)
    rows = read_rows(options.rows, source_of(options))
    if options.kind == "gambling":
        return train_gambling(rows, **told)
    return train_abuse(rows, seed_model=shipped_model("abuse"), lexicon=lexicon, **told)


def _texts(options: argparse.Namespace) -> Sequence[str]:
    if options.only is None:
        return read_texts(options.rows, source_of(options))
    rows = read_rows(options.rows, source_of(options))
    return [row.text for row in rows if row.label is (options.only == "1")]


def _plot(trained: TrainedModel) -> str:
    """On rows that were not trained on."""
    return calibration_svg(
        f"{trained.model.kind}: how far to believe it",
        calibration([held.label for held in trained.held_back], [held.probability for held in trained.held_back]),
    )
