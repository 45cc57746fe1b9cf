from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.test import Client
from django.urls import reverse

from rembuk.readers.models import Reader
from rembuk.trust import devices
from rembuk.trust.models import Device

from .factories import device

SignIn = Callable[[Reader], Client]
PASSWORD = "kata sandi uji perangkat"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


def log_in(client: Client, reader: Reader) -> None:
    reader.set_password(PASSWORD)
    reader.save()
    response = client.post(
        reverse("account_login"), {"login": reader.email, "password": PASSWORD}, headers={"user-agent": PHONE}
    )
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.5.0", ""),
        ("<script>" * 300, ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(user_agent: str, label: str) -> None:
    assert devices.label(user_agent) == label


@pytest.mark.django_db
def test_the_browser_that_confirms_the_address_is_the_first_confirmed_device(client: Client) -> None:
    form = {"display_name": "Sari", "email": "sari@contoh.test", "password1": PASSWORD, "terms": "on"}
    client.post(reverse("account_signup"), form)
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert found is not None
    client.post(found[1])
    first = Device.objects.get()
    assert first.confirmed_at is not None
    cookie = client.cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 400 * 24 * 3600)
    assert first.token_hash not in cookie.value, "the cookie is not what the database holds"
    mail.outbox.clear()
    client.logout()
    client.cookies[devices.COOKIE] = cookie.value
    log_in(client, first.reader)
    assert Device.objects.get() == first
    assert mail.outbox == [], "a known device is no news"


def test_an_unknown_device_is_told_to_every_confirmed_address(
    client: Client, ratna: Reader, django_capture_on_commit_callbacks: Any
) -> None:
    EmailAddress.objects.create(user=ratna, email="kedua@contoh.test", verified=True)
    EmailAddress.objects.create(user=ratna, email="belum@contoh.test", verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        log_in(client, ratna)
    new = Device.objects.get(reader=ratna)
    assert (new.confirmed_at, new.label) == (None, "Chrome, Android")
    assert [message.to for message in mail.outbox] == [[ratna.email], ["kedua@contoh.test"]]
    for part in ("Chrome, Android", reverse("trust:security")):
        assert part in mail.outbox[0].body


def test_a_mail_server_that_is_down_keeps_nobody_out_and_is_logged_without_the_address(
    client: Client,
    ratna: Reader,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        log_in(client, ratna)
    assert Device.objects.filter(reader=ratna).exists()
    assert "ConnectionRefusedError" in caplog.text
    assert ratna.email not in caplog.text


def test_a_later_confirmed_address_does_not_confirm_a_later_device(client: Client, ratna: Reader) -> None:
    """A stolen password, an added mailbox: still no confirmed device."""
    log_in(client, ratna)
    other = EmailAddress.objects.create(user=ratna, email="penyusup@contoh.test", verified=False)
    key = EmailConfirmationHMAC.create(other).key
    client.post(reverse("account_confirm_email", args=[key]))
    other.refresh_from_db()
    assert other.verified
    assert not Device.objects.filter(reader=ratna, confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("value", ["", "tebakan", "tebakan:1abc:xyz", "a token of this test"])
def test_a_cookie_that_we_did_not_sign_is_no_device(client: Client, ratna: Reader, sign_in: SignIn, value: str) -> None:
    device(client, ratna, confirmed=True)
    sign_in(ratna)
    client.cookies[devices.COOKIE] = value
    assert client.get(reverse("account_email"))["location"].startswith(reverse("trust:confirm"))


def test_two_readers_may_share_a_browser(client: Client, ratna: Reader, bagas: Reader, sign_in: SignIn) -> None:
    device(client, ratna, confirmed=True)
    log_in(client, bagas)
    assert Device.objects.values("token_hash").distinct().count() == 1
    assert client.get(reverse("account_email")).status_code == 302, "Ratna's confirmation is not Bagas's"
    sign_in(ratna)
    assert client.get(reverse("account_email")).status_code == 200


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "readers:erase"]
)
def test_the_way_in_is_changed_from_a_confirmed_device_only(
    client: Client, ratna: Reader, sign_in: SignIn, name: str
) -> None:
    device(client, ratna, confirmed=False)
    sign_in(ratna)
    for response in (client.get(reverse(name)), client.post(reverse(name))):
        assert response.status_code == 302
        assert response["location"].startswith(reverse("trust:confirm"))


def test_forgetting_is_for_the_own_devices_and_from_a_confirmed_one(
    client: Client, ratna: Reader, bagas: Reader, sign_in: SignIn
) -> None:
    theirs = device(Client(), bagas, confirmed=True, token="another")
    mine = device(client, ratna, confirmed=False)
    sign_in(ratna)
    client.post(reverse("trust:forget", args=[mine.pk]))
    assert Device.objects.filter(pk=mine.pk).exists()
    Device.objects.filter(pk=mine.pk).update(confirmed_at=mine.last_seen)
    assert client.post(reverse("trust:forget", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("trust:forget", args=[mine.pk])).status_code == 302
    assert list(Device.objects.all()) == [theirs]
