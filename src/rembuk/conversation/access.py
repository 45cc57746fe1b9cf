"""The only way a view gets a thread or a comment. Whoever may not see it gets 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from rembuk.newsroom.queries import live_stories
from rembuk.readers.models import Reader

from .models import Comment, Thread
from .queries import Viewer, visible


def thread(viewer: Viewer, thread_id: int) -> Thread:
    """A thread whose story everyone may read."""
    found = Thread.objects.select_related("story").filter(pk=thread_id).first()
    if found is None or not _is_public(viewer, found):
        raise Http404
    return found


def comment(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that the viewer may read."""
    found = visible(viewer).select_related("author", "thread__story").filter(public_id=public_id).first()
    if found is None or not _is_public(viewer, found.thread):
        raise Http404
    return found


def answerable(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that can be answered or reported: one that everyone sees."""
    found = comment(viewer, public_id)
    if found.state != Comment.State.PUBLISHED:
        raise Http404
    return found


def own_comment(viewer: Reader, public_id: uuid.UUID) -> Comment:
    """A comment that the viewer wrote and has not withdrawn."""
    found = comment(viewer, public_id)
    if found.author_id != viewer.pk:
        raise Http404
    return found


def branch(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that opens a branch; one that is gone still leads to its visible replies."""
    found = Comment.objects.select_related("author", "thread__story").filter(public_id=public_id, root=None).first()
    if found is None or not _is_public(viewer, found.thread):
        raise Http404
    if not visible(viewer).filter(pk=found.pk).exists() and not visible(viewer).filter(root=found).exists():
        raise Http404
    return found


def _is_public(viewer: Viewer, thread: Thread) -> bool:
    return bool(live_stories(viewer).filter(pk=thread.story_id).exists())
