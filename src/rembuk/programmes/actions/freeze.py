"""The freeze: from here on nothing about the draw can change, and everybody can see that."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk import fairdraw
from rembuk.audit.actions import announce, record
from rembuk.programmes import events, proofs
from rembuk.programmes.eligibility import Decision, decide
from rembuk.programmes.models import Draw, Entry, Programme
from rembuk.readers.models import Reader

from .common import Refused, lock, move
from .entries import recover

GRACE: Final = timedelta(days=1)  # behind the promised time, or behind a freeze that comes later than that


@transaction.atomic
def commit(*, programme: Programme, actor: Reader | None, round: int, now: datetime | None = None) -> Draw:
    """Decide who takes part, freeze it, and publish the commitment to a beacon round that does not exist yet.

    Args:
        round: the number of the drand round that will decide, due at least ten minutes after `now`.
        now: the moment of the freeze; the present one unless a sample or a test says otherwise.

    Raises:
        Refused: nobody may win, or the round comes too soon.
    """
    programme = lock(programme, Programme.Stage.CLOSED)
    now = now or timezone.now()
    recovered = recover(programme)
    decisions = decide(programme)
    if all(decision.exclusion for decision in decisions):
        raise Refused(_("No entry can win: nobody meets the terms yet. There is nothing to draw from."))
    _check_round(programme, round, now)
    frozen = _freeze(programme, decisions, round, now)
    draw = Draw.objects.create(
        programme=programme,
        commitment=frozen.document,
        commitment_hash=frozen.hash,
        entries=frozen.entries,
        exclusions=frozen.exclusions,
        terms_text=frozen.terms,
        code={name: source.decode() for name, source in fairdraw.verifier().items()},
        committed_at=now,
    )
    _write_exclusions(decisions)
    move(programme, Programme.Stage.COMMITTED)
    record(
        "programmes.commit",
        draw,
        actor=actor,
        commitment=frozen.hash,
        round=round,
        entries=len(frozen.entries),
        exclusions=len(frozen.exclusions),
        recovered=recovered,
    )
    announce(events.programme_committed, Draw, draw=draw)
    return draw


def _check_round(programme: Programme, round: int, now: datetime) -> None:
    """The round falls when readers were promised the draw, or soon after: never sooner, and not in a hundred years."""
    due = fairdraw.time_of_round(fairdraw.QUICKNET, round)
    if due < now.timestamp() + fairdraw.MIN_LEAD:
        raise Refused(_("This beacon round comes too soon. Load the page again for a later one."))
    if due < programme.draws_at.timestamp():
        raise Refused(_("This beacon round comes before the time that readers were promised."))
    if due > (max(programme.draws_at, now) + GRACE).timestamp():
        raise Refused(_("This beacon round comes too late. Load the page again for the one at the promised time."))


def _freeze(programme: Programme, decisions: list[Decision], round: int, now: datetime) -> fairdraw.Frozen:
    rules = fairdraw.Rules(
        draw=proofs.draw_id(programme),
        programme=programme.name,
        hashtag=programme.sign,
        terms=programme.terms.latest("version").text,
        winners=programme.winners,
        reserves=programme.reserves,
    )
    entrants = [
        fairdraw.Entrant(
            entry_id=str(decision.entry.public_id),
            commitment=_person(decision.entry),
            eligible=decision.exclusion is None,
            reason=decision.exclusion.value if decision.exclusion else "",
        )
        for decision in decisions
    ]
    return fairdraw.freeze(
        rules=rules, entrants=entrants, chain=fairdraw.QUICKNET, round_number=round, now=int(now.timestamp())
    )


def _person(entry: Entry) -> str:
    """Who entered, hidden behind the entry's salt. An account that is gone stands as a number nobody has."""
    person = entry.reader.public_id if entry.reader else uuid.uuid4()
    return fairdraw.person_commitment(bytes.fromhex(entry.salt), str(person))


def _write_exclusions(decisions: list[Decision]) -> None:
    by_code: dict[str, list[int]] = {}
    for decision in decisions:
        if decision.exclusion:
            by_code.setdefault(decision.exclusion.value, []).append(decision.entry.pk)
    for code, keys in by_code.items():
        Entry.objects.filter(pk__in=keys).update(exclusion=code)
