"""The draw itself, and what happens when a winner steps down. There is one order of all entries, and never another."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk import fairdraw
from rembuk.audit.actions import announce, record
from rembuk.programmes import events, proofs
from rembuk.programmes.models import Draw, Entry, Place, Programme
from rembuk.programmes.tasks import tell_winner
from rembuk.readers.models import Reader
from rembuk.vouchers.actions import Refusal, issue, void
from rembuk.vouchers.models import Voucher

from .common import Refused, lock, move


@transaction.atomic
def draw(*, programme: Programme, actor: Reader, beacon: str) -> Draw:
    """Find winners and reserves from the committed beacon round, and issue the vouchers.

    Winners are told by e-mail through tasks that stand or fall with this transaction. The same round again changes
    nothing.

    Args:
        beacon: the round's JSON as drand publishes it; who carried it does not matter, its signature is verified.

    Raises:
        Refused: it is not the committed round, or not signed by the committed chain.
    """
    programme = lock(programme, Programme.Stage.COMMITTED, Programme.Stage.DRAWN)
    drawing = programme.draw
    result = _result(drawing, beacon)
    if drawing.drawn_at is not None:
        return drawing
    drawing.beacon = {"round": result.round.number, "signature": result.round.signature.hex()}
    drawing.order = list(result.order)
    drawing.drawn_at = timezone.now()
    drawing.save(update_fields=["beacon", "order", "drawn_at"])
    for place in _keep_places(drawing, result):
        if place.state == Place.State.WINNER:
            _reward(programme, place)
    move(programme, Programme.Stage.DRAWN)
    record("programmes.draw", drawing, actor=actor, round=drawing.round, winners=len(result.winners))
    announce(events.programme_drawn, Draw, draw=drawing)
    return drawing


def _result(drawing: Draw, beacon: str) -> fairdraw.Result:
    try:
        carried = fairdraw.parse_round(beacon)
    except fairdraw.BeaconError as problem:
        raise Refused(_("This is not a beacon round. Copy the whole text, from { to }.")) from problem
    if carried.number != drawing.round:
        raise Refused(
            _("This is round %(given)d. The draw was committed to round %(wanted)d, and no other can replace it.")
            % {"given": carried.number, "wanted": drawing.round}
        )
    try:
        return fairdraw.draw(proofs.frozen(drawing), carried)
    except fairdraw.BeaconError as problem:
        raise Refused(_("The signature does not belong to this round: the text was altered on its way.")) from problem


def _keep_places(drawing: Draw, result: fairdraw.Result) -> list[Place]:
    ranked = [*result.winners, *result.reserves]
    entries = {
        str(entry.public_id): entry
        for entry in Entry.objects.filter(programme=drawing.programme_id).select_related("reader")
    }
    return Place.objects.bulk_create(
        Place(
            draw=drawing,
            entry=entries[entry_id],
            rank=rank,
            state=Place.State.WINNER if rank <= len(result.winners) else Place.State.RESERVE,
        )
        for rank, entry_id in enumerate(ranked, start=1)
    )


def _reward(programme: Programme, place: Place) -> None:
    """Give a winner the voucher. When the account has gone since the freeze, staff let the next reserve move up."""
    holder = place.entry.reader
    if holder is None:
        return
    issue(
        holder=holder,
        value=programme.voucher_value,
        reference=place.voucher_reference,
        occasion=programme.name,
        expires_at=timezone.now() + timedelta(days=programme.voucher_days),
    )
    tell_winner.enqueue(place.pk)


@transaction.atomic
def step_down(*, place: Place, reason: str, actor: Reader) -> Place | None:
    """Let a winner (or a waiting reserve) leave. The next reserve wins instead and gets a voucher.

    Returns the place that moved up; None when no reserve is left, or when a reserve left. Leaving twice is the same as
    once.

    Raises:
        Refused: the voucher is spent, so the prize is taken; or the reason is none of the published codes.
    """
    if reason not in Place.Reason.values:
        raise Refused(_("Choose one of the reasons: it is published."))
    programme = lock(place.draw.programme, Programme.Stage.DRAWN)
    place = Place.objects.select_related("draw", "entry__reader").get(pk=place.pk)
    if place.state == Place.State.STEPPED_DOWN:
        return None
    won = place.state == Place.State.WINNER
    if won:
        _take_back(place, actor, reason)
    successor = _next_reserve(place) if won else None
    place.state, place.reason, place.stepped_down_at = Place.State.STEPPED_DOWN, reason, timezone.now()
    place.successor = successor
    place.save(update_fields=["state", "reason", "stepped_down_at", "successor"])
    if successor is not None:
        successor.state = Place.State.WINNER
        successor.save(update_fields=["state"])
        _reward(programme, successor)
    record(
        "programmes.step_down",
        place,
        actor=actor,
        rank=place.rank,
        reason=reason,
        successor=successor.rank if successor else None,
    )
    announce(events.winner_stepped_down, Place, place=place, successor=successor)
    return successor


def _next_reserve(place: Place) -> Place | None:
    waiting = Place.objects.filter(draw=place.draw_id, state=Place.State.RESERVE)
    return waiting.select_related("draw", "entry__reader").order_by("rank").first()


def _take_back(place: Place, actor: Reader, reason: str) -> None:
    voucher = Voucher.objects.filter(reference=place.voucher_reference).first()
    if voucher is None:
        return
    try:
        void(voucher=voucher, actor=actor, reason=reason)
    except Refusal as problem:
        raise Refused(_("This winner has spent the voucher, so the prize is taken and the place stays.")) from problem
