"""Comments by hashtag."""

from __future__ import annotations

from typing import Final

from rembuk.conversation.models import Comment, Thread

from .pages import Page, listed
from .shown import Viewer, with_stories

LIST_PAGE: Final = 20


def tagged(viewer: Viewer, name: str, *, before: int | None = None, size: int = LIST_PAGE) -> Page:
    """The published comments with a hashtag in public threads, newest first."""
    found = Comment.objects.filter(
        state=Comment.State.PUBLISHED, hashtags__name=name, thread__in=Thread.objects.public()
    ).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    some = list(with_stories(found)[: size + 1])
    return Page(listed(viewer, some[:size]), str(some[size - 1].pk) if len(some) > size else "")
