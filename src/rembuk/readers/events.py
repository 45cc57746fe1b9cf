"""What the readers' room tells the rooms above it, once the deed is committed."""

from __future__ import annotations

from django.dispatch import Signal

profile_changed = Signal()
"""A reader's profile was answered, reviewed or erased. `sender=Reader`, `reader=<Reader>`; never a value."""
