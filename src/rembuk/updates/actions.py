"""Every verb of the updates room that starts from a story or from a person. How a row is sent: `sending`, `tasks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.newsroom.models import StoryPage, TitlePage

from . import tasks
from .models import Channel, Delivery
from .sending import recover_interrupted

if TYPE_CHECKING:
    from rembuk.readers.models import Reader

__all__ = ["AlreadyDecided", "deliver", "queue_story", "recover_interrupted", "send_again", "settle"]

FIRST_EDITION: Final = "1"
State = Delivery.State


class AlreadyDecided(Exception):
    """The delivery is in no state (any more) in which a person decides. `str()` is a sentence for the updates desk."""


def queue_story(*, story: StoryPage) -> list[Delivery]:
    """Put a live story's announcement into the outbox of its title's channels; returns the rows that are new.

    Asks the database for the announcement: saving a draft of a live story sends the signal too, and what is in hand
    then is the draft.
    """
    published = StoryPage.objects.live().filter(pk=story.pk, announcement__in=Delivery.Kind.values)
    kind = published.values_list("announcement", flat=True).first()
    if kind is None:
        return []
    queued = []
    with transaction.atomic():
        for channel in Channel.objects.filter(title__in=TitlePage.objects.ancestor_of(story), is_active=True):
            delivery, created = Delivery.objects.get_or_create(
                channel=channel, story=story, kind=kind, edition=FIRST_EDITION
            )
            if created:
                tasks.enqueue(delivery)
                record("updates.queue_story", delivery, actor=None, story=story.pk, kind=kind)
                queued.append(delivery)
    return queued


def deliver(delivery_id: int) -> None:
    """Send one delivery now, in this process, if it is due. Not inside a transaction."""
    tasks.deliver.call(delivery_id)


def settle(*, delivery: Delivery, actor: Reader, arrived: bool) -> Delivery:
    """A person looked into the channel and says whether a delivery of unknown outcome arrived; if not, it goes again.

    Raises:
        PermissionDenied: the actor may not settle deliveries.
        AlreadyDecided: its outcome is not unknown (any more).
    """
    with transaction.atomic():
        row = _locked(delivery, actor, State.UNKNOWN)
        if arrived:
            row.state, row.sent_at, row.problem = State.SENT, row.claimed_at, ""
            row.save(update_fields=["state", "sent_at", "problem"])
        else:
            _queue_again(row)
        record("updates.settle", row, actor=actor, arrived=arrived)
    return row


def send_again(*, delivery: Delivery, actor: Reader) -> Delivery:
    """Try a refused delivery once more, after a person has removed the reason.

    Raises:
        PermissionDenied: the actor may not settle deliveries.
        AlreadyDecided: it is not refused (any more).
    """
    with transaction.atomic():
        row = _locked(delivery, actor, State.REFUSED)
        _queue_again(row)
        record("updates.send_again", row, actor=actor)
    return row


def _locked(delivery: Delivery, actor: Reader, state: Delivery.State) -> Delivery:
    if not actor.has_perm("updates.settle_delivery"):
        raise PermissionDenied
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != state:
        raise AlreadyDecided(_("Someone was faster: this delivery has changed. Look at it again."))
    return row


def _queue_again(row: Delivery) -> None:
    row.state, row.attempts, row.problem, row.not_before = State.QUEUED, 0, "", timezone.now()
    row.save(update_fields=["state", "attempts", "problem", "not_before"])
    tasks.enqueue(row)
