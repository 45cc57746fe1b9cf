"""What the worker does: deliver one row, and at its start look for rows that were left behind."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from . import sending
from .models import Delivery


@task()
def deliver(delivery_id: int) -> None:
    """Send one delivery if it is due, once. Not inside a transaction: the claim must stand before anything is sent."""
    claimed = sending.claim(delivery_id)
    if claimed is None:
        return
    outcome = sending.transmit(claimed)
    with transaction.atomic():
        delivery = sending.record_outcome(claimed, outcome)
        if delivery is not None and delivery.state == Delivery.State.QUEUED:
            enqueue(delivery)


def enqueue(delivery: Delivery) -> None:
    """Have a queued row sent when it is due. The task stands in the same transaction as the row."""
    deliver.using(run_after=delivery.not_before).enqueue(delivery.pk)


def sweep() -> int:
    """For a worker's start: settle what was interrupted, queue what lost its task; returns how many rows were queued.

    A task too many does no harm, because only one can claim the row.
    """
    with transaction.atomic():
        sending.recover_interrupted()
        if Delivery.objects.filter(state=Delivery.State.SENDING).exists():
            # Perhaps in another worker's hands, perhaps left by one that died just now: time will tell.
            sweep_again.using(run_after=timezone.now() + sending.IN_FLIGHT).enqueue()
        waiting = Delivery.objects.filter(state=Delivery.State.QUEUED)
        for delivery in waiting:
            enqueue(delivery)
        return len(waiting)


@task()
def sweep_again() -> None:
    """Look once more, when nothing can be in flight any longer."""
    sweep()
