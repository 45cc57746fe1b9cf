"""What can be done in a conversation. Every verb is one transaction."""

from __future__ import annotations

from .common import KeyUsed, Refused, TooFast
from .edit import edit_comment, remove_comment
from .moderate import hide, release
from .post import post_comment
from .react import react
from .report import report_comment

__all__ = [
    "KeyUsed",
    "Refused",
    "TooFast",
    "edit_comment",
    "hide",
    "post_comment",
    "react",
    "release",
    "remove_comment",
    "report_comment",
]
