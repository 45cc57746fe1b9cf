"""From the record of deeds to publications and notices: the first half of a sweep.

A comment is heard of when it becomes readable, also when a moderator releases it days later; so we do not follow the
comments, but the rows that the verbs write into the record in the same transaction. On PostgreSQL a row with a lower
id may become visible after one with a higher id. The cursor therefore stays behind what is younger than `LOOK_BACK`;
the rows in between are read again, and a publication that stands already (one per comment) is not written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment, Follow, Mention, Mute

from . import queries
from .models import Choice, Cursor, Kind, Notice, Pace, Publication

BATCH: Final = 500
LOOK_BACK: Final = timedelta(minutes=2)  # longer than any transaction that publishes a comment is open
OLDEST: Final = timedelta(days=30)  # a comment written earlier is no news for a letter, whenever it is released
POSTED, RELEASED, EDITED = "conversation.post_comment", "conversation.release", "conversation.edit_comment"


@dataclass(frozen=True)
class _Deed:
    """A row of the record: a comment that may have become readable, or mentions someone else since."""

    pk: int
    at: datetime
    comment_id: int
    verb: str


def gather(now: datetime) -> int:
    """Take up every comment that became readable since the last time; returns how many. Batches of `BATCH`."""
    position, count = _begin(), 0
    while deeds := _deeds(position):
        position = deeds[-1].pk
        settled = [deed.pk for deed in deeds if deed.at < now - LOOK_BACK]
        count += _take_up(deeds, settled[-1] if settled else 0, now)
        if len(deeds) < BATCH:
            break
    _pass_over(now)
    return count


def spread(now: datetime) -> int:
    """Note what followers want to hear at once, a batch of followers in each transaction; returns how many."""
    count = 0
    while (noted := _spread_some(now)) is not None:
        count += noted
    return count


def _begin() -> int:
    """Where the cursor stands; in a new installation, behind everything that was there before it."""
    cursor = Cursor.objects.first()
    if cursor is None:
        newest = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor, _made = Cursor.objects.get_or_create(pk=1, defaults={"audit_id": newest})
    return cursor.audit_id


def _deeds(position: int) -> list[_Deed]:
    rows = AuditRow.objects.filter(
        pk__gt=position, subject_type=Comment._meta.label_lower, verb__in=[POSTED, RELEASED, EDITED]
    )
    found = rows.order_by("pk").values_list("pk", "at", "subject_id", "verb")[:BATCH]
    return [_Deed(pk, at, int(subject), verb) for pk, at, subject, verb in found]


def _take_up(deeds: Sequence[_Deed], settled: int, now: datetime) -> int:
    at = {deed.comment_id: deed.at for deed in reversed(deeds) if deed.verb != EDITED}
    published = list(_readable(at).filter(publication=None).values_list("pk", flat=True))
    edited = list(_readable(deed.comment_id for deed in deeds if deed.verb == EDITED).values_list("pk", flat=True))
    if not (published or edited or settled):
        return 0
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(pk=1)
        # Another worker may have been quicker; whoever holds the cursor's lock is alone.
        known = Publication.objects.filter(comment__in=published).values_list("comment_id", flat=True)
        news = _publish({pk: at[pk] for pk in set(published).difference(known)})
        note(_audience(news), now)
        note(_mentioned(Publication.objects.filter(comment__in=edited)), now)
        if settled > cursor.audit_id:
            cursor.audit_id = settled
            cursor.save(update_fields=["audit_id"])
    return len(news)


def _readable(comment_ids: Iterable[int]) -> QuerySet[Comment]:
    """Those that are readable now; one that is hidden again waits for its next release."""
    return Comment.objects.filter(pk__in=set(comment_ids), state=Comment.State.PUBLISHED)


def _publish(at: dict[int, datetime]) -> list[Publication]:
    facts = Comment.objects.filter(pk__in=at).values_list("pk", "thread_id", "author_id", "parent__author_id")
    rows = sorted(facts, key=lambda row: (at[row[0]], row[0]))
    eager = Follow.objects.filter(
        thread__in={thread for _pk, thread, _author, _answered in rows}, reader__notice_choice__followed=Pace.IMMEDIATE
    )
    to_spread = set(eager.values_list("thread_id", flat=True)) if rows else set()
    return Publication.objects.bulk_create(
        Publication(
            comment_id=pk,
            thread_id=thread,
            answered_id=answered if answered != author else None,
            at=at[pk],
            reached=0 if thread in to_spread else None,
        )
        for pk, thread, author, answered in rows
    )


def _audience(news: Sequence[Publication]) -> Iterator[Notice]:
    """Whom each of these concerns by name; answers first, because a comment is heard for its nearest reason."""
    for each in news:
        if each.answered_id:
            yield Notice(reader_id=each.answered_id, comment_id=each.comment_id, kind=Kind.REPLIES, at=each.at)
    yield from _mentioned(news)


def _mentioned(publications: Iterable[Publication]) -> Iterator[Notice]:
    by_comment = {each.comment_id: each for each in publications}
    for mention in Mention.objects.filter(comment__in=by_comment):
        at = by_comment[mention.comment_id].at
        yield Notice(reader_id=mention.reader_id, comment_id=mention.comment_id, kind=Kind.MENTIONS, at=at)


def note(wanted: Iterable[Notice], now: datetime) -> None:
    """Note these for a letter, as far as their readers want it at once, can get letters, and read that writer."""
    notices = list(wanted)
    readers = {notice.reader_id for notice in notices}
    if not readers:
        return
    reachable = queries.addresses(readers)
    chosen = {choice.reader_id: choice for choice in Choice.objects.filter(reader__in=readers)}
    recent = Comment.objects.filter(pk__in={each.comment_id for each in notices}, created_at__gt=now - OLDEST)
    authors = dict(recent.values_list("pk", "author_id"))
    mutes = Mute.objects.filter(reader__in=readers, muted__in=set(authors.values()))
    muted = set(mutes.values_list("reader_id", "muted_id"))
    Notice.objects.bulk_create(
        (
            each
            for each in notices
            if each.reader_id in reachable
            and each.comment_id in authors
            and each.reader_id != authors[each.comment_id]
            and (each.reader_id, authors[each.comment_id]) not in muted
            and chosen.get(each.reader_id, Choice()).pace(Kind(each.kind)) == Pace.IMMEDIATE
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def _spread_some(now: datetime) -> int | None:
    waiting = Publication.objects.filter(reached__isnull=False).order_by("pk")
    publication = waiting.select_for_update().first()
    if publication is None:
        return None
    followers = Follow.objects.filter(
        thread=publication.thread_id,
        reader__gt=publication.reached,
        reader__notice_choice__followed=Pace.IMMEDIATE,
        made_at__lt=publication.at,
    )
    some = list(followers.order_by("reader").values_list("reader_id", flat=True)[:BATCH])
    note(
        (
            Notice(reader_id=reader, comment_id=publication.comment_id, kind=Kind.FOLLOWED, at=publication.at)
            for reader in some
        ),
        now,
    )
    publication.reached = some[-1] if len(some) == BATCH else None
    publication.save(update_fields=["reached"])
    return len(some)


def _pass_over(now: datetime) -> None:
    """Move the cursor past old deeds that are none of ours, so that the next sweep need not read them again."""
    old = AuditRow.objects.filter(at__lt=now - LOOK_BACK).order_by("-at", "-pk").values_list("pk", flat=True).first()
    if old is not None:
        Cursor.objects.filter(pk=1, audit_id__lt=old).update(audit_id=old)
