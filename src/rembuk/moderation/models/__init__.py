"""What moderation keeps."""

from __future__ import annotations

from .appeals import APPEAL_LENGTH, WORDS_LENGTH, Appeal
from .decisions import Decision, QueueItem, RejectionReason
from .desk import CommentNote, QueueFilter
from .layers import Layer
from .learning import DecisionScore, LearnedModel, Learning
from .prints import TextPrint
from .reports import FloodedReport, ReporterRecord, ReportFlood
from .sanctions import ReaderNote, Sanction
from .summaries import DaySummary

__all__ = [
    "APPEAL_LENGTH",
    "WORDS_LENGTH",
    "Appeal",
    "CommentNote",
    "DaySummary",
    "Decision",
    "DecisionScore",
    "FloodedReport",
    "Layer",
    "LearnedModel",
    "Learning",
    "QueueFilter",
    "QueueItem",
    "ReaderNote",
    "RejectionReason",
    "ReportFlood",
    "ReporterRecord",
    "Sanction",
    "TextPrint",
]
