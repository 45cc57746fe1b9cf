"""What the commands share: speaking to a person on the error stream, and loading what they judge with."""

from __future__ import annotations

import sys
from pathlib import Path

from rembuk.civility.models import Model, ModelError, ModelKind, Models, load, shipped_model


class Say:
    """Sentences on the error stream; the standard output belongs to the answer."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def __call__(self, sentence: str) -> None:
        if not self._quiet:
            print(sentence, file=sys.stderr, flush=True)

    def stop(self, sentence: str) -> None:
        """A sentence that is said in any case."""
        print(f"rembuk civility: {sentence}", file=sys.stderr, flush=True)


def chosen_models(folder: Path | None) -> Models:
    """The models of a folder, ours where it has but one. Raises ModelError, also where it has none of them."""
    if folder and not any((folder / f"{kind}.json.gz").is_file() for kind in ("abuse", "gambling")):
        raise ModelError(f"{folder}: there is neither abuse.json.gz nor gambling.json.gz")
    return Models(abuse=_chosen(folder, "abuse"), gambling=_chosen(folder, "gambling"))


def _chosen(folder: Path | None, kind: ModelKind) -> Model:
    path = folder / f"{kind}.json.gz" if folder else None
    return load(path) if path and path.exists() else shipped_model(kind)
