"""What stands on the page of notices, and behind the bell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.actions import hide, release, remove_comment
from rembuk.conversation.models import Comment, Follow, Mute, Thread
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.notices import actions, queries, tasks
from rembuk.notices.gather import gather
from rembuk.notices.models import Kind, Publication, Seen
from rembuk.readers.models import Reader

from .conftest import Say

SignIn = Callable[[Reader], Client]


def kinds(reader: Reader) -> list[tuple[str, Kind]]:
    """What the page says: the text and the reason of each item."""
    gather(timezone.now())
    return [(item.comment.body, item.kind) for group in queries.page_of(reader).groups for item in group.items]


def test_answers_mentions_and_followed_conversations(
    ratna: Reader, bagas: Reader, anna: Reader, say: Say, follow: Callable[..., Follow]
) -> None:
    own = say(ratna)
    say(bagas, "Balasan.", own)
    say(bagas, "Halo @ratna, lihat ini.")
    say(bagas, "Pendapat lain.")
    say(ratna, "Balasan saya sendiri.", own)
    assert kinds(ratna) == [("Halo @ratna, lihat ini.", Kind.MENTIONS), ("Balasan.", Kind.REPLIES)]
    follow(ratna)
    assert kinds(ratna)[0] == ("Pendapat lain.", Kind.FOLLOWED)
    assert kinds(ratna)[2] == ("Balasan.", Kind.REPLIES)
    assert (queries.unread_count(ratna), queries.unread_count(bagas), queries.unread_count(anna)) == (3, 0, 0)
    assert queries.unread_count(AnonymousUser()) == 0
    assert queries.personal(ratna, own.thread) == {"notices": 3}


def test_what_was_written_before_one_followed_is_no_news(ratna: Reader, bagas: Reader, say: Say) -> None:
    old = say(bagas, "Lama.")
    gather(timezone.now())
    Follow.objects.create(reader=ratna, thread=old.thread)
    say(bagas, "Baru.")
    assert [body for body, _kind in kinds(ratna)] == ["Baru."]


@pytest.mark.parametrize("gone", ["hidden", "withdrawn", "muted", "deactivated", "unpublished"])
def test_what_is_gone_is_no_longer_heard(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say, story: StoryPage, gone: str
) -> None:
    answer = say(bagas, "Balasan.", say(ratna))
    gather(timezone.now())
    assert queries.unread_count(ratna) == 1
    if gone == "hidden":
        hide(comment=answer, actor=damar)
    elif gone == "withdrawn":
        remove_comment(author=bagas, comment=answer)
    elif gone == "muted":
        Mute.objects.create(reader=ratna, muted=bagas)
    elif gone == "deactivated":
        Reader.objects.filter(pk=bagas.pk).update(is_active=False)
    else:
        story.unpublish()
    assert (queries.unread_count(ratna), kinds(ratna)) == (0, [])


def test_what_a_moderator_releases_later_is_new_although_it_is_old(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say
) -> None:
    own = say(ratna)
    held = say(bagas, "Ini tahan dulu.", own)
    say(bagas, "Langsung.", own)
    gather(timezone.now())
    actions.mark_read(reader=ratna, up_to=queries.page_of(ratna).newest)
    assert queries.unread_count(ratna) == 0
    release(comment=held, actor=damar)
    assert kinds(ratna)[0] == ("Ini tahan dulu.", Kind.REPLIES)
    assert queries.unread_count(ratna) == 1
    # Hidden and released once more, it is not news again.
    hide(comment=held, actor=damar)
    release(comment=held, actor=damar)
    gather(timezone.now())
    assert Publication.objects.filter(comment=held).count() == 1


def test_the_mark_moves_forward_only_and_not_into_the_future(ratna: Reader, bagas: Reader, say: Say) -> None:
    own = say(ratna)
    say(bagas, "Satu.", own)
    gather(timezone.now())
    actions.mark_read(reader=ratna, up_to=10**15)
    newest = queries.page_of(ratna).newest
    assert Seen.objects.get().up_to == newest
    actions.mark_read(reader=ratna, up_to=1)
    assert Seen.objects.get().up_to == newest
    say(bagas, "Dua.", own)
    gather(timezone.now())
    assert queries.unread_count(ratna) == 1


def test_the_page_and_its_button(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    own = say(ratna)
    answer = say(bagas, "Balasan <b>tebal</b>.", own)
    gather(timezone.now())
    client = sign_in(ratna)
    page = client.get(reverse("notices:list"))
    body = page.content.decode()
    assert "Bagas membalas komentar Anda" in body
    assert "Balasan &lt;b&gt;tebal&lt;/b&gt;." in body
    assert reverse("conversation:permalink", args=[answer.public_id]) in body
    assert "Tandai semua terbaca" in body
    assert queries.unread_count(ratna) == 1  # looking marks nothing
    newest = page.context["page"].newest
    say(bagas, "Sementara itu.", own)
    gather(timezone.now())
    assert client.get(reverse("notices:read")).status_code == 405
    client.post(reverse("notices:read"), {"sampai": newest})
    assert queries.unread_count(ratna) == 1  # what came since stays new
    client.post(reverse("notices:read"), {"sampai": "bukan angka"})
    assert queries.unread_count(ratna) == 1


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    for name in ("list", "choices"):
        assert client.get(reverse(f"notices:{name}")).status_code == 302
    assert client.post(reverse("notices:read")).status_code == 302


def test_pages_show_everything_once_while_others_write(
    ratna: Reader, bagas: Reader, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    own = say(ratna)
    for number in range(7):
        say(bagas, f"Nomor {number}.", own)
    gather(timezone.now())
    read: list[str] = []
    before = None
    while True:
        page = queries.page_of(ratna, before)
        assert page.has_unread == (before is None)
        read += [item.comment.body for group in page.groups for item in group.items]
        say(bagas, "Sela.", own)
        gather(timezone.now())
        if page.next is None:
            break
        before = page.next
    assert read == [f"Nomor {number}." for number in reversed(range(7))]


def test_counting_stops_and_costs_the_same_for_few_and_many(
    ratna: Reader,
    bagas: Reader,
    say: Say,
    follow: Callable[..., Follow],
    make_story: Callable[..., StoryPage],
    make_reader: Callable[..., Reader],
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    follow(ratna)
    say(bagas, "Satu.")
    gather(timezone.now())
    with django_assert_num_queries(6):
        assert queries.unread_count(ratna) == 1
    # Followers of other conversations, and what is written there, cost nothing.
    other: Thread = thread_of(make_story("Berita lain"))
    for number in range(5):
        follow(make_reader(f"Pengikut {number}"), other)
        say(bagas, f"Di sana {number}.", thread=other)
    for number in range(5):
        say(bagas, f"Di sini {number}.")
    gather(timezone.now())
    with django_assert_num_queries(6):
        assert queries.unread_count(ratna) == 6
    monkeypatch.setattr(queries, "MOST_COUNTED", 4)
    assert queries.unread_count(ratna) == 4


def test_old_publications_are_tidied_away(ratna: Reader, bagas: Reader, say: Say) -> None:
    say(bagas, "Lama.", say(ratna))
    gather(timezone.now())
    assert tasks.tidy(timezone.now() + timedelta(days=59)) == 0
    assert tasks.tidy(timezone.now() + timedelta(days=61)) == 3  # two publications, and a notice that no letter took
    assert Comment.objects.count() == 2
