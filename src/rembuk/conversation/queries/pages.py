"""Pages of a thread. The cost of a page grows neither with the thread, nor with a branch, nor with its depth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.sorts import Cursor, Sort

from .shown import Shown, Viewer, add_badges, look, name_addressees, rows, visible

PAGE_SIZE: Final = 50  # comments, not branches: a page is about as long whatever the shape of the talk
FIRST_REPLIES: Final = 3  # under a comment that opens a branch
SECOND_REPLIES: Final = 2  # under each of those
BRANCH_PAGE: Final = 20  # replies on the page of one conversation
# Which openers a page is of; for the second and third an index holds them in the order of time only.
ONLY: Final = {"": Q(), "belum": Q(answered_at=None), "sudah": Q(answered_at__isnull=False)}


@dataclass
class Page:
    """Comments, and the cursor of the next page; empty on the last one."""

    shown: list[Shown]
    next: str = ""


def page_of(thread: Thread, sort: Sort, after: Cursor | None = None, *, only: str = "") -> Page:
    """A page of a thread as everyone sees it: three levels, replies in the order in which they were published.

    A comment that is gone but was answered keeps its place, without name and text, so that its replies stay readable.
    `only` is a name in ONLY: the questions that wait for the newsroom, or those that it has answered.
    """
    openers = Comment.objects.filter(ONLY[only], thread=thread, parent=None, is_shown=True)
    found = list(sort.ordered(rows(openers), after)[: PAGE_SIZE + 1])
    fitting = _fitting(found)
    shown = [Shown(row, "full" if row.is_published else "gone") for row in found[:fitting]]
    _hang_replies(shown)
    add_badges(thread, (each for opener in shown for each in opener.walk()))
    return Page(shown, sort.cursor(found[fitting - 1]) if fitting < len(found) else "")


def pinned_of(thread: Thread) -> list[Shown]:
    """What the editors have pinned, newest pin first; at most three, without replies."""
    pinned = Comment.objects.filter(thread=thread, pinned_at__isnull=False, state=Comment.State.PUBLISHED)
    shown = [Shown(row, "full") for row in rows(pinned).order_by("-pinned_at")[:3]]
    name_addressees(shown)
    add_badges(thread, shown)
    return shown


def waiting_of(viewer: Viewer, thread: Thread) -> list[Shown]:
    """The viewer's own comments that nobody else sees, newest first."""
    if not viewer.is_authenticated:
        return []
    states = [Comment.State.HELD, Comment.State.REJECTED]
    mine = Comment.objects.filter(author_id=viewer.pk, thread=thread, state__in=states).order_by("-created_at")
    shown = [Shown(row, look(viewer, row)) for row in rows(mine)[:10]]
    name_addressees(shown)
    return shown


def branch_of(viewer: Viewer, comment: Comment, *, after: int = 0) -> Page:
    """One comment with the replies numbered after `after`, and two levels below them.

    The cursor of the next page is the number of the last reply, as text.
    """
    top = Shown(comment, look(viewer, comment))
    replies = Comment.objects.filter(parent=comment, number__gt=after, is_shown=True)
    found = list(rows(replies).order_by("number")[: BRANCH_PAGE + 1])
    top.replies = [Shown(row, look(viewer, row)) for row in found[:BRANCH_PAGE]]
    _hang(top.replies, SECOND_REPLIES)
    name_addressees([top])
    add_badges(comment.thread, top.walk())
    return Page([top], str(found[BRANCH_PAGE - 1].number) if len(found) > BRANCH_PAGE else "")


def one(viewer: Viewer, comment: Comment) -> Shown:
    """A single comment as the viewer sees it, without its replies."""
    shown = Shown(rows(Comment.objects.filter(pk=comment.pk)).get(), "")
    shown.look = look(viewer, shown.comment)
    shown.more = shown.comment.reply_count
    if shown.comment.depth > 2:
        name_addressees([shown])
    add_badges(comment.thread, [shown])
    return shown


def just_written(comment: Comment) -> Shown:
    """A comment as its writer sees it at the moment it was written: nothing is asked but the writer's badge."""
    shown = Shown(comment, "full" if comment.is_published else str(comment.state))
    if comment.depth > 2 and comment.parent is not None:
        shown.answers = comment.parent.author.display_name
    add_badges(comment.thread, [shown])
    return shown


def listed(viewer: Viewer, comments: Iterable[Comment]) -> list[Shown]:
    """Comments of many threads, each on its own: for lists such as those of a hashtag or of a reader."""
    shown = [Shown(row, look(viewer, row)) for row in comments]
    name_addressees(shown)
    add_badges(None, shown)
    return shown


def is_on_first_page(thread: Thread, sort: Sort, opener: Comment) -> bool:
    """Whether a page of the thread without a cursor shows this opener."""
    openers = Comment.objects.filter(thread=thread, parent=None, is_shown=True).only("id", "branch_count", sort.column)
    found = list(sort.ordered(openers)[: PAGE_SIZE + 1])
    return opener.pk in {row.pk for row in found[: _fitting(found)]}


def _fitting(openers: list[Comment]) -> int:
    """How many of these branches make a page of PAGE_SIZE comments; one at least."""
    room, fitting = PAGE_SIZE, 0
    for opener in openers[:PAGE_SIZE]:
        room -= 1 + min(opener.branch_count, FIRST_REPLIES * (1 + SECOND_REPLIES))
        if room < 0 and fitting:
            break
        fitting += 1
    return fitting


def _hang_replies(openers: list[Shown]) -> None:
    _hang(openers, FIRST_REPLIES)
    _hang([reply for opener in openers for reply in opener.replies], SECOND_REPLIES)


def _hang(parents: list[Shown], most: int) -> None:
    """Give each its first replies, by number: one query. How many more there are stands in the counters."""
    by_id = {each.comment.pk: each for each in parents if each.comment.reply_count or each.comment.state != "published"}
    if by_id:
        replies = Comment.objects.filter(parent_id__in=list(by_id), number__range=(1, most), is_shown=True)
        for row in rows(replies).order_by("number"):
            by_id[row.parent_id or 0].replies.append(Shown(row, "full" if row.is_published else "gone"))
    for each in parents:
        published = sum(reply.comment.is_published for reply in each.replies)
        each.more = max(0, each.comment.reply_count - published)
        each.more_after = each.replies[-1].comment.number if each.replies else 0
    for last in (reply for each in parents for reply in each.replies):
        last.more = last.comment.reply_count


__all__ = [
    "BRANCH_PAGE",
    "FIRST_REPLIES",
    "PAGE_SIZE",
    "SECOND_REPLIES",
    "Page",
    "branch_of",
    "is_on_first_page",
    "listed",
    "one",
    "page_of",
    "pinned_of",
    "visible",
    "waiting_of",
]
