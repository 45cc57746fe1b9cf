"""Counters and places, exact by construction: kept by whoever makes a comment appear or disappear, under the lock.

Published comments are counted on their thread, on their parent (`reply_count`) and on the comment that opened their
branch (`branch_count`). A reply gets its `number` once, when it is first published. A comment keeps its place on pages
while it is published or once it was answered (`is_shown`). `rembuk manage recount` proves all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import F

from rembuk.conversation.models import Comment, Thread


def appear(thread: Thread, comments: Sequence[Comment], parents: Mapping[int, Comment]) -> None:
    """These comments of one thread become published: number them and count them.

    The caller holds the thread's lock, has read the `parents` under it, and saves the comments' own `number` and
    `is_shown`.
    """
    added: dict[int, Counter[str]] = {}
    for comment in comments:
        comment.is_shown = True
        if comment.parent_id is None:
            continue
        parent = parents[comment.parent_id]
        above = added.setdefault(parent.pk, Counter())
        if not comment.number:
            parent.last_number += 1
            comment.number = parent.last_number
            above["numbers"] += 1
        above["replies"] += 1
        added.setdefault(comment.root_id or 0, Counter())["below"] += 1
    for pk, figures in added.items():
        Comment.objects.filter(pk=pk).update(
            reply_count=F("reply_count") + figures["replies"],
            last_number=F("last_number") + figures["numbers"],
            branch_count=F("branch_count") + figures["below"],
            is_shown=True,
        )
    count(thread, len(comments))


def disappear(thread: Thread, comment: Comment) -> None:
    """A published comment is so no longer; the caller saves its own `is_shown`."""
    comment.is_shown = comment.last_number > 0
    if comment.parent_id is not None:
        Comment.objects.filter(pk=comment.parent_id).update(reply_count=F("reply_count") - 1)
        Comment.objects.filter(pk=comment.root_id or 0).update(branch_count=F("branch_count") - 1)
    count(thread, -1)


def count(thread: Thread, change: int) -> None:
    """Something visible changed: raise the version, and add `change` to the number of visible comments."""
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1, comment_count=F("comment_count") + change)
    thread.version += 1
    thread.comment_count += change
