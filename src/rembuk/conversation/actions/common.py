"""What the verbs share: refusing, locking, counting, and keeping what belongs to a text.

Every verb locks the thread first and the comment second, so two verbs never wait for each other in a circle.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Hashtag, Thread, Verdict
from rembuk.conversation.phases import Answer

LONGEST_LOOKED_AT: Final = 4  # times the longest comment: white space may shrink to that


class Refused(Exception):
    """The deed was not done. `message` tells the person why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class KeyUsed(Refused):
    """The form's key already stands on another text: the person may send again with a fresh form."""


def tidied(body: str) -> str:
    """The text as it is kept. One that is far too long is refused before anything looks at all of it.

    Raises:
        Refused: it is many times longer than a comment may be.
    """
    if len(body) > LONGEST_LOOKED_AT * settings.REMBUK_COMMENT_MAX_LENGTH:
        raise Refused(
            _("A comment has at most %(limit)d characters. Please shorten yours.")
            % {"limit": settings.REMBUK_COMMENT_MAX_LENGTH}
        )
    return markup.tidy(body)


def lock(comment: Comment) -> Comment:
    """The comment as it is now, locked together with its thread until the transaction ends."""
    thread = Thread.objects.select_for_update().get(pk=comment.thread_id)
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    locked.thread = thread
    return locked


def count(thread: Thread, change: int) -> None:
    """Something visible changed: raise the version, and add `change` to the number of visible comments."""
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1, comment_count=F("comment_count") + change)
    thread.refresh_from_db(fields=["version", "comment_count"])


def keep_hashtags(comment: Comment) -> None:
    """Tie the comment to the hashtags of its text."""
    # Sorted, so that two comments with the same new hashtags insert them in the same order.
    names = sorted(markup.hashtags(comment.body))
    Hashtag.objects.bulk_create([Hashtag(name=name) for name in names], ignore_conflicts=True)
    comment.hashtags.set(Hashtag.objects.filter(name__in=names))


def keep_verdict(comment: Comment, answer: Answer) -> None:
    """Keep what the phases said about this text."""
    Verdict.objects.create(
        comment=comment,
        outcome=answer.outcome,
        phase=answer.phase,
        reasons=answer.reasons,
        engine=answer.engine,
    )
