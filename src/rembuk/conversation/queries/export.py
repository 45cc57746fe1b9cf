"""Everything that one reader wrote, as they may take it with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rembuk.conversation.models import Comment, Reaction
from rembuk.readers.models import Reader

STEP: Final = 500  # rows read together

Row = dict[str, Any]


def own_comments(reader: Reader) -> Iterator[Row]:
    """All comments of the reader, also those that nobody else sees, from the first one on; read piece by piece."""
    last = 0
    while True:
        some = list(
            Comment.objects.filter(author=reader, pk__gt=last)
            .select_related("thread__story", "thread__title", "parent")
            .order_by("pk")[:STEP]
        )
        for comment in some:
            yield {
                "kind": "comment",
                "id": str(comment.public_id),
                "title": comment.thread.title.title,
                "thread": comment.thread_id,
                "about": comment.thread.headline,
                "answers": str(comment.parent.public_id) if comment.parent else None,
                "state": str(comment.state),
                "written_at": comment.created_at.isoformat(),
                "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
                "body": comment.body,
            }
        if len(some) < STEP:
            return
        last = some[-1].pk


def own_reactions(reader: Reader) -> Iterator[Row]:
    """All reactions that the reader gave, from the first one on."""
    last = 0
    while True:
        some = list(
            Reaction.objects.filter(reader=reader, pk__gt=last)
            .select_related("comment__thread__story", "comment__thread__title")
            .order_by("pk")[:STEP]
        )
        for reaction in some:
            thread = reaction.comment.thread
            yield {
                "kind": "reaction",
                "id": str(reaction.comment.public_id),
                "title": thread.title.title,
                "thread": thread.pk,
                "about": thread.headline,
                "written_at": reaction.made_at.isoformat(),
                "reaction": reaction.kind,
            }
        if len(some) < STEP:
            return
        last = some[-1].pk
