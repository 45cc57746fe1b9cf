"""What staff do with keys and webhooks, and what a key does with a thread."""

from __future__ import annotations

from .hooks import add_secret, change_hook, make_hook, send_again, switch
from .keys import make_key, note_use, revoke_key
from .speech import approve, react_as, reject
from .threads import adjust_thread, keep_thread

__all__ = [
    "add_secret",
    "adjust_thread",
    "approve",
    "change_hook",
    "keep_thread",
    "make_hook",
    "make_key",
    "note_use",
    "react_as",
    "reject",
    "revoke_key",
    "send_again",
    "switch",
]
