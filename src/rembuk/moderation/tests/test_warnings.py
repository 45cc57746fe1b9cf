"""A warning is read before anything else is written: on a page, by a script, in an edit, as a guest."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rembuk.conversation import tasks
from rembuk.conversation.actions import Refused, guests
from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation import queries
from rembuk.moderation.actions import sanction
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import CLEAN

Write = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
BODY = "Menurut saya harga beras di pasar kami masih terlalu mahal."


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """The thread under the story."""
    return thread_of(story)


@pytest.fixture
def warn(damar: Reader, reason: RejectionReason) -> Callable[..., Sanction]:
    """Damar warns somebody."""

    def make(reader: Reader, **facts: Any) -> Sanction:
        return sanction(moderator=damar, reader=reader, reason=reason, kind="warning", **facts)

    return make


def way(page: str) -> tuple[str, str]:
    """Where the button leads, and what it sends."""
    found = re.search(r'formaction="([^"]+)" formnovalidate name="peringatan" value="(\d+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&"), found[2]


def send(browser: Client, thread: Thread, key: uuid.UUID, *, script: bool = False) -> HttpResponse:
    headers = {"rembuk-piece": "1"} if script else {}
    form = {"body": BODY, "client_key": key}
    return browser.post(reverse("conversation:post", args=[thread.pk]), form, headers=headers)  # type: ignore[return-value]  # the test client's own class


@pytest.mark.parametrize("script", [False, True])
def test_the_whole_way(sign_in: SignIn, write: Write, ratna: Reader, thread: Thread, warn: Any, script: bool) -> None:
    earlier = write(ratna, CLEAN)
    warning = warn(ratna, comment=earlier)
    browser, key = sign_in(ratna), uuid.uuid4()
    shown = send(browser, thread, key, script=script)
    page = shown.content.decode()
    assert shown.status_code == 422
    assert BODY in page
    assert warning.reason.text in page
    assert CLEAN in page
    assert Comment.objects.count() == 1
    address, pressed = way(page)
    headers = {"rembuk-piece": "1"} if script else {}
    again = browser.post(address, {"body": BODY, "client_key": key, "peringatan": pressed}, headers=headers)
    assert again.status_code == 200
    assert again.get("Rembuk-Target", "") == ("#compose" if script else "")
    page = again.content.decode()
    assert BODY in page
    assert str(key) in page
    assert "formaction" not in page
    assert Comment.objects.count() == 1, "confirming sends nothing"
    assert send(browser, thread, key, script=script).status_code == (201 if script else 302)
    warning.refresh_from_db()
    assert warning.read_at is not None
    assert Comment.objects.count() == 2


def test_two_warnings_are_read_one_after_the_other(sign_in: SignIn, ratna: Reader, thread: Thread, warn: Any) -> None:
    first, second = warn(ratna), warn(ratna)
    browser, key = sign_in(ratna), uuid.uuid4()
    address, pressed = way(send(browser, thread, key).content.decode())
    assert pressed == str(first.pk)
    page = browser.post(address, {"body": BODY, "client_key": key, "peringatan": pressed}).content.decode()
    assert way(page)[1] == str(second.pk)
    assert BODY in page


def test_a_reply_comes_back_as_a_reply(
    sign_in: SignIn, write: Write, ratna: Reader, bagas: Reader, thread: Thread, warn: Any
) -> None:
    parent = write(bagas, CLEAN)
    warn(ratna)
    browser, address = sign_in(ratna), reverse("conversation:reply", args=[parent.public_id])
    way_back, pressed = way(browser.post(address, {"body": BODY, "client_key": uuid.uuid4()}).content.decode())
    page = browser.post(way_back, {"body": BODY, "client_key": uuid.uuid4(), "peringatan": pressed}).content.decode()
    assert f'action="{address}"' in page
    assert BODY in page


def test_an_edit_comes_back_as_an_edit(sign_in: SignIn, write: Write, ratna: Reader, warn: Any) -> None:
    comment = write(ratna, CLEAN)
    warn(ratna)
    browser, address = sign_in(ratna), reverse("conversation:edit", args=[comment.public_id])
    refused = browser.post(address, {"body": BODY})
    assert refused.status_code == 422
    way_back, pressed = way(refused.content.decode())
    page = browser.post(way_back, {"body": BODY, "peringatan": pressed}).content.decode()
    assert f'action="{address}"' in page
    assert BODY in page
    assert browser.post(address, {"body": BODY}).status_code == 302


def test_nobody_confirms_for_somebody_else(
    sign_in: SignIn, client: Client, ratna: Reader, bagas: Reader, thread: Thread, warn: Any
) -> None:
    warning = warn(ratna)
    for name, args in (("moderation:read", [thread.pk]), ("moderation:read_here", [])):
        address = reverse(name, args=args)
        assert client.post(address, {"peringatan": warning.pk}).status_code in {302, 404}
        assert sign_in(bagas).post(address, {"peringatan": warning.pk}).status_code == 404
        client.logout()
    warning.refresh_from_db()
    assert warning.read_at is None


def test_a_comment_of_another_conversation_is_not_taken(
    sign_in: SignIn, write: Write, ratna: Reader, bagas: Reader, thread: Thread, warn: Any, make_story: Any
) -> None:
    elsewhere = write(bagas, CLEAN, story=make_story("Pasar pindah"))
    warning = warn(ratna)
    address = f"{reverse('moderation:read', args=[thread.pk])}?balas={elsewhere.public_id}"
    assert sign_in(ratna).post(address, {"peringatan": warning.pk, "body": BODY}).status_code == 404
    warning.refresh_from_db()
    assert warning.read_at is None


def test_the_own_page_says_all_and_confirms(
    sign_in: SignIn, write: Write, ratna: Reader, damar: Reader, reason: RejectionReason, warn: Any
) -> None:
    browser = sign_in(ratna)
    assert reason.text not in browser.get(reverse("moderation:standing")).content.decode()
    warning = warn(ratna, comment=write(ratna, CLEAN), note="Rahasia rekan")
    sanction(moderator=damar, reader=ratna, reason=reason, kind="approve_first", days=7, note="Rahasia rekan")
    page = browser.get(reverse("moderation:standing")).content.decode()
    assert page.count(reason.text) == 2
    assert CLEAN in page
    assert "Rahasia" not in page
    assert damar.display_name not in page
    browser.post(reverse("moderation:read_here"), {"peringatan": warning.pk})
    page = browser.get(reverse("moderation:standing")).content.decode()
    assert page.count(reason.text) == 1


def test_a_guest_reads_it_behind_the_link(client: Client, thread: Thread, warn: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=thread.title, guests_may_write=True)
    first = _as_guest(thread, "Pak Tamu", "tamu@gmail.com", CLEAN)
    client.post(first)
    guest = Comment.objects.get().author
    warning = warn(guest, comment=Comment.objects.get())
    link = _as_guest(thread, "Nama Lain", "T.A.M.U+baru@googlemail.com", BODY)
    page = client.post(link).content.decode()
    address, pressed = way(page)
    assert (address, pressed) == (reverse("moderation:read_as_guest"), str(warning.pk))
    assert Comment.objects.count() == 1
    token = link.rstrip("/").rpartition("/")[2]
    assert f'name="token" value="{token}"' in page
    answer = client.post(address, {"token": token, "peringatan": pressed})
    assert answer.headers["Location"] == link
    client.post(link)
    assert Comment.objects.count() == 2


def test_a_guests_token_confirms_nobody_elses(
    client: Client, thread: Thread, ratna: Reader, warn: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=thread.title, guests_may_write=True)
    link = _as_guest(thread, "Pak Tamu", "tamu@contoh.test", CLEAN)
    warning = warn(ratna)
    token = link.rstrip("/").rpartition("/")[2]
    client.post(reverse("moderation:read_as_guest"), {"token": token, "peringatan": warning.pk})
    assert client.post(reverse("moderation:read_as_guest"), {"token": "tidak-ada"}).status_code == 404
    warning.refresh_from_db()
    assert warning.read_at is None


def test_a_banned_guest_comes_back_under_no_other_name(
    client: Client, thread: Thread, damar: Reader, reason: RejectionReason, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=thread.title, guests_may_write=True)
    client.post(_as_guest(thread, "Pak Tamu", "tamu@contoh.test", CLEAN))
    guest = Comment.objects.get().author
    sanction(moderator=damar, reader=guest, reason=reason, kind="approve_first", days=30)
    client.post(_as_guest(thread, "Nama Lain", "tamu@contoh.test", BODY))
    assert Comment.objects.order_by("pk").values_list("state", flat=True)[1] == "held"
    sanction(moderator=damar, reader=guest, reason=reason, kind="ban", days=30)
    client.post(_as_guest(thread, "Nama Ketiga", "tamu@contoh.test", BODY + " Sekali lagi."))
    assert Comment.objects.count() == 2
    names = [other.display_name for other in queries.other_names(damar, guest)]
    assert names == ["Nama Lain"]


def test_a_program_gets_a_clear_answer(write: Write, ratna: Reader, warn: Any, settings: Any) -> None:
    warning = warn(ratna)
    with pytest.raises(Refused) as refusal:
        write(ratna, CLEAN)
    assert warning.reason.text in refusal.value.message
    assert f"{settings.REMBUK_BASE_URL}/status/" in refusal.value.message
    assert "<" not in refusal.value.message


def _as_guest(thread: Thread, name: str, email: str, body: str) -> str:
    """What a guest wrote; returns the address of the link in the letter."""
    waiting = guests.write_as_guest(
        thread=thread, parent=None, name=name, email=email, body=body, client_key=uuid.uuid4(), network="203.0.113.0/24"
    )
    tasks.tell_guest.func(waiting.pk)
    found = re.search(r"https?://[^/]+(/bincang/tamu/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]
