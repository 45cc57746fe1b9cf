"""What a moderator needs around a comment: the talk it stands in, its writer, and what colleagues noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import CommentNote, Decision, ReaderNote, Sanction

from .queue import Record, record_of
from .sanctions import holding_for, notes_of

BESIDE: Final = 2
LAST: Final = 5


@dataclass(frozen=True)
class Around:
    """`before` and `after` are the neighbours in time, whoever answered whom."""

    parent: Comment | None
    before: list[Comment]
    after: list[Comment]
    record: Record
    decisions: list[Decision]
    sanctions: list[Sanction]
    notes: list[CommentNote]
    about_writer: list[ReaderNote] = field(default_factory=list)


def around(viewer: Viewer, comment: Comment) -> Around | None:
    """Everything around one comment: a handful of short queries."""
    if not may_decide(viewer):
        return None
    talk = Comment.objects.filter(thread=comment.thread_id).exclude(state=Comment.State.REMOVED)
    talk = talk.select_related("author")
    if comment.parent_id is not None:
        talk = talk.exclude(pk=comment.parent_id)
    before = list(talk.filter(pk__lt=comment.pk).order_by("-pk")[:BESIDE])
    writer = comment.author
    about = Decision.objects.filter(comment__author=writer).exclude(comment=comment)
    return Around(
        parent=comment.parent,
        before=before[::-1],
        after=list(talk.filter(pk__gt=comment.pk).order_by("pk")[:BESIDE]),
        record=record_of(viewer, writer),
        decisions=list(about.select_related("comment", "moderator")[:LAST]),
        sanctions=holding_for(viewer, writer),
        notes=list(CommentNote.objects.filter(comment=comment).select_related("moderator")[:20]),
        about_writer=notes_of(viewer, writer)[:LAST],
    )
