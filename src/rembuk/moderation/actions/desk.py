"""What moderators keep at their desk: notes about comments, and filters with a name."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation.models import CommentNote, QueueFilter
from rembuk.readers.models import Reader

MOST_FILTERS: Final = 30  # of one moderator


@transaction.atomic
def note_comment(*, moderator: Reader, comment: Comment, text: str) -> CommentNote:
    """Note something about a comment, for colleagues only."""
    note = CommentNote.objects.create(comment=comment, moderator=moderator, text=text)
    record("moderation.note_comment", comment, actor=moderator, note=note.pk)
    return note


@transaction.atomic
def save_filter(*, moderator: Reader, name: str, query: str, is_shared: bool) -> QueueFilter:
    """Keep a view of the queue under a name; the same name again replaces one's own.

    Raises:
        Refused: there are too many already.
    """
    mine = QueueFilter.objects.filter(owner=moderator)
    if mine.exclude(name=name).count() >= MOST_FILTERS:
        raise Refused(_("You have %(n)d filters. Delete one first.") % {"n": MOST_FILTERS})
    kept, _made = QueueFilter.objects.update_or_create(
        owner=moderator, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    record("moderation.save_filter", kept, actor=moderator, is_shared=is_shared)
    return kept


@transaction.atomic
def delete_filter(*, moderator: Reader, kept: QueueFilter) -> None:
    """Throw a filter of one's own away.

    Raises:
        Refused: it is a colleague's.
    """
    if kept.owner_id != moderator.pk:
        raise Refused(_("This filter is a colleague's. Only its owner deletes it."))
    record("moderation.delete_filter", kept, actor=moderator)
    kept.delete()
