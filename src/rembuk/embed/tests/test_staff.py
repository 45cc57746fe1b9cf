"""The screens of the newsroom."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from rembuk.audit.models import AuditRow
from rembuk.embed.models import Origin, SignOn, SignOnKey
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE


@pytest.fixture
def editor(sign_in: Callable[[Reader], Client], sekar: Reader) -> Client:
    """Sekar, who may set embedding up."""
    sekar.user_permissions.add(*Permission.objects.filter(content_type__app_label="embed"))
    return sign_in(sekar)


def test_an_editor_allows_a_site(editor: Client, title: TitlePage) -> None:
    assert editor.get("/staf/sisip/asal/").status_code == 200
    form = {"title": title.pk, "pattern": "https://WWW.kabar.example/"}
    assert editor.post("/staf/sisip/asal/new/", form).status_code == 302
    assert Origin.objects.get().pattern == SITE
    again = editor.post("/staf/sisip/asal/new/", {"title": title.pk, "pattern": "http://kabar.example"})
    assert "https://, supaya" in again.content.decode()
    assert editor.post("/staf/sisip/asal/new/", form).status_code == 200  # it is there already
    assert Origin.objects.count() == 1


def test_a_secret_is_shown_once(editor: Client, sign_on: SignOn) -> None:
    path = f"/staf/sisip/kunci/{sign_on.pk}/"
    page = editor.post(path, {"algorithm": "HS256"})
    found = re.search(r"<code>([\w-]{43})</code>", page.content.decode())
    assert found
    assert "no-store" in page["Cache-Control"]
    assert found[1] not in editor.get(path).content.decode()
    assert not [row for row in AuditRow.objects.values() if found[1] in str(row)]
    assert AuditRow.objects.filter(verb="embed.add_key").count() == 1


def test_a_public_key_that_is_none(editor: Client, sign_on: SignOn) -> None:
    page = editor.post(f"/staf/sisip/kunci/{sign_on.pk}/", {"algorithm": "EdDSA", "public_key": "x"})
    assert page.status_code == 422
    assert "Ed25519" in page.content.decode()
    assert not SignOnKey.objects.exists()


def test_a_key_ends(editor: Client, shared: tuple[SignOnKey, str]) -> None:
    key, _secret = shared
    path = f"/staf/sisip/kunci/{key.pk}/akhiri/"
    editor.post(path, {"at": "kemarin"})
    assert SignOnKey.objects.get().retires_at is None
    editor.post(path, {"at": "2020-01-01T00:00"})
    assert SignOnKey.objects.get().retires_at is None
    editor.post(path, {})
    assert SignOnKey.objects.get().retires_at is not None


@pytest.mark.parametrize("who", ["bagas", "damar", "yoga", "intan"])
def test_who_does_not_set_it_up_finds_nothing(
    request: pytest.FixtureRequest, sign_in: Callable[[Reader], Client], shared: tuple[SignOnKey, str], who: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    key, _secret = shared
    for path in (f"/staf/sisip/kunci/{key.sign_on_id}/", "/staf/sisip/asal/"):
        assert client.get(path).status_code in {302, 404}
    client.post(f"/staf/sisip/kunci/{key.pk}/akhiri/", {})
    client.post(f"/staf/sisip/kunci/{key.sign_on_id}/", {"algorithm": "HS256"})
    assert SignOnKey.objects.get().retires_at is None
