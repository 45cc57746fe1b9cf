"""What can be done in a conversation. Every verb is one transaction."""

from __future__ import annotations

from .circles import follow, mute, unfollow, unmute
from .common import KeyUsed, NotStored, Refused, TooFast
from .edit import edit_comment, remove_comment
from .moderate import hide, release
from .nudge import Asking, Nudged
from .pick import feature, pin, unfeature, unpin
from .post import post_comment, post_from_network
from .react import react
from .report import report_comment
from .steer import begin_thread, settle_house, steer_thread

__all__ = [
    "Asking",
    "KeyUsed",
    "NotStored",
    "Nudged",
    "Refused",
    "TooFast",
    "begin_thread",
    "edit_comment",
    "feature",
    "follow",
    "hide",
    "mute",
    "pin",
    "post_comment",
    "post_from_network",
    "react",
    "release",
    "remove_comment",
    "report_comment",
    "settle_house",
    "steer_thread",
    "unfeature",
    "unfollow",
    "unmute",
    "unpin",
]
