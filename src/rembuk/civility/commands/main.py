"""The words of `rembuk civility`, and what they call."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rembuk.civility.commands.parts import Say
from rembuk.civility.lexicon import LexiconError
from rembuk.civility.models import ModelError

_LATE = "rembuk.civility.commands"  # training brings scikit-learn, which scoring must not wait for


def run(words: list[str]) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(words)
    try:
        command: Callable[[argparse.Namespace], int] = import_module(f"{_LATE}.{options.command}").run
        return command(options)
    except (ModelError, LexiconError) as problem:
        Say().stop(str(problem))
        return 2
    except BrokenPipeError:  # who read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rembuk civility",
        description="What the engine says of a text, on this machine, with nothing sent anywhere.",
        epilog="`rembuk civility COMMAND --help` tells more about one of them.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _score(commands.add_parser("score", help="judge comments, one JSON object a line", description=_SCORE))
    _explain(commands.add_parser("explain", help="show what the engine sees in one text", description=_EXPLAIN))
    _evaluate(commands.add_parser("evaluate", help="measure it on labelled rows of your own", description=_EVALUATE))
    _train(commands.add_parser("train", help="train a model on rows of your own", description=_TRAIN))
    return parser


_SCORE = """Reads JSON Lines, {"text": "…"}, from the standard input and writes one verdict for each line, in the same
order: the scores for abuse, gambling and spam (0..1), the action (publish, nudge or hold) and the reasons with their
places in the text. An "id" that comes with a text goes out with its verdict. A line that cannot be read is answered
with an error, its number and the action "hold"; the rest is judged all the same, and the exit code at the end is 1."""
_EXPLAIN = """Underlines in a text what the rules and the models found, and lists every word with what it adds. The
weights of a model and its bias add up to its logit exactly."""
_EVALUATE = """Judges labelled rows (any CSV, or JSON Lines, packed with gzip or not) and writes Markdown: precision,
recall, average precision, recall at 1 and 5 false positives in a hundred, what nine disguises cost, and how far a
probability can be believed. Give --plot for the picture."""
_TRAIN = """Trains on rows of your own (CSV or JSON Lines with a text and a label) and writes one file of weights, with
its card beside it. "abuse" takes what you approved and what you turned away; with --seed it takes comments without
labels and learns from the word lists. "gambling" takes advertising and ordinary comments. The same rows give the same
weights. No row, and nothing that stands in a single row, can be read out of them."""


def _sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lexicon", type=Path, metavar="FOLDER", help="word lists of your own, on top of ours")
    parser.add_argument(
        "--models", type=Path, metavar="FOLDER", help="abuse.json.gz and gambling.json.gz; where one is missing, ours"
    )


def _score(parser: argparse.ArgumentParser) -> None:
    _sources(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", help="the text; without it, the standard input is read")
    _sources(parser)


def _rows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rows", type=Path, metavar="FILE", help=".csv, .jsonl, either of them with .gz")
    parser.add_argument("--text", default="", metavar="COLUMN", help="where the text stands (found out)")
    parser.add_argument("--label", default="", metavar="COLUMN", help="where the label stands (found out)")
    parser.add_argument("--delimiter", default="", metavar="SIGN", help="what parts the columns (found out)")
    parser.add_argument("--positive", default="", metavar="LABEL", help="the label that counts (1, true, rejected, …)")
    parser.add_argument("--quiet", action="store_true", help="say nothing on the way")


def _evaluate(parser: argparse.ArgumentParser) -> None:
    _rows(parser)
    parser.add_argument(
        "--detector", choices=("abuse", "gambling", "spam"), default="abuse", help="which score (abuse)"
    )
    parser.add_argument("--rules-only", action="store_true", help="leave the trained models out")
    parser.add_argument("--attacked", type=int, default=500, metavar="ROWS", help="rows to disguise; 0 for none (500)")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the calibration plot here, as SVG")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the Markdown here (standard output)")
    _sources(parser)


def _train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("abuse", "gambling"), help="what the model is to find")
    _rows(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the weights, as .json.gz")
    parser.add_argument("--card", type=Path, metavar="FILE", help="the model's card, as Markdown (beside the weights)")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the calibration plot here, as SVG")
    parser.add_argument("--seed", action="store_true", help="abuse only: the rows have no labels, the lists teach")
    parser.add_argument("--only", choices=("0", "1"), help="with --seed: take the rows with this label, then forget it")
    parser.add_argument("--about", default="rows of an operator's own", help="where the rows come from, for the card")
    parser.add_argument("--licence", default="the operator's", help="their licence, for the card")
    parser.add_argument("--rng-seed", type=int, default=7, help="another number, another split (7)")
    parser.add_argument("--lexicon", type=Path, metavar="FOLDER", help="word lists of your own, on top of ours")
