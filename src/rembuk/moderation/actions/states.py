"""Bringing a comment back to a state that it had, or to waiting; inside the transaction of a verb."""

from __future__ import annotations

from rembuk.conversation.actions import hide, release
from rembuk.conversation.models import Comment
from rembuk.readers.models import Reader


def put_back(comment: Comment, state: str, actor: Reader | None) -> None:
    """Publish it, reject it, or let it wait."""
    if state == Comment.State.PUBLISHED:
        release(comment=comment, actor=actor)
        return
    hide(comment=comment, actor=actor)
    if state == Comment.State.HELD:
        # `hide` has counted and told; between rejected and held there is no difference that any reader sees.
        Comment.objects.filter(pk=comment.pk).update(state=Comment.State.HELD)
