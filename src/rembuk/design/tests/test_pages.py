from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from rembuk.design.context_processors import look
from rembuk.design.middleware import READER, Pieces, SecurityHeaders, policy

# The look must not lean on the addresses of the rooms above it.
pytestmark = pytest.mark.urls("rembuk.design.urls")


def render(template: str, **context: object) -> str:
    request = RequestFactory().get("/berita/")
    request.user = AnonymousUser()
    with translation.override("id"):
        return render_to_string(template, {"request": request, **look(request), **context})


def test_a_page_stands_without_a_title() -> None:
    html = render("design/page.html")
    assert '<html lang="id">' in html
    assert "Rembuk</a>" in html
    assert 'href="#main"' in html


def test_the_masthead_is_the_titles() -> None:
    section = SimpleNamespace(name="UMKM", url="/berita/")
    title = SimpleNamespace(name="Lintas Pagi", tagline="Kabar jernih", home_url="/lintas-pagi/", sections=[section])
    html = render("design/page.html", site_title=title)
    assert 'href="/lintas-pagi/">Lintas Pagi</a>' in html
    assert '<a href="/berita/" aria-current="page">UMKM</a>' in html


def test_a_page_that_many_share_holds_no_name_and_no_token() -> None:
    html = render("design/story_base.html", shared_page=True, user="sekar", csrf_token="a-token")
    assert "sekar" not in html
    assert "a-token" not in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_context_and_speaks_both_languages(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert '<html lang="id">' in html
    assert '<p lang="en"' in html
    assert 'href="/"' in html


def test_form_errors_are_announced() -> None:
    errors = SimpleNamespace(non_field_errors=["Kode salah."], hidden_fields=[], visible_fields=[])
    assert 'role="alert"' in render("design/_form.html", form=errors)


def answer(path: str, **own: str) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers=own)

    return SecurityHeaders(view)(RequestFactory().get(path))


def test_readers_get_the_strict_policy_and_staff_the_looser(settings: Settings) -> None:
    settings.WAGTAIL_PATH = "/staf/"
    assert "unsafe" not in answer("/berita/")["Content-Security-Policy"]
    assert "default-src 'none'" in answer("/berita/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in answer("/staf/pages/")["Content-Security-Policy"]


def test_a_project_may_widen_one_directive(settings: Settings) -> None:
    settings.CSP_CHANGES = {"img_src": ("'self'", "https://gambar.example")}
    widened = answer("/berita/")["Content-Security-Policy"]
    assert "img-src 'self' https://gambar.example;" in widened
    assert "script-src 'self';" in widened


def test_a_view_keeps_the_header_it_set() -> None:
    own = policy(READER, frame_ancestors=("*",))
    assert answer("/sematan/", **{"Content-Security-Policy": own})["Content-Security-Policy"] == own


def test_the_style_guide_is_shown_to_builders_only(client: Client, settings: Settings) -> None:
    settings.DEBUG, settings.DEMO = False, True
    assert "Pilihan redaksi" in client.get("/gaya/").content.decode()
    settings.DEMO = False
    assert client.get("/gaya/").status_code == 404


@pytest.mark.parametrize(
    ("cookies", "headers", "own", "kept"),
    [
        ({"sessionid": "a"}, {}, "", "private, no-cache"),
        ({}, {"authorization": "Bearer a"}, "", "private, no-cache"),
        ({}, {}, "", ""),
        ({"sessionid": "a"}, {}, "no-store", "no-store"),
    ],
)
def test_a_page_that_somebody_signed_in_gets_is_private_to_caches(
    cookies: dict[str, str], headers: dict[str, str], own: str, kept: str
) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("<p>", headers={"Cache-Control": own} if own else {})

    request = RequestFactory().get("/", headers=headers)
    request.COOKIES = cookies
    response = Pieces(answer)(request)
    assert response.get("Cache-Control", "") == kept
    assert "Rembuk-Piece" in response["Vary"]
