"""What holds in a thread at this moment: its own settings over those of its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.design.templatetags.design import tanggal

from .models import House, Thread


@dataclass(frozen=True)
class Rules:
    """What holds in a thread now. `closed` is a sentence for readers, empty while comments are taken."""

    closed: str
    ends_at: datetime | None
    approval_first: bool
    slow_seconds: int
    guests_may_write: bool
    shows_presence: bool
    sort: str
    reactions: Sequence[Mapping[str, Any]]


def house_of(thread: Thread) -> House:
    """The house rules of the thread's title; the defaults where it has written none; known for a second."""
    key = f"conversation.house.{thread.title_id}"
    known: House | None = caches["brief"].get(key)
    if known is None:
        known = House.objects.filter(title=thread.title_id).first() or House(title_id=thread.title_id)
        caches["brief"].set(key, known)
    return known


def rules_of(thread: Thread, house: House | None = None) -> Rules:
    """What holds in the thread at this moment: one query."""
    house = house or house_of(thread)
    ends_at = thread.ends_at(house)
    return Rules(
        closed=_closed(thread, ends_at),
        ends_at=ends_at,
        approval_first=house.approval_first if thread.approval_first is None else thread.approval_first,
        slow_seconds=house.slow_seconds if thread.slow_seconds is None else thread.slow_seconds,
        guests_may_write=house.guests_may_write,
        shows_presence=house.shows_presence,
        sort=house.sort,
        reactions=house.offered,
    )


def _closed(thread: Thread, ends_at: datetime | None) -> str:
    now = timezone.now()
    if not thread.is_open or (ends_at is not None and ends_at <= now):
        return _("This conversation is closed. You can still read it.")
    if thread.opens_at is not None and thread.opens_at > now:
        return _("This conversation opens on %(when)s. You can come back then.") % {"when": tanggal(thread.opens_at)}
    return ""
