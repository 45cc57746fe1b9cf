"""The window of ours: signing in, the question, and the code for the frame that asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.embed.models import Exchange, FrameToken, Origin
from rembuk.embed.queries import digest
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE, Frame

Frames = Callable[..., Frame]
MARK = digest("rahasia")


def address(**facts: str) -> str:
    return "/sisip/masuk/?" + urlencode({"judul": "lintas-pagi", "asal": SITE, "tanda": MARK, "bahasa": "en"} | facts)


def code_in(page: str) -> str:
    found = re.search(r'data-kode="([\w-]+)"', page)
    assert found
    return found[1]


def test_a_stranger_signs_in_first_and_the_frame_is_not_cut_off(client: Client, site: str) -> None:
    response = client.get(address())
    assert response.status_code == 302
    assert response["Location"].startswith("/akun/login/?next=%2Fsisip%2Fmasuk%2F")
    assert response["Cross-Origin-Opener-Policy"] == "unsafe-none"
    login = client.get(response["Location"])
    assert login["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert login["Content-Language"] == "en"
    # Anyone else's sign-in page is as closed as ever.
    assert Client().get("/akun/login/")["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


def test_the_question_names_the_site_and_no_site_may_show_it(
    sign_in: Callable[[Reader], Client], bagas: Reader, site: str
) -> None:
    response = sign_in(bagas).get(address())
    page = response.content.decode()
    assert SITE in page
    assert "Bagas" in page
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert not Exchange.objects.exists()


def test_yes_gives_a_code_that_counts_once(
    frame: Frames, sign_in: Callable[[Reader], Client], bagas: Reader, site: str
) -> None:
    answer = sign_in(bagas).post(address())
    code = code_in(answer.content.decode())
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert code not in answer.request["QUERY_STRING"]
    status, given = frame().exchange("lintas-pagi", kode=code, rahasia="rahasia")
    assert (status, given["name"]) == (200, "Bagas")
    assert FrameToken.objects.get().reader == bagas
    status, refused = frame().exchange("lintas-pagi", kode=code, rahasia="rahasia")
    assert status == 403
    assert "sekali lagi" in refused["message"]


@pytest.mark.parametrize("asked", [{"rahasia": "lain"}, {"rahasia": ""}, {"slug": "niaga-petang"}, {"kode": "x"}])
def test_a_code_is_of_use_to_the_frame_that_asked(
    frame: Frames,
    sign_in: Callable[[Reader], Client],
    bagas: Reader,
    site: str,
    title: TitlePage,
    asked: dict[str, str],
) -> None:
    title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    code = code_in(sign_in(bagas).post(address()).content.decode())
    facts = {"kode": code, "rahasia": "rahasia"} | asked
    status, _answer = frame().exchange(facts.pop("slug", "lintas-pagi"), **facts)
    assert status == 403
    assert not FrameToken.objects.exists()


def test_a_code_lives_a_minute(frame: Frames, sign_in: Callable[[Reader], Client], bagas: Reader, site: str) -> None:
    code = code_in(sign_in(bagas).post(address()).content.decode())
    assert Exchange.objects.get().expires_at < timezone.now() + timedelta(seconds=61)
    Exchange.objects.update(expires_at=timezone.now())
    assert frame().exchange("lintas-pagi", kode=code, rahasia="rahasia")[0] == 403


@pytest.mark.parametrize(
    "facts", [{"asal": "https://jahat.example"}, {"asal": ""}, {"tanda": "x"}, {"tanda": ""}, {"tanda": MARK + "0"}]
)
def test_a_site_that_is_not_allowed_gets_no_question(
    sign_in: Callable[[Reader], Client], bagas: Reader, site: str, facts: dict[str, str]
) -> None:
    client = sign_in(bagas)
    assert client.get(address(**facts)).status_code == 403
    assert client.post(address(**facts)).status_code == 403
    assert not Exchange.objects.exists()


def test_yes_is_said_by_oneself(bagas: Reader, site: str) -> None:
    checking = Client(enforce_csrf_checks=True)
    checking.force_login(bagas, backend="rembuk.readers.backends.Staff")
    assert checking.post(address()).status_code == 403
    assert not Exchange.objects.exists()


def test_a_token_cannot_beget_another(frame: Frames, token: str, site: str) -> None:
    """The window is where cookies are at home: a frame's token is nobody there."""
    before = Exchange.objects.count()
    assert frame(token).get(address()).status_code == 302
    assert frame(token).post(address()).status_code == 403
    assert Exchange.objects.count() == before


def test_an_origin_taken_away_meanwhile(
    frame: Frames, sign_in: Callable[[Reader], Client], bagas: Reader, site: str
) -> None:
    code = code_in(sign_in(bagas).post(address()).content.decode())
    Origin.objects.all().delete()
    assert frame().exchange("lintas-pagi", kode=code, rahasia="rahasia")[0] == 403


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"jwt": 3}', '{"jwt": "a\\u0000"}', '{"kode": "\\ud800"}', "[" * 5_000]
)
def test_nonsense_is_refused_with_a_sentence(client: Client, site: str, body: str) -> None:
    answer = client.post("/sisip/lintas-pagi/tukar/", body, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["message"]
