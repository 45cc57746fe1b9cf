"""Proof of the counters: everything that verbs count is counted anew, from the comments themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from .models import Comment, Reaction, Thread
from .rules import house_of
from .score import score

STEP: Final = 2_000  # comments looked at together
COUNTED: Final = ("reply_count", "branch_count", "last_number", "is_shown", "reactions", "score")


@dataclass(frozen=True)
class Difference:
    """A counter that does not say what it should."""

    what: str
    stands: Any
    should: Any

    def __str__(self) -> str:
        return f"{self.what}: {self.stands!r} stands, {self.should!r} is right"


def recount(thread: Thread, *, repair: bool = False) -> list[Difference]:
    """Compare every counter of a thread with what the comments say, under the thread's lock; put right what differs.

    Reactions that came with an import have no rows of their own, so those of imported comments are left as they are.
    """
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        found = list(_differences(thread, repair=repair))
        published = thread.comments.filter(state=Comment.State.PUBLISHED).count()
        if thread.comment_count != published:
            found.append(Difference(f"thread {thread.pk} comment_count", thread.comment_count, published))
        if repair and found:
            Thread.objects.filter(pk=thread.pk).update(comment_count=published, version=thread.version + 1)
    return found


def _differences(thread: Thread, *, repair: bool) -> Iterator[Difference]:
    published = Comment.objects.filter(thread=thread, state=Comment.State.PUBLISHED).exclude(parent=None)
    replies = Counter(dict(published.order_by().values_list("parent").annotate(n=Count("pk"))))
    branches = Counter(dict(published.order_by().values_list("root").annotate(n=Count("pk"))))
    highest = dict(
        Comment.objects.filter(thread=thread, number__gt=0).order_by("number").values_list("parent", "number")
    )
    given: dict[int, Counter[str]] = {}
    for comment_id, kind, n in (
        Reaction.objects.filter(comment__thread=thread)
        .order_by()
        .values_list("comment", "kind")
        .annotate(n=Count("pk"))
    ):
        given.setdefault(comment_id, Counter())[kind] = n
    reactions = house_of(thread).offered
    rows = Comment.objects.filter(thread=thread).only("public_id", "parent_id", "state", *COUNTED, "imported__id")
    for comment in rows.select_related("imported").order_by("pk").iterator(STEP):
        last = highest.get(comment.pk, 0)
        right: dict[str, Any] = {
            "reply_count": replies[comment.pk],
            "branch_count": branches[comment.pk] if comment.parent_id is None else 0,
            "last_number": last,
            "is_shown": comment.is_published or last > 0,
        }
        if not hasattr(comment, "imported"):
            counts = dict(given.get(comment.pk, {}))
            right |= {"reactions": counts, "score": score(counts, reactions)}
        wrong = {name: value for name, value in right.items() if getattr(comment, name) != value}
        for name, value in wrong.items():
            yield Difference(f"comment {comment.public_id} {name}", getattr(comment, name), value)
        if repair and wrong:
            Comment.objects.filter(pk=comment.pk).update(**wrong)
