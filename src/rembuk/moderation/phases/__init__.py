"""What every comment passes here before it is recorded, in the order of `settings.REMBUK_PHASES`.

Who writes (`who`): standing, history, newcomer. Was it sent before (`again`): repetition. What it says (`text`): links,
lexicon, gambling, model, and that anyone has judged it at all. What this place asks for (`place`): its own words. What
the newsroom's own classifier says (`outside`): external. A phase that fails or overruns holds the comment:
`conversation.phases` sees to that. docs/moderation.md has the whole table.
"""

from __future__ import annotations

from .again import repetition
from .outside import external
from .place import story_words
from .text import gambling, lexicon, links, model, unjudged
from .who import history, newcomer, standing

__all__ = [
    "external",
    "gambling",
    "history",
    "lexicon",
    "links",
    "model",
    "newcomer",
    "repetition",
    "standing",
    "story_words",
    "unjudged",
]
