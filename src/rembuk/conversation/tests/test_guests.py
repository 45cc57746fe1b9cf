from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.conversation import actions, queries, tasks
from rembuk.conversation.actions import guests
from rembuk.conversation.fragment import Writer
from rembuk.conversation.models import Comment, Guest, GuestComment, House, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.newsroom.models import StoryPage
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.sealed.keyring import KeyKind, KeyRing

Say = Callable[..., Comment]
FORM = {"name": "Pak Tamu", "email": "tamu@contoh.test", "body": "Saya juga setuju."}


@pytest.fixture(autouse=True)
def _guests_may_write(thread: Thread, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=thread.title, guests_may_write=True)


def write(thread: Thread, **changes: Any) -> GuestComment:
    facts = FORM | {"thread": thread, "parent": None, "client_key": uuid.uuid4(), "network": "203.0.113.0/24"}
    return guests.write_as_guest(**(facts | changes))


def letter_of(waiting: GuestComment) -> str:
    """The text of the letter that the task sends."""
    tasks.tell_guest.func(waiting.pk)
    return str(mail.outbox[-1].body)


def link_in(letter: str) -> str:
    found = re.search(r"https?://\S+(/bincang/tamu/\S+)", letter)
    assert found
    return found[1]


def test_the_whole_way(thread: Thread, story: StoryPage, client: Client) -> None:
    page = client.get(story.url).content.decode()
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    for part in ('name="email"', 'name="name"', 'name="body"', reverse("account_login")):
        assert part in page
    address = reverse("conversation:post", args=[thread.pk])
    answer = client.post(address, FORM | {"client_key": key[1]}, follow=True)
    assert "tamu@contoh.test" in answer.content.decode()
    assert not Comment.objects.exists()
    assert "Saya juga setuju." not in client.get(story.url).content.decode()
    waiting = GuestComment.objects.get()
    letter = letter_of(waiting)
    assert "Saya juga setuju" not in letter  # nobody can have us send their words to a stranger
    link = link_in(letter)
    shown = client.get(link)
    assert "Saya juga setuju." in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert not Comment.objects.exists()
    sent = client.post(link)
    comment = Comment.objects.get()
    assert sent["Location"] == f"{story.url}#k-{comment.public_id}"
    assert (comment.author.kind, comment.author.display_name, comment.author.handle) == ("guest", "Pak Tamu", None)
    assert client.post(link)["Location"] == client.get(link)["Location"] == sent["Location"]
    assert Comment.objects.count() == 1
    waiting.refresh_from_db()
    assert (waiting.email, waiting.body) == ("", "")


def test_the_token_stands_in_no_table(thread: Thread) -> None:
    waiting = write(thread)
    token = link_in(letter_of(waiting)).rstrip("/").rpartition("/")[2]
    waiting.refresh_from_db()
    assert waiting.token_hash != token
    assert link_in(letter_of(waiting)) == f"/bincang/tamu/{token}/"  # a second letter has the same link
    kept = [str(row) for row in DBTaskResult.objects.values("args_kwargs")]
    assert kept
    assert not any(token in row or "contoh.test" in row for row in kept)


def test_an_address_with_an_account_is_asked_to_sign_in(thread: Thread, ratna: Reader, client: Client) -> None:
    address = reverse("conversation:post", args=[thread.pk])

    def answer_to(email: str) -> tuple[int, int]:
        response = client.post(address, FORM | {"email": email, "client_key": uuid.uuid4()})
        words = client.get(response["Location"]).content.decode() if response.status_code == 302 else ""
        return response.status_code, words.count(email)

    for _ in range(3):
        assert answer_to(ratna.email) == answer_to("siapa@contoh.test") == (302, 1)
    for email in (ratna.email, "siapa@contoh.test"):
        refused = client.post(address, FORM | {"email": email, "client_key": uuid.uuid4()})
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 3_600
    letter = letter_of(GuestComment.objects.filter(email=ratna.email)[0])
    assert reverse("account_login") in letter
    assert "/tamu/" not in letter


def test_an_account_made_meanwhile_closes_the_way(thread: Thread, make_reader: Callable[..., Reader]) -> None:
    waiting = write(thread)
    token = link_in(letter_of(waiting)).rstrip("/").rpartition("/")[2]
    make_reader("Tamu")  # tamu@contoh.test
    with pytest.raises(actions.Refused):
        guests.confirm_guest(token=token)


def test_the_phases_judge_what_is_confirmed(thread: Thread, story: StoryPage, client: Client) -> None:
    held = link_in(letter_of(write(thread, body="tahan ini")))
    assert client.post(held)["Location"] == f"{story.url}#bincang"
    assert Comment.objects.get().state == "held"
    rejected = link_in(letter_of(write(thread, body="tolak ini", email="lain@contoh.test")))
    answer = client.post(rejected, follow=True)
    assert answer.redirect_chain == [(rejected, 302)]
    assert "Tulis ulang, ya." in answer.content.decode()
    assert (Comment.objects.count(), Reader.objects.filter(kind="guest").count()) == (1, 1)


def send(thread: Thread, **changes: Any) -> Comment:
    return guests.confirm_guest(token=link_in(letter_of(write(thread, **changes))).rstrip("/").rpartition("/")[2])


def test_one_voice_for_an_address_and_a_name(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Pak Tamu", "Pak Tamu", "Bu Tamu"):
        send(thread, name=name)
    assert Guest.objects.count() == Reader.objects.filter(kind="guest").count() == 2
    assert not Guest.objects.filter(address_hash__contains="tamu").exists()
    monkeypatch.setattr(guests, "MOST_VOICES", 2)
    with pytest.raises(actions.Refused):
        send(thread, name="Mas Tamu")
    send(thread, name="Bu Tamu")


def test_a_new_key_makes_no_second_voice(own_keys: Path, thread: Thread) -> None:
    first = send(thread)
    KeyRing.rotate(own_keys, KeyKind.INDEX)
    keyring.cache_clear()
    assert send(thread, body="Sekali lagi dari saya.").author == first.author
    assert Guest.objects.count() == 1


def test_a_closed_voice_comes_back_under_no_other_name(thread: Thread, settings: Any) -> None:
    settings.REMBUK_PHASES = [*settings.REMBUK_PHASES, "rembuk.conversation.tests.test_guests.closed"]
    send(thread)
    Reader.objects.filter(kind="guest").update(is_active=False)
    for name in ("Pak Tamu", "Bu Tamu"):
        with pytest.raises(actions.Refused, match="Tutup"):
            send(thread, name=name)
    assert Comment.objects.count() == 1


def closed(draft: Draft) -> Answer:
    """A phase as moderation has one."""
    return Answer("publish") if draft.author.is_active else Answer("reject", message="Tutup.")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "A"},
        {"name": "\u200b\u200b"},
        {"name": "Sekar"},
        {"name": "ＳＥＫＡＲ"},
        {"name": "Lintas Pagi"},
        {"name": "Redaksi Lintas Pagi"},
        {"name": "S\u0435kar"},
        {"name": "Adm1n"},
        {"name": "x" * 41},
        {"body": " \u200b "},
        {"body": "x" * 2_001},
        {"body": "x" * 100_000},
        {"email": "a@tanpa-surel.invalid"},
        {"email": "a@[127.0.0.1]"},
        {"email": "a@localhost"},
        {"email": "a@10.0.0.10"},
    ],
)
def test_what_cannot_be_kept(thread: Thread, sekar: Reader, changes: dict[str, str]) -> None:
    with pytest.raises(actions.Refused):
        write(thread, **changes)
    assert not GuestComment.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a@localhost", "a@[10.0.0.1]", "a\n@contoh.test", f"{'a' * 64}@{'b' * 200}.test"]
)
def test_an_address_that_is_none(thread: Thread, client: Client, email: str) -> None:
    address = reverse("conversation:post", args=[thread.pk])
    answer = client.post(address, FORM | {"email": email, "client_key": uuid.uuid4()})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Saya juga setuju.</textarea>" in html
    assert 'value="Pak Tamu"' in html


def test_where_guests_may_not_write(thread: Thread, story: StoryPage, client: Client) -> None:
    link = link_in(letter_of(write(thread)))
    House.objects.update(guests_may_write=False)
    assert 'name="email"' not in client.get(story.url).content.decode()
    answer = client.post(reverse("conversation:post", args=[thread.pk]), FORM | {"client_key": uuid.uuid4()})
    assert answer.status_code == 422
    assert client.post(link)["Location"] == link
    assert not Comment.objects.exists()


def test_the_same_form_twice_and_with_another_text(thread: Thread) -> None:
    key = uuid.uuid4()
    assert write(thread, client_key=key) == write(thread, client_key=key)
    with pytest.raises(actions.KeyUsed):
        write(thread, client_key=key, body="Lain.")
    with pytest.raises(actions.KeyUsed):
        write(thread, client_key=key, email="lain@contoh.test")
    assert GuestComment.objects.count() == 1


def test_twenty_from_one_network(thread: Thread) -> None:
    for n in range(guests.FROM_A_NETWORK.most):
        write(thread, email=f"tamu{n}@contoh.test")
    with pytest.raises(actions.TooFast):
        write(thread, email="satu.lagi@contoh.test")
    write(thread, email="satu.lagi@contoh.test", network="198.51.100.0/24")


def test_what_is_old_is_forgotten(thread: Thread, client: Client) -> None:
    waiting = write(thread)
    link = link_in(letter_of(waiting))
    GuestComment.objects.update(made_at=timezone.now() - timedelta(hours=49))
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert tasks.sweep_guests() == 1
    assert not GuestComment.objects.exists()


def test_a_reply_of_a_guest_and_its_note(ratna: Reader, thread: Thread, say: Say, client: Client) -> None:
    opener = say(ratna)
    form = reverse("conversation:reply", args=[opener.public_id])
    assert 'name="email"' in client.get(form).content.decode()
    assert client.post(form, FORM | {"client_key": uuid.uuid4()}).status_code == 302
    client.post(link_in(letter_of(GuestComment.objects.get())))
    reply = Comment.objects.get(parent=opener)
    html = Writer("id").one(queries.one(ratna, reply))
    assert '<b class="by">Pak Tamu</b>' in html
    assert '<span class="note">tamu</span>' in html


def test_a_refused_letter_names_nobody(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("tamu@contoh.test: no such mailbox")

    monkeypatch.setattr(tasks, "send_mail", refuse)
    with pytest.raises(ConnectionError, match="OSError") as problem:
        tasks.tell_guest.func(write(thread).pk)
    assert "contoh" not in str(problem.value)
