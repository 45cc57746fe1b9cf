"""What the worker does: look into the audit log for webhooks, send what waits, tidy away what is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import task

from . import limits
from .hooks import log, sending
from .models import Delivery, Webhook

logger = logging.getLogger(__name__)
KEPT: Final = timedelta(days=30)  # what arrived, for who asks what was sent


@task()
def send(hook_id: int) -> None:
    """Send what is due to one webhook, and come back when there is something to do again."""
    if (when := sending.run(hook_id)) is not None:
        send.using(run_after=when).enqueue(hook_id)


def soon(hook: Webhook, when: datetime | None = None) -> None:
    """Have a worker look at this webhook; `when` it is due, or at once."""
    send.using(run_after=when).enqueue(hook.pk)


def sweep() -> int:
    """For the worker's beat: what happened becomes deliveries, and webhooks with something to send get a task.

    Returns how many deliveries were made. One webhook that fails stops no other.
    """
    made = 0
    for hook in Webhook.objects.filter(is_on=True):
        try:
            made += log.take_up(hook)
        except Exception:
            logger.exception("The deliveries of webhook %d could not be made; the next sweep tries again", hook.pk)
    for hook in _with_work():
        soon(hook)
    limits.forget()
    Delivery.objects.filter(state=Delivery.State.DELIVERED, delivered_at__lt=timezone.now() - KEPT).delete()
    return made


def _with_work() -> list[Webhook]:
    """The webhooks that are on, at rest in nobody's hands, and have something due."""
    now = timezone.now()
    waiting = Delivery.objects.filter(webhook=OuterRef("pk"), state=Delivery.State.WAITING)
    is_due = waiting.filter(Q(not_before=None) | Q(not_before__lte=now))
    free = Q(busy_until=None) | Q(busy_until__lte=now)
    return list(Webhook.objects.filter(Exists(is_due), free, Q(rests_until=None) | Q(rests_until__lte=now), is_on=True))
