from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from rembuk.readers.models import Reader
from rembuk.trust import actions
from rembuk.trust.access import confirmed_device_required
from rembuk.trust.models import Device, StepUp

from .factories import device

SignIn = Callable[[Reader], Client]
CONFIRM = reverse("trust:confirm")


def code_in_mail() -> str:
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.fixture
def unsure(client: Client, ratna: Reader) -> Device:
    return device(client, ratna, confirmed=False)


def confirmed(unsure: Device) -> bool:
    return Device.objects.get(pk=unsure.pk).confirmed_at is not None


def test_the_whole_way(client: Client, ratna: Reader, unsure: Device, sign_in: SignIn) -> None:
    sign_in(ratna)
    wanted = reverse("account_email")
    page = client.get(wanted, follow=True)
    assert page.request["PATH_INFO"] == CONFIRM
    assert mail.outbox == [], "a link alone sends nothing"
    page = client.post(CONFIRM, {"send": "1", "next": wanted}, follow=True)
    text = page.content.decode()
    assert 'autocomplete="one-time-code"' in text
    assert 'inputmode="numeric"' in text
    code = code_in_mail()
    assert code not in text
    assert mail.outbox[0].to == [ratna.email]
    response = client.post(CONFIRM, {"code": f" {code[:3]} {code[3:]} ", "next": wanted})
    assert (response.status_code, response["location"]) == (302, wanted)
    assert confirmed(unsure)
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("wanted", ["https://penipu.test/", "//penipu.test", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(
    client: Client, ratna: Reader, unsure: Device, sign_in: SignIn, wanted: str
) -> None:
    sign_in(ratna)
    actions.send_code(device=unsure)
    response = client.post(CONFIRM, {"code": code_in_mail(), "next": wanted})
    assert response["location"] == reverse("trust:security")


def test_a_browser_without_a_cookie_gets_one(client: Client, ratna: Reader, sign_in: SignIn) -> None:
    sign_in(ratna)
    client.post(CONFIRM, {"send": "1"})
    client.post(CONFIRM, {"code": code_in_mail()})
    assert confirmed(Device.objects.get(reader=ratna))


def test_a_code_counts_once(unsure: Device) -> None:
    actions.send_code(device=unsure)
    code = code_in_mail()
    actions.confirm_device(device=unsure, typed=code)
    with pytest.raises(actions.CodeRefused):
        actions.confirm_device(device=unsure, typed=code)


def test_a_code_counts_for_ten_minutes(unsure: Device) -> None:
    actions.send_code(device=unsure)
    assert StepUp.objects.get().expires_at - timezone.now() <= timedelta(minutes=10)
    StepUp.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(actions.CodeRefused):
        actions.confirm_device(device=unsure, typed=code_in_mail())
    assert not confirmed(unsure)


def test_a_code_has_five_tries(client: Client, ratna: Reader, unsure: Device, sign_in: SignIn) -> None:
    sign_in(ratna)
    actions.send_code(device=unsure)
    code = code_in_mail()
    for _ in range(5):
        assert client.post(CONFIRM, {"code": wrong(code)}).status_code == 422
    assert StepUp.objects.get().tries == 5, "wrong tries are kept although the answer is a refusal"
    assert client.post(CONFIRM, {"code": code}).status_code == 422
    assert not confirmed(unsure)


def test_a_new_code_ends_the_old_one(unsure: Device) -> None:
    actions.send_code(device=unsure)
    old = code_in_mail()
    actions.send_code(device=unsure)
    new = code_in_mail()
    if old != new:  # once in a million they are the same
        with pytest.raises(actions.CodeRefused):
            actions.confirm_device(device=unsure, typed=old)
    actions.confirm_device(device=unsure, typed=new)


def test_five_codes_an_hour_over_all_devices(unsure: Device, ratna: Reader) -> None:
    other = device(Client(), ratna, confirmed=False, token="another")
    for number in range(5):
        actions.send_code(device=(unsure, other)[number % 2])
    with pytest.raises(actions.CodeRefused):
        actions.send_code(device=other)
    assert len(mail.outbox) == 5
    StepUp.objects.update(sent_at=timezone.now() - timedelta(minutes=61))
    actions.send_code(device=other)


def test_a_code_is_for_one_device(unsure: Device, ratna: Reader) -> None:
    other = device(Client(), ratna, confirmed=False, token="another")
    actions.send_code(device=unsure)
    with pytest.raises(actions.CodeRefused):
        actions.confirm_device(device=other, typed=code_in_mail())


def test_the_code_is_not_in_the_database(unsure: Device) -> None:
    actions.send_code(device=unsure)
    kept = StepUp.objects.get()
    assert code_in_mail() not in kept.code_hash
    assert kept.code_hash.startswith("1.")


def test_a_mail_server_that_is_down_is_said(
    client: Client, ratna: Reader, unsure: Device, sign_in: SignIn, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sign_in(ratna)
    page = client.post(CONFIRM, {"send": "1"}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_the_guard_sends_strangers_to_the_sign_in(rf: RequestFactory, client: Client, ratna: Reader) -> None:
    @confirmed_device_required
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("terbuka")

    request = rf.get("/dompet/")
    request.user = AnonymousUser()
    assert view(request)["location"] == f"{reverse('account_login')}?next=/dompet/"
    request.user = ratna
    assert view(request)["location"] == f"{CONFIRM}?next=%2Fdompet%2F"
    device(client, ratna, confirmed=True)
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    assert view(request).status_code == 200


def test_after_a_form_the_way_back_is_the_page_that_held_it(rf: RequestFactory, ratna: Reader) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    request = rf.post("/dompet/pakai/", headers={"referer": "http://testserver/dompet/"})
    request.user = ratna
    assert confirmed_device_required(view)(request)["location"] == f"{CONFIRM}?next=%2Fdompet%2F"
    request = rf.post("/dompet/pakai/", headers={"referer": "http://penipu.test/dompet/"})
    request.user = ratna
    assert "penipu" not in confirmed_device_required(view)(request)["location"]


def test_twenty_wrong_guesses_a_day_over_all_devices(unsure: Device, ratna: Reader) -> None:
    other = device(Client(), ratna, confirmed=False, token="another")
    for each in (unsure, other, unsure, other):
        actions.send_code(device=each)
        for _number in range(5):
            with pytest.raises(actions.CodeRefused):
                actions.confirm_device(device=each, typed=wrong(code_in_mail()))
    newest = code_in_mail()
    StepUp.objects.filter(device=other).update(tries=4)
    StepUp.objects.filter(device=unsure).update(tries=6)
    with pytest.raises(actions.CodeRefused, match="Dua puluh"):
        actions.confirm_device(device=other, typed=newest)
    with pytest.raises(actions.CodeRefused, match="Dua puluh"):
        actions.send_code(device=unsure)
    StepUp.objects.filter(device=unsure).update(sent_at=timezone.now() - timedelta(hours=25))
    actions.confirm_device(device=other, typed=newest)
    assert confirmed(other)


def test_right_codes_do_not_count_as_wrong_ones(unsure: Device) -> None:
    now = timezone.now()
    StepUp.objects.bulk_create(
        StepUp(device=unsure, code_hash="x", expires_at=now, used_at=now, tries=1) for _number in range(20)
    )
    StepUp.objects.update(sent_at=now - timedelta(hours=2))
    actions.send_code(device=unsure)
    actions.confirm_device(device=unsure, typed=code_in_mail())
    assert confirmed(unsure)
