"""Comments that say the same or nearly the same, so that they are decided together.

The same text is found wherever it waits; a text that is almost the same (see `prints`) among the `WINDOW` items that
wait next to it: copies come in floods, and a page costs the same however much waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from django.db.models import QuerySet

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import QueueItem, ReportFlood, TextPrint
from rembuk.moderation.prints import DIFFERENT_BITS

from .queue import Row, rows
from .reports import comments_of_flood

WINDOW: Final = 2_000
ALL_BITS: Final = (1 << 64) - 1
MOST_ALIKE: Final = 200  # shown and decided together


def alike(viewer: Viewer, comments: Collection[int]) -> dict[int, list[int]]:
    """For each of these comments the others that wait and say about the same, by id: at most six queries for a page."""
    if not comments or not may_decide(viewer):
        return {}
    own = list(TextPrint.objects.filter(comment__in=comments).values_list("comment_id", "digest", "near"))
    same: dict[str, set[int]] = defaultdict(set)
    exact = _waiting().filter(digest__in={digest for _pk, digest, _near in own}).exclude(comment__author=viewer.pk)
    for pk, digest in exact.values_list("comment_id", "digest")[: MOST_ALIKE * len(own)]:
        same[digest].add(pk)
    beside = _beside(min(comments)) if any(near is not None for _pk, _digest, near in own) else []
    close = {pk: _close(near, beside) for pk, _digest, near in own}
    writers = Comment.objects.filter(pk__in=set().union(*close.values()), author=viewer.pk)
    mine = set(writers.values_list("pk", flat=True)) if any(len(found) > 1 for found in close.values()) else set()
    return {pk: sorted((same[digest] | close[pk]) - mine - {pk})[: MOST_ALIKE - 1] for pk, digest, _near in own}


def cluster(viewer: Viewer, comment: Comment) -> list[Row]:
    """A comment with all that wait and say about the same, oldest first; empty when there are no others."""
    others = alike(viewer, [comment.pk]).get(comment.pk, [])
    return rows(Comment.objects.filter(pk__in=[comment.pk, *others])) if others else []


def flood_cluster(viewer: Viewer, flood: ReportFlood) -> list[Row]:
    """The comments that wait with one flood of reports, oldest first."""
    return rows(Comment.objects.filter(pk__in=comments_of_flood(viewer, flood)))


def _waiting() -> QuerySet[TextPrint]:
    open_rows = TextPrint.objects.filter(comment__queue_item__isnull=False, comment__queue_item__closed_at=None)
    return open_rows.exclude(comment__state=Comment.State.REMOVED)


def _beside(first: int) -> list[tuple[int, int]]:
    """The prints of what waits from this comment on, and of some before it."""
    waiting = QueueItem.objects.filter(closed_at=None)
    later = waiting.filter(comment__gte=first).order_by("comment_id").values_list("comment_id", flat=True)[:WINDOW]
    earlier = waiting.filter(comment__lt=first).order_by("-comment_id")
    ids = [*later, *earlier.values_list("comment_id", flat=True)[: WINDOW // 4]]
    # In two steps: a join would go through every comment's own row as well.
    found = TextPrint.objects.filter(comment__in=ids, near__isnull=False)
    return [(pk, near) for pk, near in found.values_list("comment_id", "near") if near is not None]


def _close(near: int | None, beside: Sequence[tuple[int, int]]) -> set[int]:
    """Whose print differs from this one in few of its 64 bits."""
    if near is None:
        return set()
    return {pk for pk, bits in beside if ((bits ^ near) & ALL_BITS).bit_count() <= DIFFERENT_BITS}
