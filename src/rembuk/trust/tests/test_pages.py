from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from pytest_django import Settings

from rembuk.readers.actions import save_profile
from rembuk.readers.models import Reader
from rembuk.trust import actions
from rembuk.trust.models import Case, Opening

from .factories import device

SignIn = Callable[[Reader], Client]
REASON = "Menghubungi pemenang yang meminta bantuan"


@pytest.fixture
def case(ratna: Reader, intan: Reader) -> Case:
    return actions.open_case(email=ratna.email, subject="Tidak bisa masuk", actor=intan)


@pytest.mark.parametrize("name", ["security", "confirm"])
@pytest.mark.django_db
def test_a_stranger_signs_in_first(client: Client, name: str) -> None:
    assert client.get(reverse(f"trust:{name}"))["location"].startswith(reverse("account_login"))


def test_a_reader_sees_the_own_devices_and_every_opening(
    client: Client, case: Case, ratna: Reader, bagas: Reader, intan: Reader, sign_in: SignIn
) -> None:
    actions.unseal(case=case, field="phone", reason=REASON, actor=intan)
    device(client, ratna, confirmed=True)
    sign_in(ratna)
    page = client.get(reverse("trust:security")).content.decode()
    for part in ("Chrome, Android", REASON, "Intan", str(case.public_id)):
        assert part in page
    assert "55500101" not in page
    sign_in(bagas)
    page = client.get(reverse("trust:security")).content.decode()
    assert "Chrome, Android" not in page
    assert REASON not in page


@pytest.mark.parametrize("who", ["damar", "ratna"])
def test_the_desk_is_closed_to_others(
    case: Case, who: str, request: pytest.FixtureRequest, client: Client, sign_in: SignIn
) -> None:
    sign_in(request.getfixturevalue(who))
    for address in (reverse("trust_cases"), reverse("trust_case", args=[case.public_id]), reverse("trust_new_case")):
        assert client.get(address).status_code in {302, 404}
    for verb in ("compare", "unseal", "close"):
        response = client.post(reverse(f"trust_{verb}", args=[case.public_id]), {"field": "phone", "reason": REASON})
        assert response.status_code in {302, 404}
    case.refresh_from_db()
    assert case.closed_at is None
    assert not Opening.objects.exists()


def test_a_case_from_start_to_end(client: Client, ratna: Reader, intan: Reader, sign_in: SignIn) -> None:
    sign_in(intan)
    assert client.get(reverse("trust_new_case")).status_code == 200
    opened = client.post(reverse("trust_new_case"), {"email": ratna.email, "subject": "Tidak bisa masuk"})
    case = Case.objects.get()
    assert opened["location"] == reverse("trust_case", args=[case.public_id])
    assert "Tidak bisa masuk" in client.get(reverse("trust_cases")).content.decode()
    compared = client.post(
        reverse("trust_compare", args=[case.public_id]), {"field": "name", "said": "ratna puspita"}, follow=True
    )
    assert [message.level_tag for message in compared.context["messages"]] == ["success"]
    assert "puspita" not in compared.content.decode()
    client.post(reverse("trust_close", args=[case.public_id]))
    case.refresh_from_db()
    assert case.closed_at is not None


def test_what_the_caller_says_is_not_shown_again(client: Client, case: Case, intan: Reader, sign_in: SignIn) -> None:
    sign_in(intan)
    page = client.post(reverse("trust_compare", args=[case.public_id]), {"field": "phone", "said": "nomor 4711"})
    assert page.status_code == 422
    assert "4711" not in page.content.decode()


def test_opened_data_stands_in_one_response_only(client: Client, case: Case, intan: Reader, sign_in: SignIn) -> None:
    sign_in(intan)
    address = reverse("trust_case", args=[case.public_id])
    page = client.post(reverse("trust_unseal", args=[case.public_id]), {"field": "phone", "reason": REASON})
    assert "+6281255500101" in page.content.decode()
    assert page["refresh"] == f"900;url={address}"
    assert "no-store" in page["cache-control"]
    assert client.get(reverse("trust_unseal", args=[case.public_id])).status_code == 405
    assert "55500101" not in client.get(address).content.decode()


def test_an_opening_without_a_reason_is_asked_for_one(
    client: Client, case: Case, intan: Reader, sign_in: SignIn
) -> None:
    sign_in(intan)
    page = client.post(reverse("trust_unseal", args=[case.public_id]), {"field": "phone", "reason": ""})
    assert page.status_code == 422
    assert not Opening.objects.exists()


def test_the_answer_does_not_tell_whether_there_is_an_account(
    client: Client, ratna: Reader, intan: Reader, sign_in: SignIn
) -> None:
    sign_in(intan)
    pages = []
    for email in (ratna.email, "tidak.ada@contoh.test"):
        page = client.post(reverse("trust_new_case"), {"email": email, "subject": "Sama"}, follow=True)
        case = Case.objects.latest("pk")
        text = page.content.decode().replace(str(case.public_id), "CASE")
        pages.append(text[text.index("<main") :])
    assert len(pages[0]) == len(pages[1])
    assert ratna.email not in pages[0]


@pytest.mark.parametrize("name", ["cases", "new_case", "case", "compare", "unseal", "close"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_password_alone_opens_no_case(case: Case, intan: Reader, sign_in: SignIn, name: str, verb: str) -> None:
    address = reverse(f"trust_{name}", args=[] if name in {"cases", "new_case"} else [case.public_id])
    browser = sign_in(intan)
    device(browser, intan, confirmed=False)
    form = {"field": "phone", "reason": REASON}
    response = browser.get(address) if verb == "get" else browser.post(address, form)
    where = urlencode({"next": address if verb == "get" else reverse("trust:security")})
    assert response["location"] == f"{reverse('trust:confirm')}?{where}"
    assert not Opening.objects.exists()


def test_every_staff_screen_asks_for_a_confirmed_device(intan: Reader, sign_in: SignIn, settings: Settings) -> None:
    """Also those of Wagtail and of rooms that this one does not know; with a stranger, Wagtail deals as ever."""
    settings.REMBUK_STAFF_NEED_DEVICE = True
    browser = sign_in(intan)
    device(browser, intan, confirmed=False)
    for address in (f"{settings.WAGTAIL_PATH}?p=2", f"{settings.WAGTAIL_PATH}account/", reverse("wagtailadmin_sprite")):
        assert browser.get(address)["location"] == f"{reverse('trust:confirm')}?{urlencode({'next': address})}"
    device(browser, intan, confirmed=True)
    assert browser.get(settings.WAGTAIL_PATH).status_code == 200


def test_the_sessions_are_called_as_the_devices_are(client: Client, ratna: Reader, sign_in_at_home: SignIn) -> None:
    phone = {"user-agent": "Mozilla/5.0 (Linux; Android 14; K) Chrome/140.0 Mobile Safari/537.36"}
    page = sign_in_at_home(ratna).get(reverse("usersessions_list"), headers=phone).content.decode()
    assert "Chrome, Android" in page
    assert "Mozilla" not in page


@pytest.mark.parametrize("name", ["usersessions_list", "readers:review", "readers:erase"])
def test_a_password_alone_ends_no_session_and_vouches_for_nothing(ratna: Reader, sign_in: SignIn, name: str) -> None:
    browser = sign_in(ratna)
    assert browser.post(reverse(name))["location"].startswith(reverse("trust:confirm"))
    device(browser, ratna, confirmed=True)
    assert not browser.post(reverse(name))["location"].startswith(reverse("trust:confirm"))


def test_the_owner_hears_that_an_answer_was_replaced(
    ratna: Reader, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        save_profile(reader=ratna, answers={"phone": "0815 5550 0303"})
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [([ratna.email], "Data tersegel Anda diubah")]
    assert "Nomor ponsel" in mailoutbox[0].body
    assert "0303" not in mailoutbox[0].body
