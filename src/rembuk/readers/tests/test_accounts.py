from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from rembuk.readers import display_names
from rembuk.readers.adapter import AccountAdapter, MfaAdapter
from rembuk.readers.models import Reader
from rembuk.sealed.envelope import SealedError

SIGN_UP = {
    "display_name": "  Sari   Utami ",
    "email": "Sari.Utami@Contoh.TEST",
    "password1": "pantun di bawah hujan",
    "terms": "on",
}

pytestmark = pytest.mark.django_db


def _link(body: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", body)
    assert found is not None
    return found[1]


def test_signing_up_and_confirming_by_button(client: Client) -> None:
    assert client.get(reverse("account_signup")).status_code == 200
    assert client.post(reverse("account_signup"), SIGN_UP).status_code == 302
    reader = Reader.objects.get()
    assert (reader.display_name, reader.email) == ("Sari Utami", "sari.utami@contoh.test")
    assert reader.consents.get().purpose == "terms_of_service"
    link = _link(str(mail.outbox[0].body))
    assert mail.outbox[0].to == ["sari.utami@contoh.test"]
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "looking at the page, as mail scanners do, confirms nothing"
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("missing", ["terms", "display_name", "email", "password1"])
def test_nothing_of_the_four_may_be_missing(client: Client, missing: str) -> None:
    page = client.post(reverse("account_signup"), {key: value for key, value in SIGN_UP.items() if key != missing})
    assert missing in page.context["form"].errors
    assert not Reader.objects.exists()


def test_an_address_that_is_taken_answers_like_any_other(client: Client, ratna: Reader) -> None:
    fresh = client.post(reverse("account_signup"), SIGN_UP)
    client.logout()
    taken = client.post(reverse("account_signup"), SIGN_UP | {"email": ratna.email.upper()})
    assert (taken.status_code, taken["location"]) == (fresh.status_code, fresh["location"])
    assert mail.outbox[-1].to == [ratna.email]
    assert Reader.objects.filter(email=ratna.email).count() == 1


@pytest.mark.parametrize("prefix", ["password_reset_key", "account_already_exists", "unknown_account"])
def test_our_mails_have_a_subject_of_one_line_and_no_leftovers(prefix: str) -> None:
    facts = {"password_reset_url": "https://contoh.test/kunci", "signup_url": "https://contoh.test/daftar"}
    message = AccountAdapter().render_mail(f"account/email/{prefix}", "sari@contoh.test", facts)
    assert message.subject.strip()
    assert "\n" not in message.subject
    assert "https://contoh.test/" in message.body
    assert "{{" not in message.body


def test_every_confirmed_address_hears_of_a_change(client: Client, ratna: Reader) -> None:
    EmailAddress.objects.create(user=ratna, email="kedua@contoh.test", verified=True)
    EmailAddress.objects.create(user=ratna, email="belum@contoh.test", verified=False)
    client.get(reverse("account_login"))
    client.post(reverse("account_reset_password"), {"email": ratna.email})
    page = client.get(_link(str(mail.outbox[0].body)), follow=True)
    mail.outbox.clear()
    client.post(
        page.request["PATH_INFO"], {"password1": "kunci lama sudah hilang", "password2": "kunci lama sudah hilang"}
    )
    assert sorted(message.to[0] for message in mail.outbox) == ["kedua@contoh.test", ratna.email]


def test_second_factors_are_sealed_at_rest(ratna: Reader) -> None:
    secret = generate_totp_secret()
    TOTP.activate(ratna, secret)
    RecoveryCodes.activate(ratna)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    adapter = MfaAdapter()
    assert adapter.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert len(RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()) == 10


@pytest.mark.parametrize("stored", ["JBSWY3DPEHPK3PXP", "1.AAAA", "1."])
def test_a_second_factor_that_was_not_sealed_here_does_not_count(stored: str) -> None:
    with pytest.raises(SealedError):
        MfaAdapter().decrypt(stored)


def names_of_the_house() -> list[str]:
    return ["Seķar Ayu"]


def names_of_the_titles() -> list[str]:
    return ["Lintas Pagi", "Warta"]


@pytest.mark.parametrize(
    "name",
    [
        "da\u200bMar ",
        "Damar\u3164",
        "Ｄａｍａｒ",
        "\u2800\u2800",
        "\u3164\u3164",
        "a",
        "12 34",
        "\u202e",
        "DAMAR",
        "Seķar Ayu",
        "SEĶAR  AYU",
        "lintas pagi",
        "Lintas Pagi Resmi",
        "WARTA",
        # In another script, with digits, at a glance: what it looks like counts.
        "D\u0430m\u0430r",
        "S\u0435kar-4yu",
        "Redaksi",
        "Rеdaksi Kota",
        "REDAKSl",
        "r e d a k s i",
        "R3daks1",
        "Admin_2",
        "\u1d00dmin",
        "Moderator²",
    ],
)
def test_a_display_name_shows_what_it_is(client: Client, damar: Reader, name: str, settings: Any) -> None:
    settings.REMBUK_RESERVED_NAMES = [f"{__name__}.names_of_the_house"]
    settings.REMBUK_RESERVED_PARTS = [f"{__name__}.names_of_the_titles"]
    assert client.post(reverse("account_signup"), SIGN_UP | {"display_name": name}).status_code == 200
    assert Reader.objects.count() == 1


@pytest.mark.parametrize("name", ["Adminah", "Sekar Ayu Lestari", "Wartawati Lina", "Edi Torang", "Дмитрий"])
def test_a_name_that_is_only_near_is_anybodys(client: Client, damar: Reader, name: str, settings: Any) -> None:
    settings.REMBUK_RESERVED_NAMES = [f"{__name__}.names_of_the_house"]
    settings.REMBUK_RESERVED_PARTS = [f"{__name__}.names_of_the_titles"]
    client.post(reverse("account_signup"), SIGN_UP | {"display_name": name})
    assert Reader.objects.filter(display_name=name).exists()


def test_a_name_that_is_kept_says_that_it_is_a_readers(damar: Reader) -> None:
    house = display_names.house()
    assert house.told_apart("Damar") == "Damar (pembaca)"
    assert house.told_apart("Damar (pembaca)") == "Damar (pembaca)"
    assert house.told_apart("Ratna") == "Ratna"
    assert house.as_it_was("Damar (pembaca)") == "Damar"
    assert house.as_it_was("Ratna (pembaca)") == "Ratna (pembaca)"
    assert len(house.told_apart("Redaksi " + "a" * 32)) == 40


@pytest.mark.parametrize(
    "email",
    ["a@[127.0.0.1]", "a@[IPv6:::1]", "a@localhost", "a@x.localhost", "a@10.0.0.10", "a@x.internal", "a@x.local"],
)
def test_an_address_inside_our_own_network_is_none(client: Client, email: str) -> None:
    assert client.post(reverse("account_signup"), SIGN_UP | {"email": email}).status_code == 200
    assert not Reader.objects.exists()


def test_a_second_address_is_held_to_the_same(client: Client, ratna: Reader) -> None:
    client.force_login(ratna)
    client.post(reverse("account_email"), {"action_add": "", "email": "a@[127.0.0.1]"})
    assert not EmailAddress.objects.filter(email__contains="127").exists()


def test_one_typed_character_may_stand_for_too_many(client: Client) -> None:
    page = client.post(reverse("account_signup"), SIGN_UP | {"display_name": "\ufdfa" * 40})
    assert page.context["form"].errors["display_name"]


def test_a_strangers_failures_do_not_keep_the_owner_out(client: Client, ratna: Reader) -> None:
    def sign_in(password: str, network: str) -> int:
        form = {"login": ratna.email, "password": password}
        return client.post(reverse("account_login"), form, REMOTE_ADDR=network).status_code

    ratna.set_password(SIGN_UP["password1"])
    ratna.save()
    assert {sign_in(f"tebakan {number}", "192.0.2.9") for number in range(6)} == {200}
    assert sign_in(SIGN_UP["password1"], "192.0.2.9") == 200, "this network had its five tries"
    assert sign_in(SIGN_UP["password1"], "192.0.2.7") == 302


class CountingHasher(MD5PasswordHasher):
    """Tells how often a password was hashed."""

    encoded: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        """Hash, and note it."""
        self.encoded.append(password)
        return super().encode(password, salt)


def test_an_address_that_is_taken_takes_as_long_as_any_other(client: Client, ratna: Reader, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    work = []
    for email in (SIGN_UP["email"], ratna.email):
        CountingHasher.encoded.clear()
        client.post(reverse("account_signup"), SIGN_UP | {"email": email})
        work.append(list(CountingHasher.encoded))
        client.logout()
    assert work == [[SIGN_UP["password1"]]] * 2


def test_a_mobile_networks_readers_sign_in_one_after_the_other(client: Client, ratna: Reader) -> None:
    """Hundreds of them have one address; only failures are counted narrowly."""
    ratna.set_password(SIGN_UP["password1"])
    ratna.save()
    form = {"login": ratna.email, "password": SIGN_UP["password1"]}
    answers = {Client().post(reverse("account_login"), form).status_code for _ in range(40)}
    assert answers == {302}
