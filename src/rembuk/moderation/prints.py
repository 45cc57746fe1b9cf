"""Noticing the same text again, however it is spaced, capitalised or decorated."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

from rembuk.conversation.models import Comment

from .models import TextPrint


def bare(text: str) -> str:
    """The text's letters and digits alone, in one case; the text itself when it has none (a row of emoji)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum()) or "".join(folded.split())


def digest(text: str) -> str:
    """SHA-256 of the bare text, as 64 hexadecimal digits."""
    return hashlib.sha256(bare(text).encode()).hexdigest()


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
