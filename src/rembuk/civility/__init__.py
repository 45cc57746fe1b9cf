"""Text to verdict, with reasons: see README.md. Pure Python, standard library only."""

from __future__ import annotations

from rembuk.civility.judge import judge
from rembuk.civility.lexicon import Lexicon, LexiconError
from rembuk.civility.lexicon import load as load_lexicon
from rembuk.civility.verdict import ENGINE_VERSION, REASON_KINDS, Action, Kind, Reason, Verdict

__all__ = [
    "ENGINE_VERSION",
    "REASON_KINDS",
    "Action",
    "Kind",
    "Lexicon",
    "LexiconError",
    "Reason",
    "Verdict",
    "judge",
    "load_lexicon",
]
