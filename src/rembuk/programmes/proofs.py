"""From the stored rows of a draw to `fairdraw`'s words and back: what is shown to whoever checks."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from rembuk import fairdraw

from .models import Draw, Entry, Place, Programme

BUNDLES_KEPT = 2  # a few megabytes each for a large draw


def draw_id(programme: Programme) -> str:
    """The draw's name in its commitment and its bundle."""
    return f"undian-{programme.slug}"


def frozen(drawing: Draw) -> fairdraw.Frozen:
    """The draw as it was frozen. Raises CommitmentError when the stored parts are no longer those."""
    entrants = [fairdraw.Entrant(row["entry"], row["commitment"], weight=row["weight"]) for row in drawing.entries] + [
        fairdraw.Entrant(row["entry"], row["commitment"], eligible=False, reason=row["reason"])
        for row in drawing.exclusions
    ]
    return fairdraw.reopen(drawing.commitment, entrants, drawing.terms_text)


def published(drawing: Draw) -> dict[str, Any]:
    """All that was frozen, as plain JSON: whoever keeps it before the round can compare it with the bundle after."""
    return {
        "hash": drawing.commitment_hash,
        "commitment": drawing.commitment,
        "entries": drawing.entries,
        "exclusions": drawing.exclusions,
        "terms": drawing.terms_text,
    }


def step_downs(drawing: Draw) -> tuple[fairdraw.StepDown, ...]:
    """Who left, in the order in which it happened."""
    left = Place.objects.filter(draw=drawing, state=Place.State.STEPPED_DOWN).select_related("entry")
    return tuple(
        fairdraw.StepDown(int(place.stepped_down_at.timestamp()), str(place.entry.public_id), place.reason)
        for place in left.order_by("stepped_down_at", "pk")
        if place.stepped_down_at
    )


def bundle(drawing: Draw) -> bytes:
    """The zip with which anyone can check a draw that has taken place; the same bytes until someone steps down."""
    return _bundle(drawing.pk, drawing.commitment_hash, step_downs(drawing))


@lru_cache(maxsize=BUNDLES_KEPT)
def _bundle(pk: int, _commitment_hash: str, steps: tuple[fairdraw.StepDown, ...]) -> bytes:
    drawing = Draw.objects.get(pk=pk)
    code = {name: source.encode() for name, source in drawing.code.items()}
    beacon = fairdraw.parse_round(json.dumps(drawing.beacon))
    return fairdraw.write_bundle(frozen(drawing), beacon, steps=steps, code=code)


def bundle_name(drawing: Draw) -> str:
    """The file name that the bundle's own README speaks of."""
    return fairdraw.bundle_name(drawing.commitment["draw"])


def proof_of(drawing: Draw, entry: Entry) -> dict[str, Any]:
    """What the owner of an entry needs to see that it is in the draw, or why it is not. Plain JSON.

    `salt` and `person` make the `commitment`; for an entry that takes part, its leaf and `path` lead to the published
    root, and `place` (once drawn) is its place in the order of all entries, from 1.
    """
    own: dict[str, Any] = {
        "commitment_hash": drawing.commitment_hash,
        "person": str(entry.reader.public_id) if entry.reader else None,
        "salt": entry.salt,
    }
    entry_id = str(entry.public_id)
    if entry.exclusion:
        row = next(row for row in drawing.exclusions if row["entry"] == entry_id)
        return {**own, "takes_part": False, **row}
    proof = fairdraw.inclusion_proof(frozen(drawing), entry_id)
    place = drawing.order.index(entry_id) + 1 if drawing.order else None
    return {**own, "takes_part": True, **proof, "place": place}
