"""What readers have decided for themselves: only they see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from rembuk.conversation.models import Follow, Mute, Thread
from rembuk.readers.models import Reader

from .shown import Viewer

CIRCLE_PAGE: Final = 50


def follows(viewer: Viewer, thread: Thread) -> bool:
    """Whether the viewer follows the thread."""
    return bool(viewer.is_authenticated) and Follow.objects.filter(reader=viewer.pk, thread=thread).exists()


def mutes(viewer: Viewer, other: Reader) -> bool:
    """Whether the viewer has muted the other."""
    return bool(viewer.is_authenticated) and Mute.objects.filter(reader=viewer.pk, muted=other).exists()


def muted_by(viewer: Viewer) -> frozenset[UUID]:
    """The public ids of those whom the viewer does not want to read."""
    if not viewer.is_authenticated:
        return frozenset()
    return frozenset(Mute.objects.filter(reader=viewer.pk).values_list("muted__public_id", flat=True))


def follows_of(reader: Reader, *, before: int | None = None) -> tuple[Sequence[Follow], str]:
    """The public conversations that a reader follows, the newest follow first, and the id for the next page."""
    found = Follow.objects.filter(reader=reader, thread__in=Thread.objects.public()).order_by("-id")
    some = found.filter(pk__lt=before) if before is not None else found
    rows = list(some.select_related("thread__story")[: CIRCLE_PAGE + 1])
    return rows[:CIRCLE_PAGE], str(rows[CIRCLE_PAGE - 1].pk) if len(rows) > CIRCLE_PAGE else ""


def mutes_of(reader: Reader, *, before: int | None = None) -> tuple[Sequence[Mute], str]:
    """Whom a reader has muted, the newest first, and the id for the next page."""
    found = Mute.objects.filter(reader=reader).order_by("-id")
    some = found.filter(pk__lt=before) if before is not None else found
    rows = list(some.select_related("muted")[: CIRCLE_PAGE + 1])
    return rows[:CIRCLE_PAGE], str(rows[CIRCLE_PAGE - 1].pk) if len(rows) > CIRCLE_PAGE else ""
