"""Guests in a frame, where no browser keeps a cookie: what stands in its place, and what it does not open."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation import tasks as letters
from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, GuestComment, House, Thread
from rembuk.embed import tasks
from rembuk.embed.models import Opened, Origin
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE, Frame, frame_address

Frames = Callable[..., Frame]
OWN = "http://testserver"


@pytest.fixture(autouse=True)
def _guests_may_write(site: str, title: TitlePage, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=title, guests_may_write=True)


class Opening:
    """A frame as it was opened: what stands in its page, and what its script would send."""

    def __init__(self, frame: Frame, address: str) -> None:
        self.frame = frame
        page = frame.get(address).content.decode()
        self.mark = self.one(r'name="rembuk-frame" content="([^"]+)"', page)
        form = re.search(
            r'<form class="compose" id="compose" method="post" action="([^"]+)".*?</form>', page, re.DOTALL
        )
        assert form
        self.action = form[1]
        self.fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        self.fields |= {"name": "Pak Tamu", "email": "tamu@contoh.test", "body": "Di pasar kami juga."}

    @staticmethod
    def one(pattern: str, page: str) -> str:
        found = re.search(pattern, page)
        assert found
        return found[1]

    def send(self, origin: str = OWN, mark: str | None = None, action: str = "", **changes: str) -> Any:
        """What the script sends when the guest presses the button."""
        headers = {"origin": origin, "rembuk-frame": self.mark if mark is None else mark}
        return self.frame.post(action or self.action, self.fields | changes, **{k: v for k, v in headers.items() if v})


@pytest.fixture
def opening(frame: Frames) -> Opening:
    """The frame of a page where nobody has written."""
    return Opening(frame(), frame_address())


@pytest.fixture
def thread(title: TitlePage, ratna: Reader, first: dict[str, str]) -> Thread:
    """The conversation of that page."""
    thread = Thread.objects.create(title=title, page_key="artikel-17", page_url=first["alamat"], page_title="Cabai")
    post_comment(author=ratna, thread=thread, body="Ini yang pertama.", client_key=uuid.uuid4())
    return thread


def confirm(client: Client) -> str:
    """Send the letter, open its link and press its button; where that leads."""
    letters.tell_guest.func(GuestComment.objects.get(confirmed_as=None).pk)
    link = Opening.one(r"https?://\S+(/bincang/tamu/\S+)", str(mail.outbox[-1].body))
    page = client.get(link)
    assert "Di pasar kami juga." in page.content.decode()
    # Browsers hold the redirect after the form to this page's policy.
    assert f"form-action 'self' {SITE};" in page["Content-Security-Policy"]
    return client.post(link)["Location"]


def test_a_guest_writes_first(opening: Opening, client: Client, first: dict[str, str]) -> None:
    answer = opening.send()
    assert answer.status_code == 202
    assert "tamu@contoh.test" in answer.content.decode()
    assert answer["Rembuk-Draft-Done"].startswith("sisip-")
    assert opening.send().status_code == 202  # an impatient thumb
    assert not Comment.objects.exists()
    assert confirm(client).startswith(f"{first['alamat']}#k-")
    comment = Comment.objects.get()
    assert (comment.thread.page_key, comment.author.kind) == ("artikel-17", Reader.Kind.GUEST)
    assert not answer.cookies


def test_a_guest_writes_under_others_and_answers(frame: Frames, thread: Thread, client: Client) -> None:
    opening = Opening(frame(), frame_address())
    assert opening.action == reverse("conversation:post", args=[thread.pk])
    assert opening.send().status_code == 202
    confirm(client)
    above = Comment.objects.get(body="Ini yang pertama.")
    answer = reverse("conversation:reply", args=[above.public_id])
    form = opening.frame.get(answer, **{"rembuk-piece": "1", "rembuk-frame": opening.mark}).content.decode()
    token = Opening.one(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    key = Opening.one(r'name="client_key" value="([\w-]+)"', form)
    assert opening.send(action=answer, csrfmiddlewaretoken=token, client_key=key).status_code == 202
    confirm(client)
    assert above.replies.count() == 1


@pytest.mark.parametrize("origin", ["https://jahat.example", "null", "https://www.kabar.example"])
def test_only_our_own_page_may_send(opening: Opening, origin: str) -> None:
    assert opening.send(origin=origin).status_code == 403
    assert not GuestComment.objects.exists()


def test_nothing_without_the_mark_of_this_frame(opening: Opening, frame: Frames) -> None:
    other = Opening(frame(), frame_address())
    for mark in ("", "x", other.mark, opening.mark[:-1], "x" * 2_000):
        assert opening.send(mark=mark).status_code == 403, mark
    assert opening.send(csrfmiddlewaretoken=other.fields["csrfmiddlewaretoken"]).status_code == 403
    assert not Thread.objects.exists()


def test_a_mark_reaches_its_own_title_only(opening: Opening, title: TitlePage, site: str, bagas: Reader) -> None:
    other = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    Origin.objects.create(title=other, pattern=site)
    House.objects.create(title=other, guests_may_write=True)
    assert opening.send(action="/sisip/niaga-petang/tulis/").status_code == 403
    theirs = Thread.objects.create(title=other, page_key="a", page_url=f"{site}/a", page_title="A")
    assert opening.send(action=reverse("conversation:post", args=[theirs.pk])).status_code == 403
    assert not GuestComment.objects.exists()


def test_a_mark_is_good_for_writing_only(opening: Opening, thread: Thread) -> None:
    above = Comment.objects.get()
    for name in ("react", "report", "remove", "edit"):
        answer = opening.send(action=reverse(f"conversation:{name}", args=[above.public_id]))
        assert answer.status_code == 403, name
        assert "message" in answer.json()


def test_a_mark_ends(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rembuk.embed.marks.LIFE", -1)
    answer = opening.send()
    assert answer.status_code == 403
    assert "Muat ulang" in answer.json()["message"]


def test_a_site_that_may_not_any_more(opening: Opening) -> None:
    Origin.objects.all().delete()
    assert opening.send().status_code == 403


def test_a_title_that_wants_no_guests(opening: Opening) -> None:
    House.objects.update(guests_may_write=False)
    answer = opening.send()
    assert answer.status_code == 422
    assert "Masuk" in answer.content.decode()
    assert not Thread.objects.exists()  # refused, so nothing was opened either


def test_what_is_wrong_is_said_and_the_text_stays(opening: Opening) -> None:
    for wrong in ({"email": "tamu"}, {"name": "x"}, {"body": "a" * 2_100}, {"client_key": ""}):
        answer = opening.send(**wrong)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'role="alert"' in page
        assert wrong.get("body", "Di pasar kami juga.") in page
        assert answer["Rembuk-Target"] == "#compose"
    assert not Thread.objects.exists()


def test_a_form_that_was_used_gets_a_new_key(opening: Opening) -> None:
    opening.send()  # and the answer is lost on its way
    answer = opening.send(body="Lain lagi.")
    assert answer.status_code == 422
    assert opening.fields["client_key"] not in answer.content.decode()


def test_three_letters_are_enough(opening: Opening) -> None:
    for number in range(4):
        key = f"00000000-0000-4000-8000-00000000000{number}"
        answer = opening.send(client_key=key)
    assert answer.status_code == 429
    assert "message" in answer.json()


def test_a_thread_waits_for_the_letter_and_no_longer(opening: Opening) -> None:
    opening.send()
    Opened.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert tasks.sweep() == 0
    GuestComment.objects.all().delete()  # as the conversation's own sweep does after two days
    assert tasks.sweep() == 2
    assert not Thread.objects.exists()


def test_the_mark_says_nothing_that_the_address_does_not(opening: Opening, site: str, title: TitlePage) -> None:
    number, title_id, origin = signing.loads(opening.mark, salt="rembuk.embed.frame")
    assert (len(number), title_id, origin) == (32, title.pk, site)
    assert number not in "".join(opening.fields.values())  # tokens of forms are masked
