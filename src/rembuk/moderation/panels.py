"""The moderators' word to a writer, on the story where the writer will look for the comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel

from . import queries
from .actions import UNDO_TIME

SHOWN_FOR: Final = timedelta(days=7)


def not_placed(request: HttpRequest, story: StoryPage) -> Panel | None:
    """Why the viewer's own comments under this story were not placed; nothing for anyone else."""
    if not request.user.is_authenticated:
        return None
    now = timezone.now()
    found = queries.own_rejections(request.user, story, since=now - SHOWN_FOR, until=now - UNDO_TIME)
    if not found:
        return None
    return Panel("talk", render_to_string("moderation/_not_placed.html", {"decisions": found}, request))
