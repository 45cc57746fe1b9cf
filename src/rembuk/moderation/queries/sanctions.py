"""What may somebody write now, and what moderators see of a writer's sanctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from rembuk.conversation.models import Guest
from rembuk.conversation.phases import Outcome
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import ReaderNote, Sanction
from rembuk.moderation.sanction_words import refusal
from rembuk.readers.models import Reader

HELD = "moderation.held_readers"
STRICT = (Sanction.Kind.BAN, Sanction.Kind.PAUSE)
MOST_SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """What becomes of a comment because of who writes it. `warning` has to be read before anything else."""

    outcome: Outcome = "publish"
    message: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)
    warning: Sanction | None = None


def standing_of(reader: Reader, title: int, *, now: datetime | None = None) -> Standing:
    """How a reader stands in a title (its id). A sanction is known a second after it was given or lifted, at most.

    A guest stands as everyone does who wrote with the same address, under whatever name.
    """
    now = now or timezone.now()
    people = _known_as(reader, _readers_with_sanctions(now))
    if not people:
        return Standing()
    rows = Sanction.objects.holding(now).in_title(title).filter(reader__in=people)
    found = list(rows.select_related("reason", "title", "comment__thread__story").order_by("pk"))
    closed = [each for each in found if each.kind in STRICT]
    if closed:
        strictest = max(closed, key=_last_and_strictest)
        facts = {"kind": "banned" if strictest.kind == Sanction.Kind.BAN else "paused"}
        until = {"until": strictest.ends_at.isoformat()} if strictest.ends_at else {}
        return Standing("reject", refusal(strictest), [facts | until])
    for each in found:
        if each.kind == Sanction.Kind.WARNING:
            return Standing("reject", refusal(each), [{"kind": "unread_warning", "warning": each.pk}], each)
    return Standing("hold", reasons=[{"kind": "approve_first"}]) if found else Standing()


def own_sanctions(viewer: Reader, *, now: datetime | None = None) -> list[Sanction]:
    """What holds for the viewer now, in any title, newest first."""
    holding = Sanction.objects.holding(now or timezone.now()).filter(reader=viewer)
    return list(holding.select_related("reason", "title", "comment__thread__story"))


def sanctions_of(viewer: Viewer, writer: Reader) -> list[Sanction]:
    """Everything a writer was ever given, newest first, for moderators."""
    if not may_decide(viewer):
        return []
    found = Sanction.objects.filter(reader=writer)
    return list(found.select_related("reason", "title", "comment", "moderator", "lifted_by")[:MOST_SHOWN])


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


def _known_as(reader: Reader, held: frozenset[int]) -> set[int]:
    """Of those for whom something holds: the reader, and whoever else writes with the same guest's address."""
    if not held:
        return set()
    same = {reader.pk}
    if reader.kind == Reader.Kind.GUEST:
        address = Guest.objects.filter(reader=reader).values("address_hash")
        same |= set(Guest.objects.filter(address_hash__in=address).values_list("reader_id", flat=True))
    return same & held


def _readers_with_sanctions(now: datetime) -> frozenset[int]:
    """The ids of all for whom anything holds now: few, so one question a second serves every post."""
    known: frozenset[int] | None = caches["brief"].get(HELD)
    if known is None:
        known = frozenset(Sanction.objects.holding(now).order_by().values_list("reader_id", flat=True).distinct())
        caches["brief"].set(HELD, known)
    return known
