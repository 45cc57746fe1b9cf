"""What moderators do. Every verb is one transaction."""

from __future__ import annotations

from .appeals import APPEAL_WITHIN, appeal, check_can_appeal, decide_appeal, settle_appeal
from .decide import UNDO_TIME, AlreadyDecided, Changed, Claimed, approve, reject, undo
from .desk import delete_filter, note_comment, save_filter
from .queue import CLAIM_TIME, adopt, claim, let_go, queue, queue_held
from .sanctions import (
    LONGEST,
    add_note,
    can_undo_sanction,
    is_colleague,
    lift,
    read_warning,
    sanction,
    undo_sanction,
)
from .together import ASK_BEYOND, MOST_TOGETHER, Together, decide_together, undo_together

__all__ = [
    "APPEAL_WITHIN",
    "ASK_BEYOND",
    "CLAIM_TIME",
    "LONGEST",
    "MOST_TOGETHER",
    "UNDO_TIME",
    "AlreadyDecided",
    "Changed",
    "Claimed",
    "Together",
    "add_note",
    "adopt",
    "appeal",
    "approve",
    "can_undo_sanction",
    "check_can_appeal",
    "claim",
    "decide_appeal",
    "decide_together",
    "delete_filter",
    "is_colleague",
    "let_go",
    "lift",
    "note_comment",
    "queue",
    "queue_held",
    "read_warning",
    "reject",
    "sanction",
    "save_filter",
    "settle_appeal",
    "undo",
    "undo_sanction",
    "undo_together",
]
