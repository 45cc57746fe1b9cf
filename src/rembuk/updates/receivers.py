"""What the updates room does when a story goes out."""

from __future__ import annotations

from typing import Any

from rembuk.newsroom.models import StoryPage

from . import actions


def on_story_going_out(*, story: StoryPage, **_signal: Any) -> None:
    """Receiver of the newsroom's `story_going_out`: inside the saving transaction, on every save of a live story."""
    actions.queue_story(story=story)
