"""The moderators' screens in Wagtail's admin, under moderasi/."""

from __future__ import annotations

from .queue import comment, decide, flood, history, queue, similar, undo
from .sanctions import author, lift, note, sanction, undo_sanction

__all__ = [
    "author",
    "comment",
    "decide",
    "flood",
    "history",
    "lift",
    "note",
    "queue",
    "sanction",
    "similar",
    "undo",
    "undo_sanction",
]
