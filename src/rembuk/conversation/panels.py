"""The conversation's place below a story."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel

from . import talk as talking
from .plain import plain
from .queries import picks_of, thread_of, trends_of

PICKS_BESIDE: Final = 3


def talk(request: HttpRequest, story: StoryPage) -> Panel | None:
    """The thread of a live story. An editor's preview of an unpublished one has none yet."""
    if not story.live:
        return None
    thread = thread_of(story)
    thread.story = story
    return Panel("talk", render_to_string("conversation/_talk.html", talking.context(request, thread), request))


def picks(request: HttpRequest, story: StoryPage) -> Panel | None:
    """The newest picks of the title, from all its conversations; nothing where editors have picked nothing yet."""
    found = picks_of(request.user, story.title_page, size=PICKS_BESIDE)
    if not found.shown:
        return None
    items = [(shown, plain(shown.comment.html)) for shown in found.shown]
    return Panel("aside", render_to_string("conversation/_picks.html", {"items": items}, request))


def trending(request: HttpRequest, story: StoryPage) -> Panel | None:
    """The hashtags that most readers of the title use now; nothing where there are none."""
    trends = trends_of(story.title_page.pk)
    return Panel("aside", render_to_string("conversation/_trending.html", {"trends": trends})) if trends else None
