"""Frame tokens: what they reach, what they do not, and how they end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Reaction, Report, Thread
from rembuk.embed import actions
from rembuk.embed.models import FrameToken, Origin
from rembuk.embed.queries import digest
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE, Frame, frame_address

Frames = Callable[..., Frame]


@pytest.fixture
def thread(title: TitlePage) -> Thread:
    """The thread of a page of the site."""
    return Thread.objects.create(title=title, page_key="artikel-17", page_url=f"{SITE}/2026/artikel-17", page_title="A")


@pytest.fixture
def comment(thread: Thread, ratna: Reader) -> Comment:
    """What Ratna wrote there."""
    return post_comment(author=ratna, thread=thread, body="Saya setuju.", client_key=uuid.uuid4())


def write(frame: Frame, thread: Thread, body: str = "Dari bingkai.") -> Any:
    return frame.post(f"/bincang/{thread.pk}/tulis/", {"body": body, "client_key": str(uuid.uuid4())})


def test_reading_and_writing(frame: Frames, token: str, thread: Thread, comment: Comment, bagas: Reader) -> None:
    own = frame(token)
    assert own.get(f"/bincang/{thread.pk}/saya/").json()["reader"] == str(bagas.public_id)  # type: ignore[attr-defined]
    response = write(own, thread)
    assert response.status_code == 201
    assert not response.cookies
    written = Comment.objects.get(author=bagas)
    answer = {"body": "Sama.", "client_key": str(uuid.uuid4())}
    assert own.post(f"/bincang/komentar/{comment.public_id}/balas/", answer).status_code == 201
    react = own.post(f"/bincang/komentar/{comment.public_id}/tanggapan/", {"kind": "setuju"}, accept="application/json")
    assert react.status_code == 200
    assert Reaction.objects.filter(reader=bagas).count() == 1
    own.post(f"/bincang/komentar/{comment.public_id}/laporkan/", {"reason": "spam", "note": ""})
    assert Report.objects.filter(reporter=bagas).count() == 1
    edited = own.post(f"/bincang/komentar/{written.public_id}/sunting/", {"body": "Dari bingkai, dengan tenang."})
    assert (edited.status_code, Comment.objects.get(pk=written.pk).body) == (302, "Dari bingkai, dengan tenang.")
    own.post(f"/bincang/komentar/{written.public_id}/tarik/")
    assert Comment.objects.get(pk=written.pk).state == Comment.State.REMOVED


def test_the_frame_shows_the_readers_own_form(frame: Frames, token: str, thread: Thread, bagas: Reader) -> None:
    piece = frame(token).get(frame_address(), **{"rembuk-piece": "1"}).content.decode()
    assert f'data-reader="{bagas.public_id}"' in piece
    assert f'action="/bincang/{thread.pk}/tulis/"' in piece
    assert "<html" not in piece


@pytest.mark.parametrize(
    "path",
    ["/profil/", "/dompet/", "/keamanan/", "/akun/email/", "/staf/", "/warung/", "/akun/sessions/", "/profil/hapus/"],
)
def test_nothing_else_on_the_site_answers_to_it(frame: Frames, token: str, title: TitlePage, path: str) -> None:
    stranger, own = Client().get(path), frame(token).get(path)
    assert (own.status_code, own.get("Location")) == (stranger.status_code, stranger.get("Location"))
    assert own.status_code in {301, 302, 404}


def test_a_token_of_the_staff_opens_no_staff_screen(
    frame: Frames, title: TitlePage, site: str, sekar: Reader, thread: Thread
) -> None:
    secret = given(sekar, title)
    for path in ("/staf/", "/staf/moderasi/", "/staf/sisip/asal/"):
        assert "/akun/login/" in frame(secret).get(path)["Location"]
    assert write(frame(secret), thread).status_code == 201


def given(reader: Reader, title: TitlePage, origin: str = SITE) -> str:
    """A token by way of the window."""
    code = actions.offer(reader=reader, title=title, origin=origin, challenge=digest("rahasia"))
    secret, _row = actions.exchange(title=title, code=code, verifier="rahasia")
    return secret


def test_another_titles_threads_are_a_strangers(frame: Frames, token: str, title: TitlePage, ratna: Reader) -> None:
    sister = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    Origin.objects.create(title=sister, pattern=SITE)
    other = Thread.objects.create(title=sister, page_key="b", page_url=f"{SITE}/b")
    there = post_comment(author=ratna, thread=other, body="Di sini.", client_key=uuid.uuid4())
    own = frame(token)
    assert own.get(f"/bincang/{other.pk}/saya/").json() == {"reader": None}  # type: ignore[attr-defined]
    assert write(own, other).status_code == 422
    assert own.post(f"/bincang/komentar/{there.public_id}/laporkan/", {"reason": "spam"}).status_code == 302
    piece = own.get(frame_address("niaga-petang"), **{"rembuk-piece": "1"}).content.decode()
    assert "data-reader" not in piece
    assert own.post("/sisip/niaga-petang/tulis/", {"alamat": f"{SITE}/c", "asal": SITE}).status_code == 401
    assert not Comment.objects.exclude(author=ratna).exists()
    assert not Report.objects.exists()


def test_a_cookie_means_nothing_beside_a_token(
    token: str, thread: Thread, sign_in: Callable[[Reader], Client], ratna: Reader, bagas: Reader
) -> None:
    answer = sign_in(ratna).get(f"/bincang/{thread.pk}/saya/", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["reader"] == str(bagas.public_id)


def test_a_frames_request_without_a_token_is_a_strangers(
    thread: Thread, sign_in: Callable[[Reader], Client], ratna: Reader
) -> None:
    """Also where the browser sends cookies, because both sites are below one domain."""
    headers = {"referer": "http://testserver/sisip/lintas-pagi/bingkai/?bahasa=en", "host": "testserver"}
    assert sign_in(ratna).get(f"/bincang/{thread.pk}/saya/", headers={"referer": "http://["}).json()["reader"]
    assert sign_in(ratna).get(f"/bincang/{thread.pk}/saya/", headers=headers).json() == {"reader": None}


def test_its_own_address_says_the_language(frame: Frames, token: str, comment: Comment) -> None:
    headers = {"referer": "http://testserver/sisip/lintas-pagi/bingkai/?bahasa=en", "host": "testserver"}
    path = f"/bincang/komentar/{comment.public_id}/tindakan/"
    english = frame(token).get(path, **headers, **{"rembuk-piece": "1"})
    assert english["Content-Language"] == "en"
    assert frame(token).get(path, **{"rembuk-piece": "1"})["Content-Language"] == "id"
    # What may be stored for everyone is in the language of its own address, whatever frame asked first.
    feed = f"/sisip/umpan/utas/{comment.thread_id}/"
    assert frame().get(feed, **headers)["Content-Language"] == "id"
    assert frame().get(f"{feed}?bahasa=en", **headers)["Content-Language"] == "en"


def test_only_a_token_that_holds_excuses_from_csrf(
    frame: Frames, thread: Thread, ratna: Reader, client: Client
) -> None:
    form = {"body": "Dari mana?", "client_key": str(uuid.uuid4())}
    checking = Client(enforce_csrf_checks=True)
    checking.force_login(ratna, backend="rembuk.readers.backends.Staff")
    assert checking.post(f"/bincang/{thread.pk}/tulis/", form).status_code == 403
    for bearer in ("rbf_tidak-ada", "x", "rbf_\u00e9"):
        answer = checking.post(f"/bincang/{thread.pk}/tulis/", form, headers={"authorization": f"Bearer {bearer}"})
        assert answer.status_code == 401
        assert "berakhir" in answer.json()["message"]
    assert not Comment.objects.exists()


def test_twelve_hours_and_not_longer(frame: Frames, token: str, thread: Thread) -> None:
    row = FrameToken.objects.get()
    assert timedelta(hours=11, minutes=59) < row.expires_at - timezone.now() < timedelta(hours=12, minutes=1)
    write(frame(token), thread)
    assert FrameToken.objects.get().expires_at == row.expires_at
    FrameToken.objects.update(expires_at=timezone.now())
    assert write(frame(token), thread).status_code == 401


def test_another_password_ends_it(frame: Frames, token: str, thread: Thread, bagas: Reader) -> None:
    bagas.set_password("kata sandi yang baru sekali")
    bagas.save()
    assert write(frame(token), thread).status_code == 401


def test_a_closed_account_ends_it(frame: Frames, token: str, thread: Thread, bagas: Reader) -> None:
    Reader.objects.filter(pk=bagas.pk).update(is_active=False)
    assert write(frame(token), thread).status_code == 401


def test_an_origin_that_is_taken_away_ends_it(frame: Frames, token: str, thread: Thread) -> None:
    Origin.objects.all().delete()
    assert write(frame(token), thread).status_code == 401


def test_signing_out(frame: Frames, token: str, thread: Thread) -> None:
    assert frame().post("/sisip/keluar/").status_code == 403
    assert frame(token).post("/sisip/keluar/").status_code == 204
    assert not FrameToken.objects.exists()
    assert frame(token).post("/sisip/keluar/").status_code == 401
    assert write(frame(token), thread).status_code == 401


def test_only_a_digest_is_kept(token: str) -> None:
    row = FrameToken.objects.values().get()
    assert token.startswith("rbf_")
    assert len(token) == 47
    assert not [value for value in row.values() if token[4:] in str(value)]
