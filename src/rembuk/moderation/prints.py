"""Noticing the same text again, however it is spaced, capitalised or decorated."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from rembuk.conversation.models import Comment

from .models import TextPrint

_SEEN: Final = f"SELECT 1 FROM {TextPrint._meta.db_table} WHERE digest = %s AND made_at > %s LIMIT 1"  # noqa: S608  # our own name


def bare(text: str) -> str:
    """The text's letters and digits alone, in one case; the text itself when it has none (a row of emoji)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum()) or "".join(folded.split())


def digest(text: str) -> str:
    """SHA-256 of the bare text, as 64 hexadecimal digits."""
    return hashlib.sha256(bare(text).encode()).hexdigest()


def is_new(digest: str, since: datetime) -> bool:
    """Whether nobody wrote the text since then: what nearly every post asks, without building the same SQL again."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [digest, connection.ops.adapt_datetimefield_value(since)])
        return cursor.fetchone() is None


def keep(comments: Sequence[Comment]) -> None:
    """Keep the prints of the comments' present texts: one statement, however often it is repeated."""
    TextPrint.objects.bulk_create(
        [
            TextPrint(comment=each, digest=digest(each.body), made_at=each.edited_at or each.created_at)
            for each in comments
        ],
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["digest", "made_at"],
    )
