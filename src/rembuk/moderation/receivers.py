"""What moderation does when the conversation speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report

from . import actions, prints
from .models import QueueItem


@receiver(events.comments_recorded, dispatch_uid="moderation.take_note")
def take_note(*, comments: Sequence[Comment], **_kwargs: Any) -> None:
    """In the transaction that writes the comments: queue those that wait, keep every text's print."""
    for comment in comments:
        if comment.state == Comment.State.HELD:
            actions.queue(comment=comment, origin=QueueItem.Origin.HELD)
    prints.keep(comments)


@receiver(events.comment_reported, dispatch_uid="moderation.queue_reported")
def queue_reported(*, comment: Comment, report: Report, **_kwargs: Any) -> None:
    """Queue a reported comment; a report from before the newest decision opens nothing again."""
    actions.queue(comment=comment, origin=QueueItem.Origin.REPORTED, unless_closed_since=report.made_at)
