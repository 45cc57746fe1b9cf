"""Trained models: their files, their arithmetic, and those that come with the package. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from rembuk.civility.models.features import ModelKind
from rembuk.civility.models.files import ModelError, ModelOutdated, load, packed, save, unpacked
from rembuk.civility.models.model import Contribution, Model, Thresholds

__all__ = [
    "LEAST_DECISIONS",
    "LEAST_EACH",
    "NO_MODELS",
    "Contribution",
    "Model",
    "ModelError",
    "ModelKind",
    "ModelOutdated",
    "Models",
    "Thresholds",
    "load",
    "packed",
    "save",
    "shipped",
    "shipped_model",
    "unpacked",
]
LEAST_DECISIONS = 400  # below it no model that was trained on them holds by itself
LEAST_EACH = 20  # decisions of either label; below it nothing is trained


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a verdict is made with; None where there is none."""

    abuse: Model | None = None
    gambling: Model | None = None


NO_MODELS = Models()


@cache
def shipped_model(kind: ModelKind) -> Model:
    """One of the models that come with the package. Raises ModelError."""
    source = resources.files(__package__).joinpath("data", f"{kind}.json.gz")
    try:
        file = source.read_bytes()
    except OSError as problem:
        raise ModelError(f"{source}: cannot be read ({problem}); install the package again") from None
    return unpacked(file, str(source))


@cache
def shipped() -> Models:
    """The models that come with the package, read once. Raises ModelError."""
    return Models(shipped_model("abuse"), shipped_model("gambling"))
