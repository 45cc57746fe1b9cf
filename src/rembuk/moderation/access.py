"""Who may moderate, and the only way a view gets a comment, a decision or a reader."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import permission_required

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.readers.models import Reader

from .models import Decision

M = TypeVar("M", bound=Model)
PERMISSION = "moderation.decide_comment"


class ModeratorRequest(HttpRequest):
    """A request that `moderators_only` let through."""

    user: Reader


def may_decide(viewer: Viewer) -> bool:
    """Whether this person is a moderator."""
    return viewer.has_perm(PERMISSION)


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let moderators in; everyone else gets Wagtail's own refusal."""
    guarded: Callable[..., HttpResponse] = permission_required(PERMISSION)(view)
    return guarded


def comment(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """Any comment, for a moderator."""
    return _one(viewer, Comment.objects.filter(public_id=public_id))


def reader(viewer: Viewer, public_id: uuid.UUID) -> Reader:
    """Any writer, for a moderator."""
    return _one(viewer, Reader.objects.filter(public_id=public_id))


def decision(viewer: Viewer, pk: int) -> Decision:
    """Any decision, for a moderator."""
    return _one(viewer, Decision.objects.select_related("comment").filter(pk=pk))


def _one(viewer: Viewer, found: QuerySet[M]) -> M:
    row = found.first() if may_decide(viewer) else None
    if row is None:
        raise Http404
    return row
