"""What moderation does when the conversation speaks. Each may be told the same thing twice, or nothing at all:
`queries.open_queue` also finds a held comment that no event announced."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report

from . import actions, prints
from .models import QueueItem


@receiver(events.comment_held, dispatch_uid="moderation.queue_held")
def queue_held(*, comment: Comment, **_kwargs: Any) -> None:
    """Queue a comment that waits. One that was decided or withdrawn in the meantime is left alone."""
    if Comment.objects.filter(pk=comment.pk, state=Comment.State.HELD).exists():
        actions.queue(comment=comment, origin=QueueItem.Origin.HELD)


@receiver(events.comment_reported, dispatch_uid="moderation.queue_reported")
def queue_reported(*, comment: Comment, report: Report, **_kwargs: Any) -> None:
    """Queue a reported comment; a report from before the newest decision opens nothing again."""
    actions.queue(comment=comment, origin=QueueItem.Origin.REPORTED, unless_closed_since=report.made_at)


@receiver(events.comment_published, dispatch_uid="moderation.print_published")
@receiver(events.comment_held, dispatch_uid="moderation.print_held")
@receiver(events.comment_changed, dispatch_uid="moderation.print_changed")
def keep_print(*, comment: Comment, **_kwargs: Any) -> None:
    """Keep the text's print for the phase `repetition`."""
    prints.keep(comment)
