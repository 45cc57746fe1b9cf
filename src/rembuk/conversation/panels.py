"""The conversation's place below a story."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel

from . import talk as talking
from .queries import thread_of


def talk(request: HttpRequest, story: StoryPage) -> Panel | None:
    """The thread of a live story. An editor's preview of an unpublished one has none yet."""
    if not story.live:
        return None
    thread = thread_of(story)
    thread.story = story
    return Panel("talk", render_to_string("conversation/_talk.html", talking.context(request, thread), request))
