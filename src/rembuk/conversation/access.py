"""The only way a view gets a thread or a comment, and what may be done there. A stranger gets 404."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404

from rembuk.readers.models import Reader

from .actions.edit import edit_is_open
from .models import Comment, Thread
from .queries import Viewer, visible


def thread(viewer: Viewer, thread_id: int) -> Thread:
    """A thread whose story everyone may read, or one under a page of another site."""
    found = Thread.objects.public().select_related("story").filter(pk=thread_id).first()
    if found is None:
        raise Http404
    return found


def comment(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that the viewer may read."""
    found = (
        visible(viewer)
        .select_related("author", "thread__story", "parent", "root")
        .filter(public_id=public_id, thread__in=Thread.objects.public())
        .first()
    )
    if found is None:
        raise Http404
    return found


def answerable(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that can be answered or reported: one that everyone sees."""
    found = comment(viewer, public_id)
    if not found.is_published:
        raise Http404
    return found


def own_comment(viewer: Reader, public_id: uuid.UUID) -> Comment:
    """A comment that the viewer wrote and has not withdrawn."""
    found = comment(viewer, public_id)
    if found.author_id != viewer.pk:
        raise Http404
    return found


def branch(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment whose conversation can be read on; one that is gone still leads to its replies."""
    found = (
        Comment.objects.select_related("author", "thread__story", "parent", "root")
        .filter(public_id=public_id, thread__in=Thread.objects.public())
        .first()
    )
    if found is None or not (found.is_shown or visible(viewer).filter(pk=found.pk).exists()):
        raise Http404
    return found


def writer(viewer: Viewer, handle: str) -> Reader:
    """A reader who has a public page: one who wrote something that everyone may read."""
    person = Reader.objects.filter(handle=handle, is_active=True).first()
    if person is None or not Comment.objects.filter(author=person, state=Comment.State.PUBLISHED).exists():
        raise Http404
    return person


@dataclass(frozen=True)
class Acts:
    """What a viewer may do with a comment; shown as links, decided again by each verb."""

    reply: bool
    edit: bool
    withdraw: bool
    report: bool
    mute: bool


def acts_on(viewer: Viewer, comment: Comment) -> Acts:
    """What this viewer may do with this comment."""
    own = comment.author_id == viewer.pk
    published = comment.is_published
    answered = comment.reply_count > 0
    return Acts(
        reply=published,
        edit=own and published and not answered and edit_is_open(comment),
        withdraw=own,
        report=published and not own,
        mute=bool(viewer.is_authenticated) and not own,
    )
