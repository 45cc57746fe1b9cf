"""What readers decide about their notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from rembuk.audit.actions import record
from rembuk.readers.models import Reader

from .models import Choice, Kind, Pace, Publication, Seen


@transaction.atomic
def choose(*, reader: Reader, paces: Mapping[Kind, Pace]) -> dict[Kind, Pace]:
    """Set how soon the reader hears of these kinds by e-mail; the others stay. Returns what held before."""
    choice = _locked(reader)
    before = {kind: choice.pace(kind) for kind in paces}
    for kind, pace in paces.items():
        setattr(choice, kind.value, pace)
    choice.save()
    record("notices.choose", choice, actor=reader, **{kind.value: pace.value for kind, pace in paces.items()})
    return before


@transaction.atomic
def stop(*, reader: Reader, kinds: Iterable[Kind]) -> dict[Kind, Pace]:
    """No e-mail of these kinds any more, as a letter offers it. Returns what held before; stopping twice is once."""
    return choose(reader=reader, paces=dict.fromkeys(kinds, Pace.OFF))


@transaction.atomic
def mark_read(*, reader: Reader, up_to: int) -> None:
    """Everything up to this publication is read. A mark never moves back, nor beyond what there is."""
    newest = Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Seen.objects.get_or_create(reader=reader)
    seen = Seen.objects.select_for_update().get(reader=reader)
    if seen.up_to < min(up_to, newest):
        seen.up_to = min(up_to, newest)
        seen.save(update_fields=["up_to"])
    record("notices.mark_read", seen, actor=reader, up_to=seen.up_to)


def _locked(reader: Reader) -> Choice:
    Choice.objects.get_or_create(reader=reader)
    return Choice.objects.select_for_update().get(reader=reader)
