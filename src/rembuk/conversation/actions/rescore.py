"""Scores after a title has changed what its reactions weigh; done by the worker, one thread at a time."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django_tasks import task

from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.score import score

from .counting import count

STEP: Final = 1_000  # comments saved together


@task()
def rescore(title_id: int) -> None:
    """Work out the score of every comment of a title that readers reacted to. Twice is the same as once."""
    threads = Thread.objects.filter(title=title_id, comment_count__gt=0).order_by("pk")
    for thread_id in threads.values_list("pk", flat=True):
        _rescore(thread_id)


@transaction.atomic
def _rescore(thread_id: int) -> None:
    thread = Thread.objects.select_for_update().get(pk=thread_id)
    reactions = (House.objects.filter(title=thread.title_id).first() or House()).offered
    changed = []
    for comment in Comment.objects.filter(thread=thread).exclude(reactions={}).only("reactions", "score"):
        right = score(comment.reactions, reactions)
        if comment.score != right:
            comment.score = right
            changed.append(comment)
    if changed:
        Comment.objects.bulk_update(changed, ["score"], batch_size=STEP)
        count(thread, 0)
