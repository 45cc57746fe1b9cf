"""The two changes that moderation makes, inside its own transaction."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events
from rembuk.conversation.models import Comment

from .common import Refused, forget_answer, lock, note_answers
from .counting import appear, disappear


@transaction.atomic
def release(*, comment: Comment, actor: AbstractBaseUser | None) -> Comment:
    """Make a held or rejected comment visible. A visible one stays as it is.

    Raises:
        Refused: its writer has withdrawn it.
    """
    comment = lock(comment)
    if comment.state == Comment.State.REMOVED:
        raise Refused(_("The writer has withdrawn this comment."))
    if comment.state == Comment.State.PUBLISHED:
        return comment
    before, comment.state = comment.state, Comment.State.PUBLISHED
    parents = Comment.objects.only("id", "last_number").in_bulk([comment.parent_id] if comment.parent_id else [])
    appear(comment.thread, [comment], parents)
    comment.save(update_fields=["state", "is_shown", "number"])
    note_answers([comment])
    record("conversation.release", comment, actor=actor, before=before)
    announce(events.comment_published, Comment, comment=comment)
    return comment


@transaction.atomic
def hide(*, comment: Comment, actor: AbstractBaseUser | None) -> Comment:
    """Reject a comment, visible or held. A rejected one stays as it is.

    Raises:
        Refused: its writer has withdrawn it.
    """
    comment = lock(comment)
    if comment.state == Comment.State.REMOVED:
        raise Refused(_("The writer has withdrawn this comment."))
    if comment.state == Comment.State.REJECTED:
        return comment
    before, comment.state = comment.state, Comment.State.REJECTED
    was_visible = before == Comment.State.PUBLISHED
    if was_visible:
        disappear(comment.thread, comment)
    comment.save(update_fields=["state", "is_shown"])
    forget_answer(comment)
    record("conversation.hide", comment, actor=actor, before=before)
    if was_visible:
        announce(events.comment_hidden, Comment, comment=comment)
    return comment
