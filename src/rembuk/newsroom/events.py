"""What the newsroom tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

story_going_out = Signal()
"""A live story is being saved. `story`: the StoryPage.

Sent INSIDE the saving transaction (the one signal in the house that is), so that an update stands in the outbox
exactly when the story is public. Receivers write to the database only, and must be idempotent: it is sent on every
save of a live story.
"""
