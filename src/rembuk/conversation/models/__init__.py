"""Threads, comments, and everything a comment carries."""

from __future__ import annotations

from .attached import Mention, Reaction, Report, Revision, Verdict
from .circles import Follow, Guest, GuestComment, Mute
from .comment import Comment, Hashtag
from .moved import Imported, ImportedAuthor, ImportRun
from .nudges import Nudge, NudgeDay
from .pulse import Pulse
from .thread import House, Sorts, Thread, ThreadQuerySet, default_reactions

__all__ = [
    "Comment",
    "Follow",
    "Guest",
    "GuestComment",
    "Hashtag",
    "House",
    "ImportRun",
    "Imported",
    "ImportedAuthor",
    "Mention",
    "Mute",
    "Nudge",
    "NudgeDay",
    "Pulse",
    "Reaction",
    "Report",
    "Revision",
    "Sorts",
    "Thread",
    "ThreadQuerySet",
    "Verdict",
    "default_reactions",
]
