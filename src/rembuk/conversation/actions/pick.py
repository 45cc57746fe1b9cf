"""What editors single out: pinned on top of a thread, featured among the title's best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events
from rembuk.conversation.models import Comment
from rembuk.readers.models import Reader

from .common import Refused, lock
from .counting import count

MOST_PINNED: Final = 3  # in one thread: more of them, and nobody reads on

Mark = Literal["pinned_at", "featured_at"]


def pin(*, editor: Reader, comment: Comment) -> Comment:
    """Put a comment on top of its thread. A pinned one stays as it is.

    Raises:
        Refused: three are pinned there already (the sentence says which one to unpin), or it is not visible.
    """
    return _mark(editor, comment, "pinned_at", "conversation.pin_comment", _check_room)


def unpin(*, editor: Reader, comment: Comment) -> Comment:
    """Take a comment from the top of its thread; one that is not there stays as it is."""
    return _unmark(editor, comment, "pinned_at", "conversation.unpin_comment")


def feature(*, editor: Reader, comment: Comment) -> Comment:
    """Show a comment among the best of its title. A featured one stays as it is.

    Raises:
        Refused: it is not visible.
    """
    return _mark(editor, comment, "featured_at", "conversation.feature_comment")


def unfeature(*, editor: Reader, comment: Comment) -> Comment:
    """Take a comment from among the best; one that is not there stays as it is."""
    return _unmark(editor, comment, "featured_at", "conversation.unfeature_comment")


@transaction.atomic
def _mark(
    editor: Reader, comment: Comment, mark: Mark, verb: str, check: Callable[[Comment], None] | None = None
) -> Comment:
    comment = lock(comment)
    if not comment.is_published:
        raise Refused(_("This comment is not visible now, so it cannot be singled out."))
    if getattr(comment, mark) is None:
        if check is not None:
            check(comment)
        setattr(comment, mark, timezone.now())
        _keep(editor, comment, mark, verb)
    return comment


@transaction.atomic
def _unmark(editor: Reader, comment: Comment, mark: Mark, verb: str) -> Comment:
    comment = lock(comment)
    if getattr(comment, mark) is not None:
        setattr(comment, mark, None)
        _keep(editor, comment, mark, verb)
    return comment


def _keep(editor: Reader, comment: Comment, mark: Mark, verb: str) -> None:
    comment.save(update_fields=[mark])
    count(comment.thread, 0)
    record(verb, comment, actor=editor)
    if comment.is_published:
        announce(events.comment_changed, Comment, comment=comment)


def _check_room(comment: Comment) -> None:
    """Decided under the thread's lock, so two editors never pin a fourth one together."""
    pinned = Comment.objects.filter(
        thread=comment.thread_id, pinned_at__isnull=False, state=Comment.State.PUBLISHED
    ).order_by("pinned_at")
    names = list(pinned.values_list("author__display_name", flat=True)[:MOST_PINNED])
    if len(names) == MOST_PINNED:
        raise Refused(
            _(
                "Three comments are pinned here already, by %(first)s, %(second)s and %(third)s. "
                "Unpin one of them first; the one by %(first)s has been there longest."
            )
            % dict(zip(("first", "second", "third"), names, strict=True))
        )
