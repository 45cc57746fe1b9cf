"""What moderators send."""

from __future__ import annotations

from .appeals import AnswerForm, AppealForm
from .decisions import DecisionForm
from .desk import DeskNoteForm, FilterForm, SaveFilterForm, TogetherForm
from .sanctions import LiftForm, NoteForm, SanctionForm

__all__ = [
    "AnswerForm",
    "AppealForm",
    "DecisionForm",
    "DeskNoteForm",
    "FilterForm",
    "LiftForm",
    "NoteForm",
    "SanctionForm",
    "SaveFilterForm",
    "TogetherForm",
]
