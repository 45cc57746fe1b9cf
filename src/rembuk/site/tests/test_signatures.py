"""Readers know their newspaper, not its software: each letter is signed by the title that it is about."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.actions import guests, post_comment
from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.queries import thread_of
from rembuk.conversation.tasks import tell_guest
from rembuk.moderation import actions as moderation
from rembuk.moderation.appeal_letters import tell_appellant
from rembuk.moderation.models import Appeal, RejectionReason
from rembuk.moderation.sanction_letters import tell_sanctioned
from rembuk.moderation.tasks import tell_writer
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.newsroom.queries import signed_by
from rembuk.newsroom.tests.factories import SISTER_HOST, make_sister, make_story_of
from rembuk.notices import tasks as notices
from rembuk.notices.models import Cursor
from rembuk.readers.models import Reader
from rembuk.trust import mail as trust

HOUSE, SISTER = "Salam hangat,\nLintas Pagi\n", "Salam hangat,\nNiaga Petang\n"
AGAIN = "kata-kata lain"


@pytest.fixture
def thread(title: TitlePage) -> Thread:
    """A conversation of the sister title; the house is Lintas Pagi's."""
    return thread_of(make_story_of(make_sister(), "Pasar malam dibuka lagi"))


@pytest.fixture
def say(thread: Thread) -> Callable[..., Comment]:
    """Posts a comment in the sister title."""

    def post(author: Reader, body: str, parent: Comment | None = None) -> Comment:
        return post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4(), parent=parent)

    return post


def reason(teaches: bool) -> RejectionReason:
    """A reason that is about the words, or one that is not."""
    return RejectionReason.objects.create(code=f"alasan-{teaches}", text="Ini alasannya.", teaches=teaches)


def test_who_signs(title: TitlePage, story: StoryPage) -> None:
    sister = make_sister()
    assert (signed_by(), signed_by(title), signed_by(sister)) == ("Lintas Pagi", "Lintas Pagi", "Niaga Petang")
    assert (signed_by(sister, sister), signed_by(title, sister)) == ("Niaga Petang", "Lintas Pagi")


@pytest.mark.parametrize("teaches", [True, False])
def test_a_rejection_and_an_appeal(
    say: Callable[..., Comment], bagas: Reader, damar: Reader, yoga: Reader, sekar: Reader, teaches: bool
) -> None:
    comment = say(bagas, "Pasar itu tidak seramai dulu lagi, sayang sekali.")
    decision = moderation.reject(moderator=damar, comment=comment, reason=reason(teaches))
    tell_writer.call(decision.pk)
    later = timezone.now() + timedelta(minutes=5)
    appeal = moderation.appeal(writer=bagas, comment=comment, text="Tolong dibaca lagi.", now=later)
    moderation.decide_appeal(moderator=sekar, appeal=appeal, outcome="stands", words="Sudah kami baca lagi.")
    tell_appellant.call(appeal.pk)
    bodies = [str(letter.body) for letter in mail.outbox]
    assert len(bodies) == 2
    assert all(SISTER in body for body in bodies)
    assert [AGAIN in body for body in bodies] == [teaches, teaches]
    # The answer is told once the minute for taking it back is over.
    Appeal.objects.update(decided_at=timezone.now() - timedelta(minutes=5))
    client = Client(headers={"host": SISTER_HOST})
    client.force_login(bagas)
    page = client.get(reverse("moderation:appeal", args=[comment.public_id])).content.decode()
    assert "keputusan ini final" in page
    assert (AGAIN in page) == teaches


@pytest.mark.parametrize("where", ["title", "comment", "nowhere"])
def test_a_sanction(say: Callable[..., Comment], thread: Thread, bagas: Reader, damar: Reader, where: str) -> None:
    about: dict[str, Any] = {"title": {"title": thread.title}, "nowhere": {}}.get(where, {})
    if where == "comment":
        about = {"comment": say(bagas, "Pasar itu tidak seramai dulu lagi.")}
    given = moderation.sanction(
        moderator=damar, reader=bagas, kind="pause", days=1, reason=reason(teaches=True), **about
    )
    tell_sanctioned.call(given.pk)
    assert (HOUSE if where == "nowhere" else SISTER) in str(mail.outbox[0].body)


def test_a_guests_link(thread: Thread) -> None:
    House.objects.create(title=thread.title, guests_may_write=True)
    waiting = guests.write_as_guest(
        thread=thread,
        parent=None,
        name="Pak Tamu",
        email="tamu@contoh.test",
        body="Saya juga setuju.",
        client_key=uuid.uuid4(),
        network="203.0.113.0/24",
    )
    tell_guest.call(waiting.pk)
    assert SISTER in str(mail.outbox[0].body)


def test_an_answer(say: Callable[..., Comment], ratna: Reader, bagas: Reader) -> None:
    Cursor.objects.get_or_create(pk=1, defaults={"audit_id": 0})
    say(bagas, "Setuju dengan Anda.", say(ratna, "Pasar itu tidak seramai dulu lagi."))
    notices.sweep(timezone.now() + timedelta(minutes=3))
    (letter,) = [each for each in mail.outbox if each.to == [ratna.email]]
    assert SISTER in str(letter.body)
    assert "Salam hangat,<br>Niaga Petang" in letter.alternatives[0][0]  # type: ignore[attr-defined]  # of a subclass


def test_an_account_is_the_houses(thread: Thread, bagas: Reader) -> None:
    trust.notify("new_device", bagas, label="Firefox di Linux", at=timezone.now())
    Client().post(reverse("account_reset_password"), {"email": bagas.email})
    bodies = [str(letter.body) for letter in mail.outbox]
    assert len(bodies) == 2
    assert all(HOUSE in body for body in bodies)
