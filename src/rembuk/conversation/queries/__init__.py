"""What a viewer may see of a conversation. The cost of a page does not grow with its thread."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rembuk.conversation.models import Thread
from rembuk.newsroom.models import StoryPage

from .circles import follows, follows_of, muted_by, mutes, mutes_of
from .pages import ONLY, Page, branch_of, is_on_first_page, just_written, one, page_of, pinned_of, waiting_of
from .personal import earlier_texts, personal_of, reaction_of, tag_as_written, written_by
from .picks import answers_of, featured_of, picks_of
from .places import Place, place_of
from .search import matching, words_of
from .shown import Shown, Viewer, visible
from .tags import tagged
from .trending import trends_by_title, trends_of


def thread_of(story: StoryPage) -> Thread:
    """The thread under a story, made when the first visitor comes."""
    thread = Thread.objects.filter(story=story).first()
    if thread is None:
        thread, _made = Thread.objects.get_or_create(story=story, defaults={"title": story.title_page})
    return thread


def edit_deadline() -> datetime:
    """Comments written before this moment can no longer be edited."""
    return timezone.now() - timedelta(minutes=settings.REMBUK_EDIT_MINUTES)


__all__ = [
    "ONLY",
    "Page",
    "Place",
    "Shown",
    "Viewer",
    "answers_of",
    "branch_of",
    "earlier_texts",
    "edit_deadline",
    "featured_of",
    "follows",
    "follows_of",
    "is_on_first_page",
    "just_written",
    "matching",
    "muted_by",
    "mutes",
    "mutes_of",
    "one",
    "page_of",
    "personal_of",
    "picks_of",
    "pinned_of",
    "place_of",
    "reaction_of",
    "tag_as_written",
    "tagged",
    "thread_of",
    "trends_by_title",
    "trends_of",
    "visible",
    "waiting_of",
    "words_of",
    "written_by",
]
