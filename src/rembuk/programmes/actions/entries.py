"""Entries: one per person, through the first comment that qualifies. Whether it may win is decided at the freeze."""

from __future__ import annotations

import secrets

from django.db import transaction

from rembuk.audit.actions import record
from rembuk.conversation.markup import hashtags
from rembuk.conversation.models import Comment
from rembuk.programmes.models import Entry, Programme
from rembuk.programmes.rules import programme_of, qualifying

from .common import lock

SALT_BYTES = 32


def enter(*, comment: Comment) -> Entry | None:
    """Record the entry that a comment makes; None when it makes none.

    The first comment that qualifies stands for its writer; a later one takes over only when that one is gone.
    """
    if not hashtags(comment.body):  # most comments: said without asking the database
        return None
    programme = programme_of(comment)
    if programme is None or not qualifying(programme).filter(pk=comment.pk).exists():
        return None
    return _settle(programme, comment)


def leave(*, comment: Comment) -> Entry | None:
    """A comment is no longer visible, or lost its hashtag: let another comment of its writer stand for the entry.

    An entry is not deleted. When no comment carries it any more, the freeze excludes it and says so.
    """
    programme = programme_of(comment)
    if programme is None or not Entry.objects.filter(programme=programme, comment=comment).exists():
        return None
    return _settle(programme, comment)


@transaction.atomic
def _settle(programme: Programme, comment: Comment) -> Entry | None:
    programme = lock(programme, *Programme.Stage.values)
    if not programme.takes_entries:
        return None
    first = qualifying(programme).filter(author=comment.author_id).order_by("created_at", "id").first()
    if first is None:
        left = Entry.objects.filter(programme=programme, reader=comment.author_id).first()
        if left is not None:
            record("programmes.leave", left, actor=None, comment=comment.pk)
        return left
    entry, is_new = Entry.objects.get_or_create(
        programme=programme,
        reader_id=comment.author_id,
        defaults={"comment": first, "salt": secrets.token_hex(SALT_BYTES), "entered_at": first.created_at},
    )
    if is_new:
        record("programmes.enter", entry, actor=None, comment=first.pk)
    elif entry.comment_id != first.pk:
        record("programmes.carry", entry, actor=None, before=entry.comment_id, comment=first.pk)
        entry.comment, entry.entered_at = first, first.created_at
        entry.save(update_fields=["comment", "entered_at"])
    return entry


def recover(programme: Programme) -> int:
    """Bring the entries of a locked programme in line with what was written. Returns how many were missing.

    Events can be lost (a crash between commit and receiver); comments cannot.
    """
    first: dict[int, Comment] = {}
    for comment in qualifying(programme).order_by("created_at", "id").only("author_id", "created_at"):
        first.setdefault(comment.author_id, comment)
    entries = {entry.reader_id: entry for entry in programme.entries.all()}
    missing = [
        Entry(
            programme=programme,
            reader_id=author,
            comment=comment,
            salt=secrets.token_hex(SALT_BYTES),
            entered_at=comment.created_at,
        )
        for author, comment in first.items()
        if author not in entries
    ]
    moved = [entry for author, entry in entries.items() if author in first and entry.comment_id != first[author].pk]
    for entry in moved:
        comment = first[entry.reader_id or 0]
        entry.comment, entry.entered_at = comment, comment.created_at
    Entry.objects.bulk_create(missing)
    Entry.objects.bulk_update(moved, ["comment", "entered_at"])
    return len(missing)
