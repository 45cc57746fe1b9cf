"""What readers choose, and the addresses in letters that act without signing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.notices import actions, queries, tokens
from rembuk.notices.models import Choice, Kind, Pace
from rembuk.readers.models import Reader

from .conftest import Say, Sweep

SignIn = Callable[[Reader], Client]


@pytest.fixture
def mailer() -> Client:
    """A mail provider: no cookie, no token of a form."""
    return Client(enforce_csrf_checks=True)


def stop_address(reader: Reader, *kinds: Kind) -> str:
    return reverse("notices:stop", args=[tokens.stop_token(reader, kinds)])


def paces(reader: Reader) -> tuple[str, str, str]:
    choice = queries.choice_of(reader)
    return choice.replies, choice.mentions, choice.followed


def test_choosing(ratna: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(ratna), reverse("notices:choices")
    assert paces(ratna) == ("immediate", "immediate", "daily")
    page = client.get(address).content.decode()
    assert page.count("checked") == 3
    assert "Tanpa surel; saya melihatnya di sini saja" in page
    assert "belum ada alamat surel" not in page
    assert Choice.objects.count() == 0
    chosen = {"replies": "daily", "mentions": "off", "followed": "immediate"}
    assert client.post(address, chosen).status_code == 302
    assert paces(ratna) == ("daily", "off", "immediate")
    assert AuditRow.objects.get(verb="notices.choose").data == chosen
    assert client.post(address, chosen | {"replies": "hourly"}).status_code == 422
    assert paces(ratna) == ("daily", "off", "immediate")


def test_who_has_no_confirmed_address_is_told_so(ratna: Reader, sign_in: SignIn) -> None:
    EmailAddress.objects.update(verified=False)
    assert "belum ada alamat surel" in sign_in(ratna).get(reverse("notices:choices")).content.decode()


def test_one_click_stops_that_kind_only_and_can_be_taken_back(
    ratna: Reader, bagas: Reader, say: Say, sweep: Sweep, mailer: Client
) -> None:
    own = say(ratna)
    say(bagas, "Balasan.", own)
    sweep()
    header = mail.outbox[0].extra_headers["List-Unsubscribe"]
    address = header.strip("<>").removeprefix("https://lintas.test")
    answer = mailer.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert paces(ratna) == ("off", "immediate", "daily")
    say(bagas, "Balasan kedua.", own)
    assert sweep() == 0
    again = reverse("notices:resume", args=[answer.context["resume_token"]])
    assert again in answer.content.decode()
    assert mailer.get(again).status_code == 200
    assert paces(ratna) == ("off", "immediate", "daily")
    assert mailer.post(again).status_code == 200
    assert paces(ratna) == ("immediate", "immediate", "daily")


def test_stopping_twice_is_once_and_still_can_be_taken_back(ratna: Reader, mailer: Client) -> None:
    address = stop_address(ratna, Kind.FOLLOWED)
    mailer.post(address)
    answer = mailer.post(address)
    assert paces(ratna)[2] == "off"
    mailer.post(reverse("notices:resume", args=[answer.context["resume_token"]]))
    assert paces(ratna)[2] == "daily"


def test_mail_scanners_change_nothing(ratna: Reader, mailer: Client) -> None:
    address = stop_address(ratna, Kind.REPLIES)
    page = mailer.get(address)
    assert "Balasan untuk komentar saya" in page.content.decode()
    assert ratna.email not in page.content.decode()
    assert ratna.display_name not in page.content.decode()
    assert mailer.head(address).status_code == 200
    assert mailer.options(address).status_code == 405
    assert (Choice.objects.count(), paces(ratna)) == (0, ("immediate", "immediate", "daily"))


def test_a_token_of_one_reader_stops_no_other_also_when_that_one_is_signed_in(
    ratna: Reader, bagas: Reader, sign_in: SignIn
) -> None:
    sign_in(ratna).post(stop_address(bagas, Kind.REPLIES))
    assert paces(ratna)[0] == "immediate"
    assert paces(bagas)[0] == "off"


def test_forged_tokens_lead_nowhere(ratna: Reader, bagas: Reader, mailer: Client) -> None:
    good = tokens.stop_token(ratna, [Kind.REPLIES])
    other = tokens.stop_token(bagas, [Kind.REPLIES])
    spliced = other.split(":")[0] + ":" + ":".join(good.split(":")[1:])
    elsewhere = signing.dumps([ratna.public_id.hex, ["replies"]], salt="another purpose")
    undo = tokens.resume_token(ratna, {Kind.REPLIES: Pace.OFF})
    for token in (good[:-1], good + "x", spliced, elsewhere, undo, "x", "a:b:c"):
        assert mailer.post(reverse("notices:stop", args=[token])).status_code == 404
    assert mailer.post(reverse("notices:resume", args=[good])).status_code == 404
    assert Choice.objects.count() == 0


def test_a_token_outlives_years_but_not_the_account(
    ratna: Reader, mailer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = stop_address(ratna, Kind.REPLIES)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert mailer.get(address).status_code == 200
    monkeypatch.undo()
    Reader.objects.filter(pk=ratna.pk).update(is_active=False)
    assert mailer.post(address).status_code == 404


def test_stop_changes_what_it_is_told(ratna: Reader) -> None:
    before = actions.stop(reader=ratna, kinds=[Kind.MENTIONS, Kind.FOLLOWED])
    assert before == {Kind.MENTIONS: Pace.IMMEDIATE, Kind.FOLLOWED: Pace.DAILY}
    assert paces(ratna) == ("immediate", "off", "off")
