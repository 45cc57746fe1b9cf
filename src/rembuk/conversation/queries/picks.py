"""What stands out: what editors featured, and where the reporters of a story answer."""

from __future__ import annotations

from typing import Final

from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import StoryCredit, TitlePage
from rembuk.newsroom.queries import own_accounts

from .pages import Page, listed
from .shown import Shown, Viewer, add_badges, rows, with_stories
from .tags import LIST_PAGE

IN_A_STRIP: Final = 3


def featured_of(thread: Thread) -> list[Shown]:
    """What editors featured in a thread, newest first; three at most, without replies."""
    featured = Comment.objects.filter(thread=thread, featured_at__isnull=False, state=Comment.State.PUBLISHED)
    shown = [Shown(row, "full") for row in rows(featured).order_by("-featured_at", "-id")[:IN_A_STRIP]]
    if shown:
        add_badges(thread, shown)
    return shown


def answers_of(thread: Thread) -> list[Shown]:
    """The newest three replies by the story's own writers; nothing under a page of another site."""
    if thread.story is None or not own_accounts():
        return []
    credits = StoryCredit.objects.filter(story=thread.story_id, role=StoryCredit.Role.WRITER)
    writers = credits.filter(person__reader__isnull=False).values("person__reader")
    answers = Comment.objects.filter(
        author__in=writers, thread=thread, parent__isnull=False, state=Comment.State.PUBLISHED
    )
    if since := thread.story.first_published_at:
        answers = answers.filter(created_at__gte=since)  # of all that the writer ever wrote, the index skips the rest
    return [Shown(row, "full", badge="writer") for row in rows(answers).order_by("-created_at", "-id")[:IN_A_STRIP]]


def picks_of(viewer: Viewer, title: TitlePage, *, before: int | None = None, size: int = LIST_PAGE) -> Page:
    """What editors featured in the public threads of a title, newest pick first, as everyone sees it."""
    found = Comment.objects.filter(
        featured_at__isnull=False,
        state=Comment.State.PUBLISHED,
        thread__in=Thread.objects.public().filter(title=title),
    ).order_by("-featured_at", "-id")
    picked = Comment.objects.filter(featured_at__isnull=False).only("featured_at")
    # A pick that was taken back since then leads to the beginning.
    if before is not None and (last := picked.filter(pk=before).first()):
        found = found.filter(featured_at__lte=last.featured_at)
        found = found.exclude(featured_at=last.featured_at, id__gte=last.pk)
    some = list(with_stories(found)[: size + 1])
    return Page(listed(viewer, some[:size]), str(some[size - 1].pk) if len(some) > size else "")
