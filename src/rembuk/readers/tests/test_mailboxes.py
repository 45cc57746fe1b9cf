"""One mailbox makes one account, however its address is written; and nobody learns from it who has one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from rembuk.readers import mailboxes
from rembuk.readers.mail_lists.folding import digest, folded
from rembuk.readers.models import NO_MAIL_DOMAIN, Mailbox, Reader

SIGN_UP = {"display_name": "Sari Utami", "password1": "pantun di bawah hujan", "terms": "on"}

pytestmark = pytest.mark.django_db


def sign_up(client: Client, email: str) -> Any:
    return client.post(reverse("account_signup"), SIGN_UP | {"email": email})


@pytest.fixture
def sari(client: Client) -> Reader:
    """An account with a mailbox at Gmail, made by its own form."""
    assert sign_up(client, "sari.utami@gmail.com").status_code == 302
    client.logout()
    mail.outbox.clear()
    return Reader.objects.get()


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Sari.Utami@Gmail.com", "sariutami@googlemail.com"),
        ("s.a.r.i+kabar+pagi@googlemail.com", "sari@googlemail.com"),
        ("sari.utami+x@outlook.com", "sari.utami@outlook.com"),
        ("sari.utami@hotmail.com", "sari.utami@hotmail.com"),
        ("sa-ri_ut.ami@pm.me", "sariutami@proton.me"),
        ("sari+x@ya.ru", "sari@yandex.com"),
        ("sari+x@contoh.test", "sari+x@contoh.test"),
        ("sari.utami@contoh.test.", "sari.utami@contoh.test"),
        ("sari@BÜCHER.example", "sari@xn--bcher-kva.example"),
        ("sari@xn--bcher-kva.example", "sari@xn--bcher-kva.example"),
        ("ＳＡＲＩ@gmail。com", "sari@googlemail.com"),
        ("+kabar@gmail.com", "+kabar@googlemail.com"),
    ],
)
def test_addresses_of_one_mailbox_have_one_form(typed: str, form: str) -> None:
    assert folded(typed) == form
    assert folded(form) == form, "folding again changes nothing"


def test_the_digest_says_nothing_and_depends_on_the_key() -> None:
    kept = digest("sari@gmail.com")
    assert "sari" not in kept
    assert len(kept.partition(".")[2]) == 64
    assert kept == digest("S.ari+1@googlemail.com") != digest("sarj@gmail.com")


@pytest.mark.parametrize("alias", ["SARIUTAMI@gmail.com", "sari.utami+dua@gmail.com", "s.ariutami@googlemail.com"])
def test_another_way_of_writing_makes_no_second_account(client: Client, sari: Reader, alias: str) -> None:
    fresh = sign_up(client, "orang.lain@gmail.com")
    client.logout()
    mail.outbox.clear()
    taken = sign_up(client, alias)
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
    assert Reader.objects.count() == 2
    assert [message.to for message in mail.outbox] == [[sari.email]], "the letter goes to the address the account has"
    assert client.get(taken["Location"]).status_code == 200
    for number in range(3):
        sign_up(client, f"sari.utami+{number}@gmail.com")
    assert len(mail.outbox) == 1, "one mailbox gets one such letter in a while, however often its address is varied"


def test_both_answers_ask_the_same_number_of_times_before_they_part(
    client: Client, sari: Reader, django_assert_max_num_queries: Any
) -> None:
    """A known mailbox must not be answered faster by work that is left out before the form is judged."""
    form = import_module("rembuk.readers.forms").SignupForm
    counts = []
    for email in ("sari+1@gmail.com", "sariutami+1@gmail.com"):
        with django_assert_max_num_queries(20) as asked:
            assert form(SIGN_UP | {"email": email}).is_valid()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_plus_counts_where_the_provider_is_not_listed(client: Client) -> None:
    for email in ("sari@contoh.test", "sari+1@contoh.test"):
        sign_up(client, email)
        client.logout()
    assert Reader.objects.count() == 2


def test_the_same_moment(client: Client, sari: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two forms were judged before either was saved: the second one finds the mailbox taken, and says what all say."""
    real, asked = mailboxes.owner, []

    def not_yet(address: str) -> Reader | None:
        asked.append(address)
        return None if len(asked) == 1 else real(address)

    monkeypatch.setattr(mailboxes, "owner", not_yet)
    assert sign_up(client, "sari.utami+1@gmail.com").status_code == 302
    assert Reader.objects.count() == 1
    assert mail.outbox[-1].to == [sari.email]


def test_a_mailbox_follows_its_account(make_reader: Callable[..., Reader], client: Client) -> None:
    reader = make_reader("Sari")
    assert mailboxes.owner("SARI@contoh.test") == reader
    second = EmailAddress.objects.create(user=reader, email="kedua@contoh.test", verified=False)
    assert mailboxes.owner("kedua@contoh.test") is None, "who has not confirmed an address takes it from nobody"
    second.verified = True
    second.save()
    assert mailboxes.owner("kedua@contoh.test") == reader
    second.delete()
    assert mailboxes.owner("kedua@contoh.test") is None
    reader.email = "baru@contoh.test"
    reader.save(update_fields=["email"])
    assert mailboxes.owner("baru@contoh.test") == reader
    reader.delete()
    assert not Mailbox.objects.exists()


def test_whoever_has_no_address_has_no_mailbox() -> None:
    voice = Reader.objects.create_voice("Pak Tamu", kind=Reader.Kind.GUEST)
    assert voice.email.endswith(NO_MAIL_DOMAIN)
    assert not Mailbox.objects.exists()


def test_an_address_of_another_account_is_not_confirmed(
    client: Client, sari: Reader, bagas: Reader, sign_in_at_home: Callable[[Reader], Client]
) -> None:
    EmailAddress.objects.create(user=bagas, email="sariutami@gmail.com", verified=False)
    address = EmailAddress.objects.get(user=bagas, email="sariutami@gmail.com")
    confirmation = import_module("allauth.account.models").EmailConfirmationHMAC(address)
    sign_in_at_home(bagas)
    answer = client.post(reverse("account_confirm_email", args=[confirmation.key]))
    assert answer.status_code in {200, 302, 404}
    address.refresh_from_db()
    assert not address.verified
    assert mailboxes.owner("sariutami@gmail.com") == sari


def test_those_who_were_here_get_their_mailboxes(make_reader: Callable[..., Reader]) -> None:
    first, twin = make_reader("Satu"), make_reader("Dua")
    Reader.objects.filter(pk=first.pk).update(email="satu.dua@gmail.com")
    Reader.objects.filter(pk=twin.pk).update(email="satudua@gmail.com")
    EmailAddress.objects.create(user=twin, email="lain@contoh.test", verified=True)
    EmailAddress.objects.create(user=twin, email="belum@contoh.test", verified=False)
    voice = Reader.objects.create_voice(f"Tamu {uuid.uuid4().hex[:4]}", kind=Reader.Kind.GUEST)
    Mailbox.objects.all().delete()
    mailboxes.fill()
    assert mailboxes.owner("satudua@gmail.com") == first, "the first account keeps it; nothing fails over the second"
    assert mailboxes.owner("lain@contoh.test") == twin
    assert mailboxes.owner("belum@contoh.test") is None
    assert not voice.mailboxes.exists()
    before = Mailbox.objects.count()
    mailboxes.fill()
    assert Mailbox.objects.count() == before
