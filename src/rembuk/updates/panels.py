"""The invitation beside a story."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel

from .queries import channels_of


def invitation(request: HttpRequest, story: StoryPage) -> Panel | None:
    """Where the title's updates can be followed; nothing for a title without a channel."""
    channels = list(channels_of(request.user, story))
    if not channels:
        return None
    return Panel("aside", render_to_string("updates/_invitation.html", {"channels": channels}))
