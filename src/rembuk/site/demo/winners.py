"""Who won in the sample's finished programme. Nobody can say beforehand: the draw is a real one."""

from __future__ import annotations

from rembuk.programmes.models import Place
from rembuk.readers.models import Reader


def first_winner() -> Reader | None:
    """The first winner of the newest draw; None before there is one."""
    place = (
        Place.objects.filter(state=Place.State.WINNER).select_related("entry__reader").order_by("-draw", "rank").first()
    )
    return place.entry.reader if place is not None else None
