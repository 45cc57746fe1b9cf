"""What training answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rembuk.civility.models import Model
from rembuk.civility.training.fit import Recipe

Progress = Callable[[str], None]


class TrainingError(ValueError):
    """These rows cannot be trained on. The message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row that was kept back: its number among the rows, its label, and the new model's probability."""

    number: int
    label: bool
    probability: float


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A model, what it reached (`figures`, also in its card), and the rows that it has not seen."""

    model: Model
    figures: Mapping[str, Any]
    held_back: tuple[Held, ...] = ()


def card_of(recipe: Recipe, model: Model, detects: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What stands on a model's card; `told` is what only its trainer knows."""
    return {"detects": detects, "least_groups": recipe.least_groups, "features": len(model.names), **told}


def silent(_sentence: str) -> None:
    """Progress that nobody wants to hear."""
