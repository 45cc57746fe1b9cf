"""Who gets to the outbox, and to which row of it. Anyone else meets 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Delivery

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from rembuk.readers.models import Reader


def on_the_desk(person: Reader | AnonymousUser) -> None:
    """Raise Http404 for everyone who may not settle deliveries."""
    if not person.has_perm("updates.settle_delivery"):
        raise Http404


def delivery_for(person: Reader | AnonymousUser, pk: int) -> Delivery:
    """A row of the outbox, for someone of the updates desk."""
    on_the_desk(person)
    return get_object_or_404(Delivery, pk=pk)
