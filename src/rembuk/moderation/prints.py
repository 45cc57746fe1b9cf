"""Noticing the same text again, however it is spaced, capitalised or decorated; and one that is almost the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from rembuk.civility.near import WITHIN, simhash
from rembuk.conversation.models import Comment

from .models import TextPrint

_SEEN: Final = f"SELECT 1 FROM {TextPrint._meta.db_table} WHERE digest = %s AND made_at > %s LIMIT 1"  # noqa: S608  # our own name
FEWEST_LETTERS: Final = 60  # the SimHash of a shorter text says little
DIFFERENT_BITS: Final = WITHIN  # of 64: a name or a number changed in a sentence or two
RECENT: Final = timedelta(hours=6)
MOST_RECENT: Final = 1_000  # prints of a title that a text is compared with
SIGNED: Final = 1 << 63


@lru_cache(maxsize=512)  # one text is asked for by a phase, by its neighbour, and when its print is kept
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


def near(text: str, title_id: int) -> list[tuple[int, int]]:
    """The (comment, author) of a title's recent comments that say almost the same."""
    own = _near_print(text)
    if own is None:
        return []
    recent = _recent(title_id)
    # `civility.near.distance` for a thousand pairs, without a thousand calls.
    return [(comment, author) for bits, comment, author in recent if (bits ^ own).bit_count() <= DIFFERENT_BITS]


def keep(comments: Sequence[Comment]) -> None:
    """Keep the prints of the comments' present texts: one statement, however often it is repeated."""
    TextPrint.objects.bulk_create(
        [
            TextPrint(
                comment=each,
                digest=digest(each.body),
                near=_signed(_near_print(each.body)),
                made_at=each.edited_at or each.created_at,
            )
            for each in comments
        ],
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["digest", "near", "made_at"],
    )


def _recent(title_id: int) -> list[tuple[int, int, int]]:
    """The newest prints of a title, as (bits, comment, author): read once a second, however many posts ask."""
    key = f"moderation.prints.{title_id}"
    known: list[tuple[int, int, int]] | None = caches["brief"].get(key)
    if known is None:
        found = TextPrint.objects.filter(
            comment__thread__title=title_id, near__isnull=False, made_at__gt=timezone.now() - RECENT
        ).exclude(comment__state=Comment.State.REMOVED)
        rows = found.order_by("-pk").values_list("near", "comment_id", "comment__author_id")[:MOST_RECENT]
        known = [(int(bits) + SIGNED, comment, author) for bits, comment, author in rows if bits is not None]
        caches["brief"].set(key, known)
    return known


@lru_cache(maxsize=512)
def _near_print(text: str) -> int | None:
    """64 bits that differ little where texts differ little; None for a text too short to say so."""
    letters = bare(text)
    return None if len(letters) < FEWEST_LETTERS else simhash(text)


def _signed(bits: int | None) -> int | None:
    """As a column of 64 signed bits keeps it."""
    return None if bits is None else bits - SIGNED
