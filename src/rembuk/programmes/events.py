"""What the programmes tell the rooms above them, once the deed is committed."""

from __future__ import annotations

from django.dispatch import Signal

programme_opened = Signal()
"""`sender=Programme`, `programme=<Programme>`: readers can enter."""

programme_closed = Signal()
"""`sender=Programme`, `programme=<Programme>`: the period is over."""

programme_committed = Signal()
"""`sender=Draw`, `draw=<Draw>`: the entries are frozen and the commitment is published."""

programme_drawn = Signal()
"""`sender=Draw`, `draw=<Draw>`: winners and reserves stand, vouchers are issued."""

winner_stepped_down = Signal()
"""`sender=Place`, `place=<Place>`, `successor=<Place> | None`: the next reserve won instead."""
