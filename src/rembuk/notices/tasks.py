"""What the worker does about notices, again and again: take up what was published, then send what is due."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from . import editions, gather, sending
from .models import Edition, Letter, Notice, Publication

logger = logging.getLogger(__name__)
SECONDS: Final = 30.0  # that the letters of one sweep may take; the rest goes with the next
KEPT: Final = timedelta(days=60)
TIDIED: Final = 5_000  # rows of each kind in one sweep


def sweep(now: datetime | None = None, seconds: float = SECONDS) -> int:
    """One round; returns how many letters went out. Bears to run at any time, twice at once, and after a crash.

    Nothing here is inside a transaction of the caller's: a claim must stand before its letter leaves.
    """
    now = now or timezone.now()
    gather.gather(now)
    gather.spread(now)
    sending.settle_interrupted(now)
    editions.cut(now)
    post = sending.Post(now, seconds)
    sent = 0
    try:
        sent += sending.send_due(post)
        sent += editions.send(post)
    except sending.ServerAway as trouble:
        logger.warning("The mail server cannot be reached (%s); notices wait.", trouble)
    finally:
        post.close()
    return sent


def tidy(now: datetime | None = None) -> int:
    """Delete what is older than `KEPT`, a bounded number at a time; returns how many rows. Run it once an hour.

    A notice that no letter took in that time goes too. What is in the record of deeds stays there.
    """
    before = (now or timezone.now()) - KEPT
    old = (
        Publication.objects.filter(at__lt=before),
        Letter.objects.filter(begun_at__lt=before),
        Notice.objects.filter(letter=None, at__lt=before),
        Edition.objects.filter(done_at__lt=before),
    )
    gone = 0
    for rows in old:
        some = list(rows.order_by().values_list("pk", flat=True)[:TIDIED])
        gone += rows.model._default_manager.filter(pk__in=some).delete()[0]
    return gone
