"""Wagtail's own screens for people work with accounts that have no username."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.readers.models import Reader

PERSON = {
    "email": "Mira.Redaksi@Contoh.test",
    "first_name": "Mira",
    "last_name": "Anggraini",
    "password1": "kata sandi redaksi",
    "password2": "kata sandi redaksi",
}


@pytest.fixture
def desk(make_reader: Callable[..., Reader], sign_in: Callable[[Reader], Client]) -> Client:
    return sign_in(make_reader("Pengelola", is_superuser=True))


def test_the_list_names_people_and_nothing_sealed(desk: Client, ratna: Reader) -> None:
    page = desk.get(reverse("wagtailusers_users:index")).content.decode()
    assert ratna.email in page
    assert "••••" not in page


def test_adding_a_person(desk: Client) -> None:
    address = reverse("wagtailusers_users:add")
    assert desk.get(address).status_code == 200
    assert desk.post(address, PERSON).status_code == 302
    person = Reader.objects.get(email="mira.redaksi@contoh.test")
    assert person.display_name == "Mira Anggraini"


def test_an_address_in_other_letters_is_the_same_address(desk: Client, ratna: Reader) -> None:
    page = desk.post(reverse("wagtailusers_users:add"), PERSON | {"email": ratna.email.upper()})
    assert page.status_code == 200
    assert "email" in page.context["form"].errors


def test_changing_a_person_keeps_the_display_name(desk: Client, bagas: Reader) -> None:
    address = reverse("wagtailusers_users:edit", args=[bagas.pk])
    assert desk.get(address).status_code == 200
    change = {"email": bagas.email, "first_name": "Bagas", "last_name": "Wirawan", "is_active": "on"}
    assert desk.post(address, change).status_code == 302
    bagas.refresh_from_db()
    assert (bagas.display_name, bagas.last_name) == ("Bagas", "Wirawan")
