"""`rembuk civility explain`: what the engine sees in one text."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rembuk.civility.commands.parts import chosen_models
from rembuk.civility.judge import judge
from rembuk.civility.lexicon import Lexicon, load
from rembuk.civility.models import Model, Models
from rembuk.civility.reading import read_text
from rembuk.civility.verdict import Verdict

_MOST_WORDS = 12
_SHOWN_LENGTH = 40


def run(options: argparse.Namespace) -> int:
    """Explain the words given, or the standard input."""
    text = " ".join(options.text) if options.text else sys.stdin.read().rstrip("\n")
    lexicon, models = load(options.lexicon), chosen_models(options.models)
    print("\n".join(explained(text, lexicon, models)))
    return 0


def explained(text: str, lexicon: Lexicon, models: Models) -> Iterator[str]:
    """The lines of an explanation."""
    verdict = judge(text, lexicon=lexicon, models=models)
    scores = ", ".join(f"{name} {score:.2f}" for name, score in verdict.scores.items())
    yield f"{verdict.action}   ({scores})"
    yield ""
    yield from underlined(text, (reason.span for reason in verdict.reasons))
    yield ""
    yield from _reasons(verdict)
    for model in (models.abuse, models.gambling):
        if model is not None:
            yield ""
            yield from _model_words(model, text, lexicon)


def underlined(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    """The text, and under each line the places that are meant."""
    marked = {place for span in spans for place in range(*span)}
    start = 0
    for line in text.split("\n"):
        yield line
        marks = "".join(
            ("^" if start + place in marked else " ") * width(char) for place, char in enumerate(line)
        ).rstrip()
        if marks:
            yield marks
        start += len(line) + 1


def width(char: str) -> int:
    """How many columns a terminal gives a character."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _reasons(verdict: Verdict) -> Iterator[str]:
    if not verdict.reasons:
        yield "No reasons."
        return
    rows = [(f"{reason.weight:.2f}", reason.kind, reason.rule, _short(reason.word)) for reason in verdict.reasons]
    yield from _table(("weight", "kind", "rule", "word"), rows)


def _model_words(model: Model, text: str, lexicon: Lexicon) -> Iterator[str]:
    reading = read_text(text, lexicon)
    document = model.read(reading)
    parts = model.contributions(document)
    logit = model.logit(document)
    yield (
        f"Model for {model.kind}: logit {logit:+.3f} = bias {model.bias:+.3f} and {len(parts)} words; "
        f"probability {model.probability(document):.3f}"
    )
    shown = sorted(parts, key=lambda part: -abs(part.weight))[:_MOST_WORDS]
    rows = [(f"{part.weight:+.3f}", _short(text[slice(*part.span)])) for part in shown]
    if left := len(parts) - len(shown):
        rows.append(
            (f"{sum(part.weight for part in parts) - sum(part.weight for part in shown):+.3f}", f"({left} more)")
        )
    yield from _table(("adds", "word"), rows)


def _short(word: str) -> str:
    flat = " ".join(word.split())
    return flat if len(flat) <= _SHOWN_LENGTH else f"{flat[: _SHOWN_LENGTH - 1]}…"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    for row in (heads, *rows):
        yield "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
