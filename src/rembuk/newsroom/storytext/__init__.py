"""`read_story` turns a pasted news story text into structure; pure Python, see README.md."""

from __future__ import annotations

from .grammar import RECOGNISERS, read_story
from .report import describe
from .story import StoryText, source_texts

__all__ = ["RECOGNISERS", "StoryText", "describe", "read_story", "source_texts"]
