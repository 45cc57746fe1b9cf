"""What a viewer may see of a conversation. The cost of a page does not grow with its thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from rembuk.newsroom.models import Person, StoryCredit, StoryPage
from rembuk.newsroom.queries import live_stories
from rembuk.readers.models import Reader

from .models import Comment, Thread

Viewer = Reader | AnonymousUser

PAGE_SIZE: Final = 20
REPLIES_SHOWN: Final = 8  # under each comment of a page; the rest stand on the branch's own page


@dataclass
class Shown:
    """A comment as one viewer sees it.

    `look` is full, held, rejected or gone (then nothing of it may be shown); `badge` is writer (of this story), staff
    or nothing; `answers` names the addressee of a reply to a reply.
    """

    comment: Comment
    look: str
    own: bool = False
    can_edit: bool = False
    badge: str = ""
    answers: str = ""
    replies: list[Shown] = field(default_factory=list)
    more_after: int | None = None  # the id after which further replies stand on the branch's page


@dataclass
class Page:
    """Comments, and the id before (or, in a branch, after) which the next page begins; None on the last page."""

    shown: list[Shown]
    next: int | None


def thread_of(story: StoryPage) -> Thread:
    """The thread under a story, made when the first visitor comes."""
    thread, _made = Thread.objects.get_or_create(story=story)
    return thread


def visible(viewer: Viewer) -> QuerySet[Comment]:
    """The comments a viewer may read: published ones, and their own that wait or were rejected."""
    mine = Q(author_id=viewer.pk, state__in=[Comment.State.HELD, Comment.State.REJECTED])
    return Comment.objects.filter(Q(state=Comment.State.PUBLISHED) | mine)


def page_of(viewer: Viewer, thread: Thread, *, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """A page of a thread, newest first, each comment with its first replies, oldest first.

    A comment that is gone but was answered keeps its place, without name and text, so that its replies stay readable.
    `before` is the id of a comment that opens a branch.
    """
    replies = Comment.objects.filter(root=OuterRef("pk"), state=Comment.State.PUBLISHED)
    openers = (
        Comment.objects.filter(thread=thread, root=None)
        .filter(Q(pk__in=visible(viewer).filter(pk=OuterRef("pk")).values("pk")) | Exists(replies))
        .annotate(next_reply=_first_unshown(viewer))
        .order_by("-id")
    )
    if before is not None:
        openers = openers.filter(id__lt=before)
    rows = list(_with_people(openers)[: size + 1])
    return Page(_dress(viewer, thread, rows[:size]), rows[size - 1].pk if len(rows) > size else None)


def branch_of(viewer: Viewer, root: Comment, *, after: int = 0, size: int = PAGE_SIZE) -> Page:
    """One comment with a page of the replies that stand after the id `after`, oldest first."""
    rows = list(_with_people(visible(viewer).filter(root=root, id__gt=after)).order_by("id")[: size + 1])
    opener = Shown(root, _look(viewer, root), own=root.author_id == viewer.pk)
    opener.replies = [_show(viewer, row) for row in rows[:size]]
    _add_badges(root.thread, [opener, *opener.replies])
    return Page([opener], rows[size - 1].pk if len(rows) > size else None)


def tagged(viewer: Viewer, name: str, *, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """The visible comments with a hashtag under live stories, newest first."""
    found = visible(viewer).filter(hashtags__name=name, thread__story__in=live_stories(viewer))
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(_with_people(found).select_related("author", "thread__story").order_by("-id")[: size + 1])
    shown = [_show(viewer, row) for row in rows[:size]]
    _add_badges(None, shown)
    return Page(shown, rows[size - 1].pk if len(rows) > size else None)


def one(viewer: Viewer, comment: Comment) -> Shown:
    """A single comment as the viewer sees it, without its replies."""
    shown = _show(viewer, _with_people(Comment.objects.filter(pk=comment.pk)).get())
    _add_badges(comment.thread, [shown])
    return shown


def place_of(viewer: Viewer, comment: Comment) -> tuple[int | None, int | None]:
    """Where a comment stands: (`before` of its page, None on the first; `after` of its branch's page, None when the
    story's own page shows it)."""
    root_id = comment.root_id or comment.pk
    newer = Comment.objects.filter(thread=comment.thread, root=None, id__gt=root_id)[:PAGE_SIZE].count()
    before = root_id + 1 if newer >= PAGE_SIZE else None
    if comment.root_id is None:
        return before, None
    earlier = visible(viewer).filter(root_id=root_id, id__lt=comment.pk)[:REPLIES_SHOWN].count()
    return before, comment.pk - 1 if earlier >= REPLIES_SHOWN else None


def edit_deadline() -> datetime:
    """Comments written before this moment can no longer be edited."""
    return timezone.now() - timedelta(minutes=settings.REMBUK_EDIT_MINUTES)


def _first_unshown(viewer: Viewer) -> Subquery:
    """The id of the first reply that a page leaves to the branch's own page."""
    mine = Q(author_id=viewer.pk, state__in=[Comment.State.HELD, Comment.State.REJECTED])
    replies = Comment.objects.filter(Q(state=Comment.State.PUBLISHED) | mine, root=OuterRef("pk")).order_by("id")
    return Subquery(replies.values("id")[REPLIES_SHOWN : REPLIES_SHOWN + 1])


def _with_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    answered = Comment.objects.filter(parent=OuterRef("pk")).exclude(state=Comment.State.REMOVED)
    return comments.select_related("author", "parent__author").annotate(answered=Exists(answered))


def _dress(viewer: Viewer, thread: Thread, openers: list[Comment]) -> list[Shown]:
    """Give openers their first replies, and everyone their badge: two queries for the whole page."""
    shown = {row.pk: _show(viewer, row) for row in openers}
    wanted = Q(root_id__in=[row.pk for row in openers if _unshown(row) is None])
    for row in openers:
        if (first := _unshown(row)) is not None:
            wanted |= Q(root_id=row.pk, id__lt=first)
    replies = _with_people(visible(viewer).filter(wanted)).order_by("id") if openers else ()
    for reply in replies:
        shown[reply.root_id or 0].replies.append(_show(viewer, reply))
    for row in openers:
        if _unshown(row) is not None:
            shown[row.pk].more_after = shown[row.pk].replies[-1].comment.pk
    _add_badges(thread, [*shown.values(), *(reply for opener in shown.values() for reply in opener.replies)])
    return list(shown.values())


def _unshown(row: Comment) -> int | None:
    found: int | None = getattr(row, "next_reply", None)
    return found


def _look(viewer: Viewer, comment: Comment) -> str:
    if comment.state == Comment.State.PUBLISHED:
        return "full"
    waits = comment.state in {Comment.State.HELD, Comment.State.REJECTED}
    return str(comment.state) if waits and comment.author_id == viewer.pk else "gone"


def _show(viewer: Viewer, comment: Comment) -> Shown:
    look = _look(viewer, comment)
    own = comment.author_id == viewer.pk
    parent = comment.parent
    return Shown(
        comment,
        look,
        own=own,
        can_edit=own
        and look == "full"
        and not getattr(comment, "answered", False)
        and comment.created_at > edit_deadline(),
        answers=parent.author.display_name
        if parent and parent.root_id and parent.state == Comment.State.PUBLISHED
        else "",
    )


def _add_badges(thread: Thread | None, shown: Iterable[Shown]) -> None:
    """Mark what the newsroom's own people wrote: one query for all of them."""
    authors = {each.comment.author_id for each in shown}
    wrote = StoryCredit.objects.filter(
        person=OuterRef("pk"), role=StoryCredit.Role.WRITER, story_id=thread.story_id if thread else None
    )
    people = Person.objects.filter(reader_id__in=authors).values_list("reader_id", Exists(wrote))
    badges = {reader_id: "writer" if is_writer else "staff" for reader_id, is_writer in people}
    for each in shown:
        each.badge = badges.get(each.comment.author_id, "")
