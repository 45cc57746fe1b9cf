"""Text to verdict, with reasons: see README.md. Pure Python, standard library only."""

from __future__ import annotations

from rembuk.civility.judge import judge
from rembuk.civility.lexicon import Lexicon, LexiconError
from rembuk.civility.lexicon import load as load_lexicon
from rembuk.civility.models import NO_MODELS, ModelError, Models
from rembuk.civility.models import load as load_model
from rembuk.civility.verdict import ENGINE_VERSION, REASON_KINDS, Action, Kind, Reason, Verdict

__all__ = [
    "ENGINE_VERSION",
    "NO_MODELS",
    "REASON_KINDS",
    "Action",
    "Kind",
    "Lexicon",
    "LexiconError",
    "ModelError",
    "Models",
    "Reason",
    "Verdict",
    "judge",
    "load_lexicon",
    "load_model",
]
