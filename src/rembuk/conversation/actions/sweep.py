"""Forgetting what is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from rembuk.conversation.guest_links import LASTS, READS
from rembuk.conversation.models import GuestComment, Pulse

PULSES_KEPT: Final = timedelta(hours=2)  # longer than any limit's stretch


def sweep_guests() -> int:
    """Forget what was not confirmed in time, and that what was confirmed long ago; returns how many rows went."""
    now = timezone.now()
    over = Q(made_at__lt=now - LASTS, confirmed_as=None) | Q(made_at__lt=now - READS)
    gone, _by_model = GuestComment.objects.filter(over).delete()
    return gone


def sweep_pulses() -> int:
    """Forget the counts that no limit asks for any more; returns how many rows went."""
    before = int((timezone.now() - PULSES_KEPT).timestamp()) // 60
    gone, _by_model = Pulse.objects.filter(minute__lt=before).delete()
    return gone
