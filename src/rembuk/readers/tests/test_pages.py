from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.readers import queries
from rembuk.readers.models import Reader

SignIn = Callable[[Reader], Client]
PROFILE = reverse("readers:profile")
ANSWERS = {"name": "Bagas Wirawan", "birth_date": "1999-01-31", "phone": "0813 5550 0202"}


@pytest.mark.parametrize("name", ["profile", "review", "erase"])
@pytest.mark.django_db
def test_a_stranger_signs_in_first(client: Client, name: str) -> None:
    response = client.post(reverse(f"readers:{name}"))
    assert response.status_code == 302
    assert response["location"].startswith(reverse("account_login"))


def test_an_empty_profile_asks_and_says_why(bagas: Reader, sign_in: SignIn) -> None:
    page = sign_in(bagas).get(PROFILE)
    text = page.content.decode()
    for field in queries.missing_fields(bagas):
        assert f'name="{field.name}"' in text
        assert str(field.purpose) in text
    assert page["cache-control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_completing_the_profile(bagas: Reader, sign_in: SignIn) -> None:
    browser = sign_in(bagas)
    assert browser.post(PROFILE, ANSWERS).status_code == 302
    assert queries.facts(bagas).complete
    page = browser.get(PROFILE).content.decode()
    assert "+62 813-••••-0202" in page
    for value in ("Wirawan", "wirawan", "1999", "081355500202", "81355500202", "5550"):
        assert value not in page
    assert list(queries.consents(bagas).values_list("purpose", flat=True)) == ["profile"]


def test_good_answers_are_kept_and_only_the_bad_one_is_asked_again(bagas: Reader, sign_in: SignIn) -> None:
    page = sign_in(bagas).post(PROFILE, ANSWERS | {"birth_date": "2999-12-31"})
    assert page.status_code == 422
    text = page.content.decode()
    assert [field.name for field in queries.missing_fields(bagas)] == ["birth_date"]
    assert 'aria-invalid="true"' in text
    assert "2999" not in text, "what was typed is not shown again"


def test_what_is_left_blank_may_come_later(bagas: Reader, sign_in: SignIn) -> None:
    browser = sign_in(bagas)
    assert browser.post(PROFILE, {"name": "", "birth_date": " ", "phone": ANSWERS["phone"]}).status_code == 302
    assert [field.name for field in queries.missing_fields(bagas)] == ["name", "birth_date"]
    page = browser.post(PROFILE, {"name": "", "birth_date": ""})
    assert page.status_code == 422
    assert page.content.decode().count('aria-invalid="true"') == 2


def test_changing_one_answer(ratna: Reader, sign_in_at_home: SignIn) -> None:
    browser = sign_in_at_home(ratna)
    assert browser.post(PROFILE, {"phone": "0815 5550 0303"}).status_code == 302
    assert "+62 815-••••-0303" in browser.get(PROFILE).content.decode()


def test_a_password_alone_changes_no_stored_answer(ratna: Reader, sign_in: SignIn) -> None:
    response = sign_in(ratna).post(PROFILE, {"phone": "0815 5550 0303"})
    assert response.headers["Location"].startswith(reverse("trust:confirm"))
    assert "0101" in next(field.hint for field in ratna.sealed_fields.all() if field.field == "phone")


def test_a_refused_change_keeps_the_old_answer_and_its_form_open(ratna: Reader, sign_in_at_home: SignIn) -> None:
    page = sign_in_at_home(ratna).post(PROFILE, {"phone": "112"})
    assert page.status_code == 422
    assert page.content.decode().count("<details open>") == 1
    assert queries.facts(ratna).complete


def test_still_right(ratna: Reader, sign_in_at_home: SignIn) -> None:
    before = queries.facts(ratna).reviewed_at
    assert sign_in_at_home(ratna).post(reverse("readers:review")).status_code == 302
    after = queries.facts(ratna).reviewed_at
    assert before is not None
    assert after is not None
    assert after > before


def test_looking_at_the_removal_removes_nothing(ratna: Reader, sign_in: SignIn) -> None:
    browser = sign_in(ratna)
    browser.get(reverse("readers:erase"))
    browser.get(reverse("readers:review"))
    assert queries.facts(ratna).complete


@pytest.mark.parametrize("who", ["ratna", "bagas"])
def test_the_page_has_one_element_per_id(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    page = sign_in(request.getfixturevalue(who)).get(PROFILE).content.decode()
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
