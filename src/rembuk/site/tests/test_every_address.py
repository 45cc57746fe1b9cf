"""Every address of the house, opened by everyone. The table of `addresses.py` says who may."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rembuk.audit.models import AuditRow
from rembuk.conftest import PASSWORD
from rembuk.readers.models import Reader
from rembuk.trust.middleware import GUARDED
from rembuk.trust.tests.factories import device

from .addresses import LISTS, TABLE
from .resolver import Route, routes
from .rows import answer_of
from .world import PEOPLE, World

# Wagtail hands these to everyone: its icons and the words of its scripts.
OPEN_AT_WAGTAIL = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}


def path_of(route: Route, world: World) -> str:
    """The address with the things of the world in it."""
    args = TABLE[route.name].args(world)
    return reverse(route.name, args=args) if route.name != route.pattern else route.filled()


def test_every_address_of_ours_has_an_entry() -> None:
    ours = {route.name for route in routes() if route.is_ours}
    assert ours - TABLE.keys() == set(), "say in addresses.py who may open these"
    known = {route.name for route in routes()}
    assert {name for name in TABLE.keys() - known if name not in LISTS} == set(), "no address has these names any more"


@pytest.mark.parametrize("name", PEOPLE)
def test_everyone_gets_what_the_table_says(name: str, world: World) -> None:
    wrong, deeds, browser = [], AuditRow.objects.count(), world.browser(name)
    for route in routes():
        if not route.is_ours:
            continue
        path = path_of(route, world)
        got, wanted = answer_of(browser.get(path)), TABLE[route.name].answers()[name]
        if got != wanted:
            wrong.append(f"{route.name} ({path}): {got}, the table says {wanted}")
    assert not wrong, "\n".join(["", *wrong])
    assert AuditRow.objects.count() == deeds, "looking changed something"


@pytest.mark.parametrize("name", ["nobody", "ratna", "bagas", "tini"])
def test_readers_see_no_staff_screen(name: str, world: World) -> None:
    seen, browser = [], world.browser(name)
    for route in routes():
        if route.is_staff and not route.is_ours and route.name not in OPEN_AT_WAGTAIL:
            answer = answer_of(browser.get(route.filled()))
            if answer == "200" or answer.startswith("5"):
                seen.append(f"{route.name} ({route.filled()}): {answer}")
    assert not seen, "\n".join(["", *seen])


def test_the_made_up_paths_reach_wagtail(admin_client: Client, admin_user: Reader, world: World) -> None:
    """The check above means something: someone who may do everything gets answers at most of these paths."""
    admin_client.raise_request_exception = False
    device(admin_client, admin_user, confirmed=True)
    theirs = [route.filled() for route in routes() if route.is_staff and not route.is_ours]
    answers = [admin_client.get(path).status_code for path in theirs if path != "/staf/failwhale/"]
    assert answers.count(200) > 40


@pytest.mark.parametrize("name", sorted(GUARDED | {"wallet:code", "trust:forget"}))
def test_an_unconfirmed_device_is_asked_for_a_code(name: str, world: World) -> None:
    address = TABLE.get(name)
    assert address is not None
    assert answer_of(world.browser("ratna", confirmed=False).get(reverse(name, args=address.args(world)))) == "code"


@pytest.mark.parametrize("name", ["damar", "yoga", "sekar", "intan"])
def test_a_password_alone_opens_no_staff_screen(name: str, world: World, settings: Settings) -> None:
    settings.REMBUK_STAFF_NEED_DEVICE = True
    browser = world.browser(name, confirmed=False)
    screens = [route.filled() for route in routes() if route.is_staff]
    assert {answer_of(browser.get(path)) for path in screens} == {"code"}


def test_uploads_are_given_out_and_nothing_beside_them(world: World) -> None:
    name = default_storage.save("coba.txt", ContentFile(b"isi"))
    client = world.browser("nobody")
    try:
        assert b"".join(client.get(f"/media/{name}")) == b"isi"
        for path in ("/media/", "/media/../secret-key", "/media/%2e%2e/secret-key", "/media//etc/passwd"):
            assert client.get(path).status_code in {400, 404}
    finally:
        default_storage.delete(name)


def test_a_drawing_that_was_uploaded_runs_nothing(world: World) -> None:
    name = default_storage.save(
        "coba.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    )
    try:
        answer = world.browser("nobody").get(f"/media/{name}")
        assert b"<svg" in b"".join(answer)
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    finally:
        default_storage.delete(name)


def test_there_is_one_way_in(world: World) -> None:
    """A password alone opens nothing but the sign-in page, which asks for the second factor and knows devices."""
    known = {"username": world.people["ratna"].email, "login": world.people["ratna"].email, "password": PASSWORD}
    opened, browser = [], world.browser("nobody")
    for route in routes():
        if route.name != "account_login":
            browser.post(route.filled(), known)
            if "_auth_user_id" in browser.session:
                opened.append(route.filled())
                browser.session.flush()
    assert opened == []
    # The control: the same words at the right door.
    browser = world.browser("nobody")
    browser.post(reverse("account_login"), known)
    assert browser.session["_auth_user_id"] == str(world.people["ratna"].pk)
