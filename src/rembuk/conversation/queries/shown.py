"""A comment as a page shows it, and who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import Person, StoryCredit
from rembuk.newsroom.queries import own_accounts
from rembuk.readers.models import Reader

Viewer = Reader | AnonymousUser

# What a page needs of a comment; its text as it was typed is not among it.
COLUMNS: Final = (
    "public_id", "thread_id", "parent_id", "root_id", "depth", "author_id", "html", "state", "created_at", "edited_at",
    "is_shown", "number", "reply_count", "branch_count", "reactions", "score", "pinned_at", "featured_at",
    "answered_at",     "author__public_id", "author__display_name", "author__handle", "author__kind",
)  # fmt: skip


@dataclass
class Shown:
    """A comment as a page shows it.

    `look` is full, held, rejected or gone (then nothing of it may be shown); `badge` is writer (of this story), staff
    or nothing; `answers` names the addressee where the page does not show whom a reply answers.
    `more` is how many published replies stand elsewhere, behind the reply with the number `more_after`.
    """

    comment: Comment
    look: str
    badge: str = ""
    answers: str = ""
    replies: list[Shown] = field(default_factory=list)
    more: int = 0
    more_after: int = 0

    def walk(self) -> Iterator[Shown]:
        """This comment and everything shown below it: three levels at most."""
        yield self
        for reply in self.replies:
            yield from reply.walk()


def visible(viewer: Viewer) -> QuerySet[Comment]:
    """The comments a viewer may read: published ones, and their own that wait or were rejected."""
    mine = Q(author_id=viewer.pk, state__in=[Comment.State.HELD, Comment.State.REJECTED])
    return Comment.objects.filter(Q(state=Comment.State.PUBLISHED) | mine)


def rows(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The same comments with their writers, and nothing that a page does not need."""
    return comments.select_related("author").only(*COLUMNS)


def look(viewer: Viewer, comment: Comment) -> str:
    """How much of a comment the viewer sees."""
    if comment.state == Comment.State.PUBLISHED:
        return "full"
    waits = comment.state in {Comment.State.HELD, Comment.State.REJECTED}
    return str(comment.state) if waits and comment.author_id == viewer.pk else "gone"


def name_addressees(shown: Iterable[Shown]) -> None:
    """Say whom replies answer, where the page does not show it: one query."""
    wanted = [each for each in shown if each.comment.parent_id]
    parents = Comment.objects.filter(
        pk__in={each.comment.parent_id for each in wanted}, state=Comment.State.PUBLISHED
    ).values_list("pk", "author__display_name")
    names: dict[int | None, str] = dict(parents) if wanted else {}
    for each in wanted:
        each.answers = names.get(each.comment.parent_id, "")


def add_badges(thread: Thread | None, shown: Iterable[Shown]) -> None:
    """Mark what the newsroom's own people wrote: one query for all of them."""
    own = own_accounts()
    every = [each for each in shown if each.comment.author_id in own]
    if not every:
        return
    authors = {each.comment.author_id for each in every}
    wrote = StoryCredit.objects.filter(
        person=OuterRef("pk"), role=StoryCredit.Role.WRITER, story_id=thread.story_id if thread else None
    )
    people = Person.objects.filter(reader_id__in=authors).values_list("reader_id", Exists(wrote))
    badges = {reader_id: "writer" if is_writer else "staff" for reader_id, is_writer in people}
    for each in every:
        each.badge = badges.get(each.comment.author_id, "")


def with_stories(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Rows that also know the headline of what they are about."""
    about = ("thread__story__title", "thread__page_title", "thread__page_url", "thread__title_id", "thread__story_id")
    return comments.select_related("author", "thread__story").only(*COLUMNS, *about)
