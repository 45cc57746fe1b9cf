"""How fast people may write. Decided under the lock, so the limits hold exactly, in however many processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from rembuk.conversation.models import Comment
from rembuk.conversation.phases import Draft
from rembuk.readers.models import Reader

from .common import Refused, TooFast

# (seconds, how many comments one author may write in them); settings.REMBUK_COMMENT_PACE replaces it.
PACE: Final = ((60, 6), (3600, 40))


def refusals(drafts: Mapping[int, Draft]) -> dict[int, Refused]:
    """Which of these drafts come too fast, by the keys they were given under; two of one author count in order."""
    if not drafts:
        return {}
    pace = _pace()
    slow = {key: draft.rules.slow_seconds for key, draft in drafts.items()}
    longest = max([seconds for seconds, _limit in pace] + list(slow.values()), default=0)
    if not longest:
        return {}
    now = timezone.now()
    written = _written_lately({draft.author.pk for draft in drafts.values()}, now - timedelta(seconds=longest))
    refused: dict[int, Refused] = {}
    for key, draft in drafts.items():
        own = written.setdefault(draft.author.pk, [])
        wait = max(_wait(own, pace, now), _slow_wait(own, draft.thread.pk, slow[key], now))
        if wait > timedelta(0):
            refused[key] = _too_fast(wait)
        else:
            own.insert(0, (now, draft.thread.pk))
    return refused


def _pace() -> tuple[tuple[int, int], ...]:
    pace: tuple[tuple[int, int], ...] = getattr(settings, "REMBUK_COMMENT_PACE", PACE)
    return pace


def _written_lately(authors: set[int], since: datetime) -> dict[int, list[tuple[datetime, int]]]:
    """When and where each author wrote since then, newest first; their accounts are locked, so nothing joins it."""
    if connection.features.has_select_for_update:
        list(Reader.objects.select_for_update().filter(pk__in=authors).order_by("pk").values_list("pk"))
    found: dict[int, list[tuple[datetime, int]]] = {}
    rows = Comment.objects.filter(author__in=authors, created_at__gt=since).order_by("-created_at")
    for author_id, created_at, thread_id in rows.values_list("author_id", "created_at", "thread_id"):
        found.setdefault(author_id, []).append((created_at, thread_id))
    return found


def _wait(own: list[tuple[datetime, int]], pace: tuple[tuple[int, int], ...], now: datetime) -> timedelta:
    waits = [own[limit - 1][0] + timedelta(seconds=seconds) - now for seconds, limit in pace if len(own) >= limit]
    return max(waits, default=timedelta(0))


def _slow_wait(own: list[tuple[datetime, int]], thread_id: int, seconds: int, now: datetime) -> timedelta:
    last = next((when for when, where in own if where == thread_id), None)
    return last + timedelta(seconds=seconds) - now if last is not None and seconds else timedelta(0)


def _too_fast(wait: timedelta) -> TooFast:
    seconds = max(1, round(wait.total_seconds()))
    if seconds <= 90:
        words = ngettext(
            "You are writing very fast. Your text is kept: send it again in %(n)d second.",
            "You are writing very fast. Your text is kept: send it again in %(n)d seconds.",
            seconds,
        )
        return TooFast(words % {"n": seconds}, seconds)
    minutes = -(-seconds // 60)
    words = ngettext(
        "You have written a lot lately. Your text is kept: send it again in %(n)d minute.",
        "You have written a lot lately. Your text is kept: send it again in %(n)d minutes.",
        minutes,
    )
    return TooFast(words % {"n": minutes}, seconds)
