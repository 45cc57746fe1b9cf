"""What may somebody write now, and what moderators see of a writer's sanctions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone

from rembuk.conversation.guest_links import address_hashes
from rembuk.conversation.models import Guest
from rembuk.conversation.phases import Outcome
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import is_colleague, may_decide
from rembuk.moderation.models import ReaderNote, Sanction
from rembuk.moderation.sanction_words import refusal
from rembuk.readers import mailboxes
from rembuk.readers.models import Reader

HELD = "moderation.held_readers"
STRICT = (Sanction.Kind.BAN, Sanction.Kind.PAUSE)
# What a guest was given and the account with the same address has as well; a warning is read by whom it was given to.
FOLLOWS: Final = (*STRICT, Sanction.Kind.APPROVE_FIRST)
MOST_SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """What becomes of a comment because of who writes it. `warning` has to be read before anything else."""

    outcome: Outcome = "publish"
    message: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)
    warning: Sanction | None = None


@dataclass(frozen=True)
class _Held:
    """For whom anything holds: `people` by id; and by what their address is kept as, the guests whom it follows."""

    people: frozenset[int]
    guests: Mapping[str, frozenset[int]]


def standing_of(reader: Reader, title: int, *, now: datetime | None = None) -> Standing:
    """How a reader stands in a title (its id). A sanction is known a second after it was given or lifted, at most.

    A guest stands as everyone does who wrote with the same address, under whatever name. An account stands as the guest
    who wrote with an address that it has confirmed.
    """
    now = now or timezone.now()
    held = _readers_with_sanctions(now)
    guests = _guests_among(reader, held)
    if not guests and reader.pk not in held.people:
        return Standing()
    rows = Sanction.objects.holding(now).in_title(title).filter(_of(reader, guests))
    found = list(rows.select_related("reader", "title", "comment__thread__story").order_by("pk"))
    closed = [each for each in found if each.kind in STRICT]
    if closed:
        strictest = max(closed, key=_last_and_strictest)
        facts = {"kind": "banned" if strictest.kind == Sanction.Kind.BAN else "paused"}
        until = {"until": strictest.ends_at.isoformat()} if strictest.ends_at else {}
        return Standing("reject", refusal(strictest, reader), [facts | until])
    for each in found:
        if each.kind == Sanction.Kind.WARNING:
            return Standing("reject", refusal(each, reader), [{"kind": "unread_warning", "warning": each.pk}], each)
    return Standing("hold", reasons=[{"kind": "approve_first"}]) if found else Standing()


def own_sanctions(viewer: Reader, *, now: datetime | None = None) -> list[Sanction]:
    """What holds for the viewer now, in any title, newest first; also what a guest with the same address was given."""
    return _holding(viewer, now or timezone.now())


def following(viewer: Reader, address: str, *, now: datetime | None = None) -> list[Sanction]:
    """What holds for the viewer because this address, confirmed, was a guest's."""
    guests = Guest.objects.filter(address_hash__in=address_hashes(address)).values("reader_id")
    rows = Sanction.objects.holding(now or timezone.now()).filter(reader__in=guests, kind__in=FOLLOWS)
    own = {given.pk for given in own_sanctions(viewer, now=now)} if rows.exists() else set()
    return [given for given in rows if given.pk in own]


def holding_for(viewer: Viewer, writer: Reader, *, now: datetime | None = None) -> list[Sanction]:
    """What holds for a writer now, as the writer sees it, for moderators."""
    return _holding(writer, now or timezone.now()) if may_decide(viewer) else []


def sanctions_of(viewer: Viewer, writer: Reader) -> list[Sanction]:
    """Everything a writer was ever given, newest first, for moderators."""
    if not may_decide(viewer):
        return []
    found = Sanction.objects.filter(reader=writer)
    return list(found.select_related("title", "comment", "moderator", "lifted_by")[:MOST_SHOWN])


def notes_of(viewer: Viewer, writer: Reader) -> list[ReaderNote]:
    """What moderators noted about a writer, newest first."""
    if not may_decide(viewer):
        return []
    return list(ReaderNote.objects.filter(reader=writer).select_related("moderator")[:MOST_SHOWN])


def sanctions_seen(sanctions: Sequence[Sanction]) -> str:
    """What a moderator has seen of a writer's sanctions; it goes back with the form, so that none is given twice."""
    newest = sanctions[0] if sanctions else None
    return f"{newest.pk}.{int(newest.lifted_at is not None)}" if newest else "0"


def _last_and_strictest(sanction: Sanction) -> tuple[bool, datetime, bool]:
    return sanction.ends_at is None, sanction.ends_at or sanction.starts_at, sanction.kind == Sanction.Kind.BAN


def _holding(reader: Reader, now: datetime) -> list[Sanction]:
    rows = Sanction.objects.holding(now).filter(_of(reader, _guests_of(reader)))
    return list(rows.select_related("reader", "title", "moderator", "comment__thread__story"))


def _of(reader: Reader, guests: Iterable[int]) -> Q:
    """The reader's own sanctions, and what follows from these guests, who have the same address."""
    of_guests = Q(reader__in=guests)
    return Q(reader=reader.pk) | (of_guests if reader.kind == Reader.Kind.GUEST else of_guests & Q(kind__in=FOLLOWS))


def _guests_of(reader: Reader) -> set[int]:
    """The guests with the same address: of a guest whoever wrote with it, of an account by what it has confirmed."""
    if reader.kind == Reader.Kind.GUEST:
        address = Guest.objects.filter(reader=reader.pk).values("address_hash")
        return set(Guest.objects.filter(address_hash__in=address).values_list("reader_id", flat=True))
    found = set(Guest.objects.filter(address_hash__in=_hashes_of(reader)).values_list("reader_id", flat=True))
    return _none_for_colleagues(reader, found)


def _guests_among(reader: Reader, held: _Held) -> set[int]:
    """Of the guests with the same address those for whom something holds. Nothing is asked while there are none."""
    if reader.kind == Reader.Kind.GUEST:
        return _guests_of(reader) & held.people if held.people else set()
    found: set[int] = set()
    if held.guests:
        found.update(*(held.guests.get(each, ()) for each in _hashes_of(reader)))
    return _none_for_colleagues(reader, found)


def _none_for_colleagues(reader: Reader, guests: set[int]) -> set[int]:
    """Colleagues are not sanctioned, so neither by what they once were given as guests."""
    return set() if guests and is_colleague(reader) else guests


def _hashes_of(reader: Reader) -> set[str]:
    """What a guest's address is kept as, of each address that an account has confirmed: whoever only says to have an
    address learns nothing of it and bears nothing for it."""
    found: set[str] = set()
    if reader.kind == Reader.Kind.MEMBER:  # nobody else has an address here
        found.update(*map(address_hashes, mailboxes.confirmed(reader)))
    return found


def _readers_with_sanctions(now: datetime) -> _Held:
    """All for whom anything holds now: few, so one question a second serves every post."""
    known: _Held | None = caches["brief"].get(HELD)
    if known is None:
        rows = Sanction.objects.holding(now).order_by().values_list("reader_id", "kind", "reader__guest__address_hash")
        known = _held(rows.distinct())
        caches["brief"].set(HELD, known)
    return known


def _held(rows: Iterable[tuple[int, str, str | None]]) -> _Held:
    people, guests = set(), dict[str, set[int]]()
    for reader_id, kind, address in rows:
        people.add(reader_id)
        if address is not None and kind in FOLLOWS:
            guests.setdefault(address, set()).add(reader_id)
    return _Held(frozenset(people), {address: frozenset(ids) for address, ids in guests.items()})
