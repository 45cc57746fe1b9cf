"""What moderators do. Every verb is one transaction."""

from __future__ import annotations

from .appeals import APPEAL_WITHIN, appeal, check_can_appeal, decide_appeal, settle_appeal, undo_answer
from .decide import UNDO_TIME, AlreadyDecided, Changed, Claimed, approve, reject, undo
from .desk import delete_filter, note_comment, save_filter
from .queue import CLAIM_TIME, adopt, claim, let_go, queue, queue_held
from .reports import hold_reported, look_for_flood, settle_records, sweep_reports, take_report, weigh
from .sanctions import (
    LONGEST,
    add_note,
    can_undo_sanction,
    lift,
    read_warning,
    sanction,
    tell_what_follows,
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
    "hold_reported",
    "let_go",
    "lift",
    "look_for_flood",
    "note_comment",
    "queue",
    "queue_held",
    "read_warning",
    "reject",
    "sanction",
    "save_filter",
    "settle_appeal",
    "settle_records",
    "sweep_reports",
    "take_report",
    "tell_what_follows",
    "undo",
    "undo_answer",
    "undo_sanction",
    "undo_together",
    "weigh",
]
