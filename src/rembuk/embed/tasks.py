"""What the worker's beat asks of this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from rembuk.conversation.models import Comment, GuestComment, Thread

from .models import Exchange, FrameToken, Opened, UsedToken

EMPTY_STAYS: Final = timedelta(days=1)
AT_ONCE: Final = 500  # rows of a kind in one beat


def sweep() -> int:
    """Delete what has run out, and threads that a reader opened and nobody wrote in; returns how many rows went."""
    now = timezone.now()
    gone = 0
    for model in (UsedToken, Exchange, FrameToken):
        ended = list(model._default_manager.filter(expires_at__lt=now).values_list("pk", flat=True)[:AT_ONCE])
        gone += model._default_manager.filter(pk__in=ended).delete()[0]
    waits = GuestComment.objects.values("thread")
    settled = Opened.objects.filter(made_at__lt=now - EMPTY_STAYS).exclude(thread__in=waits).order_by("made_at")
    return gone + sum(_settle(opened) for opened in settled[:AT_ONCE])


def _settle(opened: Opened) -> int:
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=opened.thread_id)
        if Comment.objects.filter(thread=thread).exists():
            return opened.delete()[0]
        if GuestComment.objects.filter(thread=thread).exists():
            return 0  # written meanwhile; what no guest confirms goes by itself, and then the thread goes, too
        return thread.delete()[0]
