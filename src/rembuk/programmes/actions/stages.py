"""Opening and closing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.programmes import events
from rembuk.programmes.models import Programme
from rembuk.readers.models import Reader

from .common import Refused, lock, move
from .entries import recover


@transaction.atomic
def open_programme(*, programme: Programme, actor: Reader | None, now: datetime | None = None) -> Programme:
    """Let readers in, from `opens_at` on. From now on the promise and its terms are frozen.

    Raises:
        Refused: there are no terms, the period is over, or the title has another programme in that period.
    """
    programme = lock(programme, Programme.Stage.DRAFT)
    terms = programme.terms.first()
    if terms is None:
        raise Refused(_("Publish the Terms and Conditions first: readers must know what they agree to."))
    if programme.closes_at <= (now or timezone.now()):
        raise Refused(_("The period is already over. Set new times first."))
    others = Programme.objects.filter(
        title=programme.title_id, opens_at__lt=programme.closes_at, closes_at__gt=programme.opens_at
    )
    if others.exclude(pk=programme.pk).exclude(stage=Programme.Stage.DRAFT).exists():
        raise Refused(_("This title already has a programme in that period. Choose times that do not overlap."))
    move(programme, Programme.Stage.OPEN)
    record("programmes.open_programme", programme, actor=actor, terms=terms.pk, text_hash=terms.text_hash)
    announce(events.programme_opened, Programme, programme=programme)
    return programme


@transaction.atomic
def close(*, programme: Programme, actor: Reader | None, now: datetime | None = None) -> Programme:
    """End the period, and look through all comments once more so that a lost event costs nobody the entry.

    Raises:
        Refused: the period that readers were promised is not over.
    """
    programme = lock(programme, Programme.Stage.OPEN)
    if programme.closes_at > (now or timezone.now()):
        raise Refused(_("Readers were promised more time: the period is not over yet."))
    found = recover(programme)
    move(programme, Programme.Stage.CLOSED)
    record("programmes.close", programme, actor=actor, recovered=found)
    announce(events.programme_closed, Programme, programme=programme)
    return programme
