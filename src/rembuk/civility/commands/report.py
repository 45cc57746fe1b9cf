"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rembuk.civility.models import Model
from rembuk.civility.training.robust import Loss


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; all columns but the first stand to the right."""
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def share(value: float | None) -> str:
    """A share in per cent, with one decimal place; two below one per cent."""
    if value is None:
        return "–"
    return f"{100 * value:.2f} %" if 0 < value < 0.01 else f"{100 * value:.1f} %"


def robustness(losses: Sequence[Loss]) -> Iterator[str]:
    """What each disguise costs, the worst first."""
    ranked = sorted(losses, key=lambda loss: -loss.points)
    rows = [(loss.name, share(loss.before), share(loss.after), f"{loss.points:+.1f}") for loss in ranked]
    yield from table(("disguise", "found as written", "found disguised", "points lost"), rows)


def card(model: Model) -> Iterator[str]:
    """A model's card: what it finds, what it was trained on, and its figures."""
    facts = dict(model.card)
    figures = facts.pop("figures", {})
    yield f"# Model card: {model.kind}"
    yield ""
    yield from table(("", ""), [(name.replace("_", " "), _value(value)) for name, value in facts.items()])
    yield ""
    yield from table(("figure", ""), list(_flat(figures)))
    yield ""
    yield f"SHA-256 of the content: `{model.digest}`"


def _flat(figures: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}, ")
        else:
            yield f"{above}{name}".replace("_", " "), _value(value)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).replace("|", "\\|")
