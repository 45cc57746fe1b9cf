"""Single sign-on: whose token is taken, and who that is here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.utils import timezone, translation

from rembuk.audit.models import AuditRow
from rembuk.embed import actions, secret_box, signed
from rembuk.embed.models import FrameToken, Linked, Origin, SignOn, SignOnKey, UsedToken
from rembuk.newsroom.models import Person, TitlePage
from rembuk.readers.models import Reader

from .conftest import BASE, ISSUER, SITE, Sign


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The sentences as they stand in the code."""
    with translation.override("en"):
        yield


def enter(title: TitlePage, token: str, origin: str = SITE) -> Reader:
    _secret, row = actions.sign_on(title=title, origin=origin, token=token)
    return row.reader


def why(sign_on: SignOn, token: str) -> str:
    with pytest.raises(signed.Unsigned) as refusal:
        signed.read(sign_on, token)
    return refusal.value.why


def test_a_first_visit_makes_an_account_without_a_way_in(title: TitlePage, sign: Sign) -> None:
    reader = enter(title, sign())
    assert (reader.kind, reader.display_name, reader.handle) == (Reader.Kind.LINKED, "Wulan", "wulan")
    assert reader.email.endswith("tanpa-surel.invalid")
    assert not reader.has_usable_password()
    assert AuditRow.objects.filter(verb="embed.link", actor=reader).count() == 1


def test_the_same_subject_is_the_same_reader_whatever_the_name(title: TitlePage, sign: Sign) -> None:
    reader = enter(title, sign())
    again = enter(title, sign(name="Wulan Sari"))
    assert again.pk == reader.pk
    assert Reader.objects.get(pk=reader.pk).display_name == "Wulan Sari"


def test_a_name_or_an_address_is_nobodys_proof(title: TitlePage, sign: Sign, bagas: Reader) -> None:
    reader = enter(title, sign(name=bagas.display_name, email=bagas.email))
    other = enter(title, sign(sub="42", name=bagas.display_name))
    assert len({reader.pk, other.pk, bagas.pk}) == 3


def test_two_titles_with_the_same_subject_are_two_readers(
    title: TitlePage, sign: Sign, shared: tuple[SignOnKey, str], sekar: Reader
) -> None:
    sister = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    Origin.objects.create(title=sister, pattern=SITE)
    other = SignOn.objects.create(title=sister, issuer=ISSUER)
    # A token of the one title is none of the other's, whatever it says.
    with pytest.raises(actions.Refused):
        enter(sister, sign())
    key, secret = actions.make_secret_key(editor=sekar, sign_on=other)
    here, there = enter(title, sign()), enter(sister, sign(key=secret, header={"kid": key.kid}))
    assert here.pk != there.pk


def test_a_token_counts_once(title: TitlePage, sign: Sign) -> None:
    token = sign()
    enter(title, token)
    with pytest.raises(actions.Refused, match="used before"):
        enter(title, token)
    assert FrameToken.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_token_counts_once_in_two_threads_at_once(title: TitlePage, sign: Sign) -> None:
    token = sign()
    at_once = threading.Barrier(2)
    outcomes: list[str] = []

    def run() -> None:
        at_once.wait()
        try:
            enter(title, token)
            outcomes.append("in")
        except actions.Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused"]
    assert (Linked.objects.count(), FrameToken.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_subject_in_four_threads_is_one_reader(title: TitlePage, sign: Sign) -> None:
    tokens = [sign() for _ in range(4)]
    at_once = threading.Barrier(4)
    readers: list[int] = []

    def run(token: str) -> None:
        at_once.wait()
        readers.append(enter(title, token).pk)
        connection.close()

    threads = [threading.Thread(target=run, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readers) == 4
    assert len(set(readers)) == 1
    assert Reader.objects.filter(kind=Reader.Kind.LINKED).count() == 1


NOW = int(time.time())


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iss": "https://jahat.example"}, "InvalidIssuerError"),
        ({"iss": None}, "MissingRequiredClaimError"),
        ({"aud": "https://lain.example"}, "InvalidAudienceError"),
        ({"aud": [BASE, "https://lain.example"]}, "InvalidAudienceError"),
        ({"aud": None}, "MissingRequiredClaimError"),
        ({"exp": NOW - 3_600, "iat": NOW - 3_900}, "expired"),
        ({"iat": NOW + 3_600, "exp": NOW + 3_900}, "too-early"),
        ({"nbf": NOW + 3_600}, "too-early"),
        ({"exp": None}, "MissingRequiredClaimError"),
        ({"iat": None}, "MissingRequiredClaimError"),
        ({"exp": NOW + 86_400}, "life"),
        ({"jti": None}, "MissingRequiredClaimError"),
        ({"jti": ""}, "jti"),
        ({"sub": None}, "MissingRequiredClaimError"),
        ({"sub": ""}, "subject"),
        ({"sub": "4" * 201}, "subject"),
        ({"sub": "4\x001"}, "subject"),
        ({"name": None}, "name"),
        ({"name": ["Wulan"]}, "name"),
    ],
)
def test_claims_that_are_not_taken(sign: Sign, sign_on: SignOn, claims: dict[str, Any], expected: str) -> None:
    assert why(sign_on, sign(**claims)) == expected


def test_a_clock_may_be_a_minute_off(sign: Sign, sign_on: SignOn) -> None:
    now = int(time.time())
    assert signed.read(sign_on, sign(iat=now + 50, exp=now + 350)).subject == "41"
    assert signed.read(sign_on, sign(iat=now - 340, exp=now - 50)).subject == "41"


def test_a_token_that_is_none(sign: Sign, sign_on: SignOn) -> None:
    header, payload, _signature = sign().split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "x"}).encode()).decode().rstrip("=")
    assert why(sign_on, "") == "malformed"
    assert why(sign_on, "a.b.c") == "malformed"
    assert why(sign_on, "x" * 5_000) == "too-long"
    assert why(sign_on, f"{header}.{payload}.") == "InvalidSignatureError"
    assert why(sign_on, f"{none}.{payload}.") == "unknown-kid"


def test_alg_none_with_a_true_key_id(sign: Sign, sign_on: SignOn, shared: tuple[SignOnKey, str]) -> None:
    forged = jwt.encode(
        jwt.decode(sign(), options={"verify_signature": False}), "", algorithm="none", headers={"kid": shared[0].kid}
    )
    assert why(sign_on, forged) == "wrong-algorithm"


def test_a_key_id_is_needed(sign: Sign, sign_on: SignOn) -> None:
    assert why(sign_on, sign(header={"kid": None})) == "no-kid"
    assert why(sign_on, sign(header={"kid": "lain"})) == "unknown-kid"
    assert why(sign_on, sign(header={"kid": "a\x00b"})) == "no-kid"


@pytest.fixture
def private(sign_on: SignOn, sekar: Reader) -> tuple[SignOnKey, Ed25519PrivateKey, str]:
    """An EdDSA key, with both halves."""
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return actions.add_public_key(editor=sekar, sign_on=sign_on, pem=pem), private, pem


def test_eddsa(title: TitlePage, sign: Sign, private: tuple[SignOnKey, Ed25519PrivateKey, str]) -> None:
    key, half, _pem = private
    reader = enter(title, sign(key=half, algorithm="EdDSA", header={"kid": key.kid}))
    assert reader.display_name == "Wulan"


def test_a_public_key_is_no_shared_secret(
    sign: Sign, sign_on: SignOn, private: tuple[SignOnKey, Ed25519PrivateKey, str]
) -> None:
    """The classic confusion: what is public is used as the secret of another algorithm."""
    key, _half, pem = private
    for secret in (pem, key.public_key, pem.strip()):
        header, payload, _signature = sign(header={"kid": key.kid}).split(".")
        mark = hmac.digest(secret.encode(), f"{header}.{payload}".encode(), hashlib.sha256)
        forged = f"{header}.{payload}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"
        assert why(sign_on, forged) == "wrong-algorithm"


def test_keys_overlap_and_end(
    title: TitlePage, sign: Sign, sign_on: SignOn, shared: tuple[SignOnKey, str], sekar: Reader
) -> None:
    old, _secret = shared
    new, secret = actions.make_secret_key(editor=sekar, sign_on=sign_on)
    actions.retire_key(editor=sekar, key=old, at=timezone.now() + timedelta(minutes=10))
    assert enter(title, sign()).pk == enter(title, sign(key=secret, header={"kid": new.kid})).pk
    actions.retire_key(editor=sekar, key=old)
    assert why(sign_on, sign()) == "unknown-kid"
    assert signed.read(sign_on, sign(key=secret, header={"kid": new.kid})).subject == "41"


def test_a_key_that_does_not_hold_yet(sign: Sign, sign_on: SignOn, sekar: Reader) -> None:
    later = timezone.now() + timedelta(hours=1)
    key, secret = actions.make_secret_key(editor=sekar, sign_on=sign_on, not_before=later)
    assert why(sign_on, sign(key=secret, header={"kid": key.kid})) == "unknown-kid"
    with pytest.raises(actions.Refused):
        actions.retire_key(editor=sekar, key=key, at=timezone.now())


def test_secrets_are_sealed(shared: tuple[SignOnKey, str]) -> None:
    key, secret = shared
    key.refresh_from_db()
    assert secret.encode() not in bytes(key.sealed or b"")
    assert secret_box.open_(key) == secret.encode()
    assert len(secret) >= 32


@pytest.mark.parametrize("pem", ["", "bukan kunci", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_only_ed25519_public_keys(sign_on: SignOn, sekar: Reader, pem: str) -> None:
    with pytest.raises(actions.Refused, match="Ed25519"):
        actions.add_public_key(editor=sekar, sign_on=sign_on, pem=pem)


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("Rara Wicaksono", "Rara Wicaksono (pembaca)"),
        ("rara  WICAKSONO", "rara WICAKSONO (pembaca)"),
        ("Rar\u0430\u200b Wicaksono", "Rar\u0430 Wicaksono (pembaca)"),
        ("Redaksi", "Redaksi (pembaca)"),
        ("Admin (pembaca)", "Admin (pembaca)"),
        ("Lintas Pagi", "Lintas Pagi (pembaca)"),
        ("Wulan", "Wulan"),
    ],
)
def test_who_is_called_like_the_house_is_shown_as_a_reader(title: TitlePage, sign: Sign, name: str, here: str) -> None:
    Person.objects.create(name="Rara Wicaksono")
    reader = enter(title, sign(name=name))
    assert reader.display_name == here
    assert enter(title, sign(name=name)).display_name == here


def test_a_name_that_nobody_sees_is_none(title: TitlePage, sign: Sign) -> None:
    with pytest.raises(actions.Refused, match="no name"):
        enter(title, sign(name="\u200b "))
    assert not Linked.objects.exists()
    # Nothing was used up by a refusal that the reader can settle: but each token still counts once.
    assert not UsedToken.objects.exists()


def test_who_is_closed_out_stays_out(title: TitlePage, sign: Sign) -> None:
    reader = enter(title, sign())
    Reader.objects.filter(pk=reader.pk).update(is_active=False)
    with pytest.raises(actions.Refused, match="closed"):
        enter(title, sign())


def test_a_site_that_is_not_allowed_gets_nobody_in(title: TitlePage, sign: Sign) -> None:
    with pytest.raises(actions.Refused, match="may not show"):
        enter(title, sign(), origin="https://jahat.example")
    assert not UsedToken.objects.exists()


def test_switched_off(title: TitlePage, sign: Sign, sign_on: SignOn) -> None:
    SignOn.objects.update(is_on=False)
    with pytest.raises(actions.Refused, match="not set up"):
        enter(title, sign())


def test_no_secret_in_the_log(
    title: TitlePage, sign: Sign, frame: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    good, bad = sign(), sign(aud="https://lain.example")
    status, given = frame().exchange("lintas-pagi", jwt=good, asal=SITE)
    refused, _said = frame().exchange("lintas-pagi", jwt=bad, asal=SITE)
    assert (status, refused) == (200, 403)
    frame(given["token"]).get("/bincang/999999/saya/")
    log = caplog.text
    assert not [secret for secret in (good, bad, given["token"], "Wulan") if secret in log]
