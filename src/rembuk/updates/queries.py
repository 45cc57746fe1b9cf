"""What may be read of channels and of the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.newsroom.models import StoryPage, TitlePage

from .models import Channel, Delivery

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from rembuk.readers.models import Reader

    Viewer = Reader | AnonymousUser

# A row that has been due for longer than this says that no worker is running.
OVERDUE: Final = timedelta(minutes=15)


def channels_of(viewer: Viewer, story: StoryPage) -> QuerySet[Channel]:
    """Where anyone can follow the title of a story."""
    return Channel.objects.filter(title__in=TitlePage.objects.ancestor_of(story), is_active=True).order_by("pk")


def outbox(viewer: Reader, state: str = "") -> QuerySet[Delivery]:
    """The rows of the outbox, of one state or of all; what waits for a person first, then the newest first."""
    if not viewer.has_perm("updates.settle_delivery"):
        return Delivery.objects.none()
    rows = Delivery.objects.filter(state=state) if state else Delivery.objects.all()
    waits = Case(When(state=Delivery.State.UNKNOWN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related("story", "channel__title").order_by(waits, "-pk")


def unknown_count(viewer: Viewer) -> int:
    """How many deliveries wait for a person's word."""
    if not viewer.has_perm("updates.settle_delivery"):
        return 0
    return Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()


def problems() -> list[str]:
    """What an operator should see to, a sentence each; empty when all is well. For `rembuk doctor`."""
    found = []
    if not settings.REMBUK_TELEGRAM_TOKEN and Channel.objects.filter(is_active=True).exists():
        found.append(_("A channel is active, but REMBUK_TELEGRAM_TOKEN is not set: nothing can be sent."))
    found += [
        _("Channel “%(name)s” is paused: %(why)s") % {"name": channel.name, "why": channel.pause_note}
        for channel in Channel.objects.filter(is_active=False).exclude(pause_note="")
    ]
    unknown = Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()
    if unknown:
        text = ngettext("%(n)d update waits for a person's word.", "%(n)d updates wait for a person's word.", unknown)
        found.append(text % {"n": unknown})
    long_ago = timezone.now() - OVERDUE
    due = Q(not_before__lte=long_ago) | Q(not_before=None, created_at__lte=long_ago)
    if Delivery.objects.filter(due, state=Delivery.State.QUEUED).exists():
        found.append(_("Updates have been waiting for more than 15 minutes: is the worker running?"))
    return found
