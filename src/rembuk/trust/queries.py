"""What may be known about devices, cases and openings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpRequest

from rembuk.readers.models import Reader
from rembuk.readers.profile_fields import field_named
from rembuk.sealed.chain import ChainEntry, verify_chain

from . import devices
from .models import Case, Device, Opening

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def device_of(request: HttpRequest) -> Device | None:
    """The device that a signed-in reader uses at this moment."""
    known_as = devices.token_hash(request)
    if known_as is None or not request.user.is_authenticated:
        return None
    return Device.objects.filter(reader=request.user, token_hash=known_as).first()


def device_is_confirmed(request: HttpRequest) -> bool:
    """Whether the reader proved, on this very device, to hold the account's mailbox."""
    device = device_of(request)
    return device is not None and device.confirmed_at is not None


def devices_of(reader: Reader) -> QuerySet[Device]:
    """The reader's own devices, the latest first."""
    return Device.objects.filter(reader=reader).order_by("-last_seen")


@dataclass(frozen=True, slots=True)
class Seen:
    """An opening as the reader sees it."""

    at: datetime
    field: StrOrPromise
    reason: str
    who: str
    case: str


def openings_of(reader: Reader) -> list[Seen]:
    """Every opening of the reader's own sealed data, newest first."""
    rows = list(Opening.objects.filter(reader=reader).order_by("-sequence"))
    names = dict(Reader.objects.filter(pk__in={row.payload["actor"] for row in rows}).values_list("pk", "display_name"))
    return [
        Seen(
            at=datetime.fromisoformat(row.at),
            field=field_named(row.payload["field"]).label,
            reason=row.payload["reason"],
            who=names.get(row.payload["actor"], ""),
            case=row.payload["case"],
        )
        for row in rows
    ]


def open_cases() -> QuerySet[Case]:
    """Cases that are not closed yet; for the help desk."""
    return Case.objects.filter(closed_at=None).select_related("opened_by")


def as_entry(row: Opening) -> ChainEntry:
    """A row as the chain knows it."""
    return ChainEntry(row.sequence, row.previous_hash, datetime.fromisoformat(row.at), row.payload, row.hash)


def verify_openings(*, head: str | None = None) -> int:
    """Check the whole log of openings and return how many there are.

    Args:
        head: a hash noted earlier; it must still be there, so that a cut-off end shows too.

    Raises:
        sealed.chain.ChainBroken: at the first entry that was changed, moved or removed.
    """
    counted = 0

    def entries() -> Iterator[ChainEntry]:
        nonlocal counted
        for row in Opening.objects.order_by("sequence").iterator():
            counted += 1
            yield as_entry(row)

    verify_chain(entries(), head=head)
    return counted
