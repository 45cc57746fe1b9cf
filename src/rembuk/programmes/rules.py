"""Which comments make an entry: the one place that says so."""

from __future__ import annotations

from django.db.models import QuerySet

from rembuk.conversation.models import Comment

from .models import Programme


def qualifying(programme: Programme) -> QuerySet[Comment]:
    """The published comments with the hashtag, written in the period under a story of the programme's title."""
    return Comment.objects.filter(
        state=Comment.State.PUBLISHED,
        hashtags__name=programme.tag,
        thread__title=programme.title,
        created_at__gte=programme.opens_at,
        created_at__lt=programme.closes_at,
    )


def programme_of(comment: Comment) -> Programme | None:
    """The programme in whose period and title a comment was written, while that still takes entries.

    A title has one programme at a time: opening a second one is refused.
    """
    return Programme.objects.filter(
        title=comment.thread.title_id,
        stage__in=[Programme.Stage.OPEN, Programme.Stage.CLOSED],
        opens_at__lte=comment.created_at,
        closes_at__gt=comment.created_at,
    ).first()
