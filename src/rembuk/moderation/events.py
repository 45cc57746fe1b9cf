"""What moderation tells the rooms above it, once the deed is committed."""

from __future__ import annotations

from django.dispatch import Signal

decision_made = Signal()
"""A moderator approved or rejected a comment, or took that back. `sender=Decision`, `decision=<Decision>`."""
