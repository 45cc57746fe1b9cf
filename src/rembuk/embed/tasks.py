"""What the worker's beat asks of this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from rembuk.conversation.models import Comment, Thread

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
    settled = Opened.objects.filter(made_at__lt=now - EMPTY_STAYS).order_by("made_at")[:AT_ONCE]
    return gone + sum(_settle(opened) for opened in settled)


def _settle(opened: Opened) -> int:
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=opened.thread_id)
        if Comment.objects.filter(thread=thread).exists():
            return opened.delete()[0]
        return thread.delete()[0]
