"""The evening's letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rembuk.conversation.actions import hide
from rembuk.conversation.models import Follow, Mute
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.notices import actions, editions, queries, tasks
from rembuk.notices.gather import gather
from rembuk.notices.models import Cursor, Edition, Kind, Letter, Pace, Publication
from rembuk.notices.sending import Post
from rembuk.readers.models import Reader

from .conftest import Say, next_evening

Follows = Callable[..., Follow]


def test_one_line_for_each_conversation(
    ratna: Reader, bagas: Reader, anna: Reader, say: Say, follow: Follows, make_story: Callable[..., StoryPage]
) -> None:
    other = thread_of(make_story("Pasar pagi kembali ramai"))
    follow(ratna)
    follow(ratna, other)
    say(bagas, "Satu.")
    say(anna, "Dua.")
    say(bagas, "Di pasar.", thread=other)
    say(ratna, "Kata saya sendiri.")
    assert tasks.sweep(next_evening() - timedelta(minutes=10)) == 0
    assert tasks.sweep(next_evening()) == 1
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([ratna.email], "Hari ini di percakapan Anda: 3 komentar baru")
    assert "* Warung belajar berjualan daring\n  2 komentar baru, yang terakhir dari Anna" in letter.body
    assert "* Pasar pagi kembali ramai\n  1 komentar baru, yang terakhir dari Bagas" in letter.body
    assert "Satu." not in letter.body
    assert (tasks.sweep(next_evening()), tasks.sweep(next_evening(1))) == (0, 0)


def test_what_was_told_at_once_is_not_in_it(ratna: Reader, bagas: Reader, say: Say, follow: Follows) -> None:
    follow(ratna)
    own = say(ratna)
    say(bagas, "Balasan.", own)
    tasks.sweep(timezone.now() + timedelta(minutes=3))
    assert len(mail.outbox) == 1
    say(bagas, "Yang lain.")
    tasks.sweep(next_evening())
    assert mail.outbox[1].subject == "Hari ini di percakapan Anda: 1 komentar baru"
    # Also when the reader has chosen otherwise meanwhile.
    actions.choose(reader=ratna, paces={Kind.REPLIES: Pace.DAILY})
    say(bagas, "Balasan kedua.", own)
    tasks.sweep(next_evening(1))
    assert mail.outbox[2].subject == "Hari ini di percakapan Anda: 1 komentar baru"
    assert len(mail.outbox) == 3


def test_answers_and_mentions_daily_for_who_wants_it_so(ratna: Reader, bagas: Reader, say: Say) -> None:
    actions.choose(reader=ratna, paces={Kind.REPLIES: Pace.DAILY, Kind.MENTIONS: Pace.DAILY})
    say(bagas, "Balasan.", say(ratna))
    say(bagas, "Halo @ratna.")
    assert tasks.sweep(timezone.now() + timedelta(minutes=3)) == 0
    assert tasks.sweep(next_evening()) == 1
    assert mail.outbox[0].subject == "Hari ini di percakapan Anda: 2 komentar baru"
    assert "Balasan untuk komentar saya" in mail.outbox[0].body


@pytest.mark.parametrize("change", ["hidden", "muted", "read", "off", "unfollowed"])
def test_it_says_only_what_still_holds(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say, follow: Follows, change: str
) -> None:
    made = follow(ratna)
    comment = say(bagas)
    gather(timezone.now())
    if change == "hidden":
        hide(comment=comment, actor=damar)
    elif change == "muted":
        Mute.objects.create(reader=ratna, muted=bagas)
    elif change == "read":
        actions.mark_read(reader=ratna, up_to=queries.page_of(ratna).newest)
    elif change == "off":
        actions.stop(reader=ratna, kinds=[Kind.FOLLOWED])
    else:
        made.delete()
    assert (tasks.sweep(next_evening()), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Jakarta", datetime(2026, 11, 24, 10, 59, tzinfo=UTC), None),  # 17.59
        ("Asia/Jakarta", datetime(2026, 11, 24, 11, 0, tzinfo=UTC), "2026-11-24"),  # 18.00
        ("Asia/Jakarta", datetime(2026, 11, 24, 16, 59, tzinfo=UTC), "2026-11-24"),  # 23.59
        ("Asia/Jakarta", datetime(2026, 11, 24, 17, 1, tzinfo=UTC), None),  # 00.01 of the next day
        ("Asia/Jayapura", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "2026-11-24"),
        ("America/New_York", datetime(2026, 11, 25, 1, 0, tzinfo=UTC), "2026-11-24"),
    ],
)
def test_the_evening_is_the_installations(
    db: None, settings: Any, zone: str, moment: datetime, day: str | None
) -> None:
    settings.TIME_ZONE = zone
    Cursor.objects.create(pk=1, audit_id=0)
    with timezone.override("Pacific/Auckland"):  # whatever zone a thread happens to be in
        edition = editions.cut(moment)
    assert (edition and edition.day.isoformat()) == day
    assert editions.cut(moment) is None


def test_editions_follow_each_other_without_gap_or_overlap(bagas: Reader, say: Say) -> None:
    say(bagas, "Hari pertama.")
    gather(timezone.now())
    first = editions.cut(next_evening())
    say(bagas, "Hari kedua.")
    gather(timezone.now())
    third = editions.cut(next_evening(2))  # the worker was away for an evening
    assert first is not None
    assert third is not None
    assert (first.after, first.up_to) == (0, third.after)
    assert list(Publication.objects.filter(pk__gt=third.after, pk__lte=third.up_to)) == [Publication.objects.last()]


def test_a_stopped_run_goes_on_where_it_was(
    bagas: Reader, say: Say, follow: Follows, make_reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "BATCH", 2)
    for number in range(5):
        follow(make_reader(f"Pengikut {number}"))
    say(bagas)
    moment = next_evening()
    assert tasks.sweep(moment, seconds=0) == 0
    usual = EmailBackend.open

    def away_after_two(backend: EmailBackend) -> Any:
        if len(mail.outbox) == 2:
            raise ConnectionRefusedError
        return usual(backend)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmailBackend, "open", away_after_two)
        tasks.sweep(moment)
    assert Edition.objects.get().done_at is None
    assert tasks.sweep(moment + timedelta(minutes=20)) == 3
    assert Edition.objects.get().done_at is not None
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 5


def test_a_letter_costs_the_same_however_many_follow_elsewhere(
    ratna: Reader,
    bagas: Reader,
    say: Say,
    follow: Follows,
    make_reader: Callable[..., Reader],
    make_story: Callable[..., StoryPage],
) -> None:
    def cost(moment: datetime) -> int:
        gather(moment)
        editions.cut(moment)
        with CaptureQueriesContext(connection) as queries_made:
            assert editions.send(Post(moment, 30)) == 1
        return len(queries_made)

    follow(ratna)
    say(bagas)
    alone = cost(next_evening())
    quiet = thread_of(make_story("Berita yang sepi"))
    for number in range(6):
        follow(make_reader(f"Pengikut {number}"), quiet)
    for number in range(6):
        say(bagas, f"Lagi {number}.")
    assert cost(next_evening(1)) == alone
    assert Letter.objects.count() == 2


def test_many_followers_come_in_bounded_batches(bagas: Reader, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = Reader.objects.bulk_create(
        Reader(email=f"p{number}@contoh.test", display_name=f"P{number}", handle=f"p{number}") for number in range(450)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=reader, email=reader.email, verified=True, primary=True) for reader in readers
    )
    comment = say(bagas)
    Follow.objects.bulk_create(Follow(reader=reader, thread=comment.thread) for reader in readers)
    monkeypatch.setattr(editions, "BATCH", 200)
    gather(timezone.now())
    edition = editions.cut(next_evening())
    assert edition is not None
    seen: list[int] = []
    while some := editions._next_readers(edition):
        assert len(some) <= 200
        seen += [reader.pk for reader in some]
        edition.reached = seen[-1]
    assert seen == [reader.pk for reader in readers]
