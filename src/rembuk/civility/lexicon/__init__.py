"""The word lists, one plain text file for each category, and their loader."""

from __future__ import annotations

from rembuk.civility.lexicon.entries import CATEGORIES, Entry, Excuse, Lexicon, LexiconError
from rembuk.civility.lexicon.loader import builtin, load

__all__ = ["CATEGORIES", "Entry", "Excuse", "Lexicon", "LexiconError", "builtin", "load"]
