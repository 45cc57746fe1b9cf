"""The evening's letters: one edition a day, cut once, and sent to reader after reader.

An edition is a range of publications that begins where the one before ended, so no comment is in two of them and none
between them. Where a worker was away over the evening it is cut as long as the day lasts, and otherwise the next
evening's has it too.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rembuk.conversation.models import Follow
from rembuk.readers.models import Reader

from .models import Choice, Cursor, Edition, Pace, Publication
from .sending import Post, claim_of_edition, deliver

HOUR: Final = time(18)  # in the installation's time zone
BATCH: Final = 500


def cut(now: datetime) -> Edition | None:
    """Begin the edition of this day, if it is time and there is none yet."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    if local.time() < HOUR or Edition.objects.filter(day=local.date()).exists():
        return None
    with transaction.atomic():
        Cursor.objects.select_for_update().get(pk=1)  # nobody publishes meanwhile, nobody else cuts
        if Edition.objects.filter(day=local.date()).exists():
            return None
        before = Edition.objects.order_by("-day").values_list("up_to", flat=True).first()
        newest = Publication.objects.order_by("-pk").values_list("pk", flat=True).first()
        after = _a_day_ago(now) if before is None else before
        return Edition.objects.create(day=local.date(), after=after, up_to=max(newest or 0, after))


def _a_day_ago(now: datetime) -> int:
    """Where the very first edition begins."""
    older = Publication.objects.filter(at__lte=now - timedelta(days=1)).order_by("-pk")
    return older.values_list("pk", flat=True).first() or 0


def send(post: Post) -> int:
    """Send the letters of editions that are not done; returns how many went out.

    Raises:
        ServerAway: the mail server cannot be reached; the next sweep goes on where this one stopped.
    """
    sent = 0
    for edition in Edition.objects.filter(done_at=None):
        while readers := _next_readers(edition):
            for reader in readers:
                if not post.has_time():
                    return sent
                letter = claim_of_edition(reader, edition, post.now)
                # Noted before it is sent: should the server be away, the letter waits by itself.
                edition.reached = reader.pk
                Edition.objects.filter(pk=edition.pk, reached__lt=reader.pk).update(reached=reader.pk)
                if letter is not None:
                    sent += deliver(letter, post)
        Edition.objects.filter(pk=edition.pk).update(done_at=post.now)
    return sent


def _next_readers(edition: Edition) -> list[Reader]:
    """The next readers whom this edition may concern: who follows a conversation in it, or wants the rest daily.

    A reader behind whom nobody is asked twice: in the order of their ids, from `edition.reached`.
    """
    stirred = Publication.objects.filter(pk__gt=edition.after, pk__lte=edition.up_to).order_by().values("thread")
    lazy = ~Q(reader__notice_choice__followed__in=[Pace.IMMEDIATE, Pace.OFF])
    followers = Follow.objects.filter(lazy, reader__gt=edition.reached, thread__in=stirred.distinct())
    choosers = Choice.objects.filter(Q(replies=Pace.DAILY) | Q(mentions=Pace.DAILY), reader__gt=edition.reached)
    found: set[int] = set()
    for rows in (followers, choosers):
        found.update(rows.order_by("reader").values_list("reader_id", flat=True).distinct()[:BATCH])
    readers = Reader.objects.in_bulk(sorted(found)[:BATCH])
    return [readers[pk] for pk in sorted(readers)]
