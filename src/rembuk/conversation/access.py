"""The only way a view gets a thread or a comment, and what may be done there. A stranger gets 404."""

from __future__ import annotations

import uuid
from copy import copy
from dataclasses import dataclass
from typing import Final

from django.core.cache import caches
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.queries import title_of
from rembuk.readers.models import Reader

from .actions.edit import edit_is_open
from .models import Comment, Thread
from .queries import Viewer, mutes, visible

PICK: Final = "conversation.pick_comment"
STEER: Final = "conversation.steer_thread"


def thread(viewer: Viewer, thread_id: int) -> Thread:
    """A thread whose story everyone may read, or one under a page of another site."""
    found = Thread.objects.public().filter(pk=thread_id).first()
    if found is None:
        raise Http404
    return found


def thread_to_write_in(viewer: Viewer, thread_id: int) -> Thread:
    """The same, as it was some seconds ago: for posts, which decide under the lock whether it is still public."""
    known: Thread | None = caches["brief"].get(f"conversation.thread.{thread_id}")
    if known is None:
        known = thread(viewer, thread_id)
        caches["brief"].set(f"conversation.thread.{thread_id}", known, 10)
    return copy(known)


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
    if person is None or not _read_by_all(person).exists():
        raise Http404
    return person


def _read_by_all(person: Reader) -> QuerySet[Comment]:
    return Comment.objects.filter(author=person, state=Comment.State.PUBLISHED, thread__in=Thread.objects.public())


def somebody(viewer: Viewer, public_id: uuid.UUID) -> Reader:
    """Someone who wrote what everyone may read, whether they have a page or not; or whom the viewer has muted."""
    person = Reader.objects.filter(public_id=public_id).first()
    if person is None or not (_read_by_all(person).exists() or mutes(viewer, person)):
        raise Http404
    return person


def title(viewer: Viewer, slug: str) -> TitlePage:
    """A title that everyone may read."""
    found: TitlePage = get_object_or_404(TitlePage.objects.readable(), slug=slug)
    return found


def comment_to_pick(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that everyone may read, for those who single out."""
    if not viewer.has_perm(PICK):
        raise Http404
    return answerable(viewer, public_id)


def title_read(request: HttpRequest) -> TitlePage:
    """The title whose site was asked."""
    found = title_of(request)
    if found is None:
        raise Http404
    return found


def check_steers(viewer: Viewer) -> None:
    """Only those who steer conversations go on."""
    if not viewer.has_perm(STEER):
        raise Http404


def thread_to_steer(viewer: Viewer, thread_id: int) -> Thread:
    """Any thread, also under a story that is not public."""
    check_steers(viewer)
    return get_object_or_404(Thread.objects.select_related("story", "title"), pk=thread_id)


def title_to_settle(viewer: Viewer, title_id: int) -> TitlePage:
    """Any title."""
    check_steers(viewer)
    found: TitlePage = get_object_or_404(TitlePage, pk=title_id)
    return found


@dataclass(frozen=True)
class Acts:
    """What a viewer may do with a comment; shown as links, decided again by each verb."""

    reply: bool
    edit: bool
    withdraw: bool
    report: bool
    mute: bool
    unmute: bool
    pick: bool


def acts_on(viewer: Viewer, comment: Comment) -> Acts:
    """What this viewer may do with this comment."""
    own = comment.author_id == viewer.pk
    published = comment.is_published
    answered = comment.reply_count > 0
    muted = not own and mutes(viewer, comment.author)
    return Acts(
        reply=published,
        edit=own and published and not answered and edit_is_open(comment),
        withdraw=own,
        report=published and not own,
        mute=bool(viewer.is_authenticated) and not own and not muted,
        unmute=muted,
        pick=published and viewer.has_perm(PICK),
    )
