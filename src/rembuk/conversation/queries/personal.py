"""What only one reader sees: their reactions, whom they muted, their own comments; and the public page of a reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, TypedDict

from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Follow, Mute, Reaction, Thread
from rembuk.readers.models import Reader

from .pages import Page, listed
from .shown import Viewer, with_stories
from .tags import LIST_PAGE

MODERATES: Final = "moderation.decide_comment"  # a permission's name, as the room above declares it
MOST_EARLIER: Final = 20  # texts of one comment
MOST_REACTED: Final = 500  # in one thread; a reader who gave more sees the newest of them marked


class Personal(TypedDict):
    """What the page's script lays over the public fragment.

    reader: their public id, with which `data-by` marks their own comments; reacted: kind by the comment's public id;
    muted: public ids of those they do not want to read; following: whether they follow the thread.
    """

    reader: str
    reacted: dict[str, str]
    muted: list[str]
    following: bool


def personal_of(reader: Reader, thread: Thread) -> dict[str, Any]:
    """A `Personal`, open for more: three queries."""
    reacted = Reaction.objects.filter(reader=reader, comment__thread=thread).order_by("-id")
    muted = Mute.objects.filter(reader=reader)
    found = Personal(
        reader=str(reader.public_id),
        reacted={str(key): kind for key, kind in reacted.values_list("comment__public_id", "kind")[:MOST_REACTED]},
        muted=[str(key) for key in muted.values_list("muted__public_id", flat=True)],
        following=Follow.objects.filter(reader=reader, thread=thread).exists(),
    )
    return dict(found)


def reaction_of(reader: Reader, comment: Comment) -> str | None:
    """What the reader said to the comment without words."""
    return Reaction.objects.filter(reader=reader, comment=comment).values_list("kind", flat=True).first()


def written_by(viewer: Viewer, person: Reader, *, before: int | None = None, size: int = LIST_PAGE) -> Page:
    """What everyone may read of one reader, newest first."""
    found = Comment.objects.filter(
        author=person, state=Comment.State.PUBLISHED, thread__in=Thread.objects.public()
    ).order_by("-created_at", "-id")
    if before is not None and (last := Comment.objects.filter(pk=before).only("created_at").first()):
        found = found.filter(created_at__lte=last.created_at).exclude(created_at=last.created_at, id__gte=last.pk)
    some = list(with_stories(found)[: size + 1])
    return Page(listed(viewer, some[:size]), str(some[size - 1].pk) if len(some) > size else "")


def earlier_texts(viewer: Viewer, comment: Comment) -> list[tuple[datetime, str]]:
    """The texts that a comment had before, newest first, as HTML, each with the time when it was replaced.

    A text that was reported before its writer replaced it is shown to the writer and to moderators only: nobody has let
    it stand, and whoever takes a libel back by an edit must not go on spreading it.
    """
    revisions = comment.revisions.order_by("-id")
    if viewer.pk != comment.author_id and not viewer.has_perm(MODERATES):
        revisions = revisions.filter(reports=None)
    return [(each.replaced_at, markup.render(each.body)) for each in revisions[:MOST_EARLIER]]


def tag_as_written(name: str) -> str:
    """A hashtag as its newest public comment writes it."""
    newest = (
        Comment.objects.filter(hashtags__name=name, state=Comment.State.PUBLISHED, thread__in=Thread.objects.public())
        .order_by("-id")
        .values_list("body", flat=True)
        .first()
    )
    return markup.as_written(name, newest) if newest else name
