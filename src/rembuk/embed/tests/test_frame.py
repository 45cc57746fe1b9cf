"""The frame: who may show it, what stands in it, and how a page's first comment makes its thread."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.conversation.actions import steer_thread
from rembuk.conversation.models import Comment, Thread
from rembuk.embed import actions, tasks
from rembuk.embed.models import Opened, Origin, UsedToken
from rembuk.embed.pages import Page
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE, Frame, frame_address

Frames = Callable[..., Frame]


def ancestors(response: Any) -> str:
    """Who may show the page, as the browser is told."""
    directives = dict(each.split(" ", 1) for each in response["Content-Security-Policy"].split("; "))
    return str(directives["frame-ancestors"])


def test_an_allowed_site_may_show_it(frame: Frames, site: str, title: TitlePage) -> None:
    Origin.objects.create(title=title, pattern="https://*.kabar.example")
    response = frame().get(frame_address())
    assert response.status_code == 200
    assert ancestors(response) == "https://*.kabar.example https://www.kabar.example"
    assert "X-Frame-Options" not in response
    page = response.content.decode()
    assert f'<meta name="rembuk-origin" content="{SITE}">' in page
    assert "Belum ada komentar" in page
    assert not response.cookies
    assert not Thread.objects.exists()


def test_no_inline_script_or_style(frame: Frames, site: str) -> None:
    page = frame().get(frame_address()).content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize(
    "facts",
    [
        {"asal": "https://jahat.example"},
        {"asal": "https://www.kabar.example.jahat.example"},
        {"asal": "http://www.kabar.example"},
        {"asal": "bukan asal"},
        {"alamat": "https://jahat.example/artikel", "asal": SITE},
        {"alamat": "https://jahat.example/artikel", "asal": ""},
        {"alamat": "https://www.kabar.example@jahat.example/"},
    ],
)
def test_clickjacking_another_site_gets_nothing(frame: Frames, site: str, facts: dict[str, str]) -> None:
    response = frame().get(frame_address(**facts))
    assert response.status_code in {400, 403}
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "Penyematan" in response.content.decode()


def test_without_origins_nobody_may_show_it(frame: Frames, title: TitlePage) -> None:
    response = frame().get(frame_address())
    assert response.status_code == 403
    assert ancestors(response) == "'none'"
    assert "belum menentukan" in response.content.decode()


def test_loopback_counts_in_the_demo_only(frame: Frames, title: TitlePage, settings: Any) -> None:
    Origin.objects.create(title=title, pattern="http://tamu.localhost:9000")
    address = frame_address(alamat="http://tamu.localhost:9000/a", asal="http://tamu.localhost:9000")
    assert frame().get(address).status_code == 403
    settings.REMBUK_LOOPBACK_SITES = True
    assert frame().get(address).status_code == 200


@pytest.mark.parametrize("facts", [{"kunci": "k" * 501}, {"alamat": f"{SITE}/{'a' * 1_000}"}, {"alamat": ""}])
def test_what_is_too_long_or_missing(frame: Frames, site: str, facts: dict[str, str]) -> None:
    assert frame().get(frame_address(**facts)).status_code == 400


def test_a_zero_byte_reaches_no_database(frame: Frames, site: str) -> None:
    assert frame().get(frame_address(kunci="a\0b", judul="\0")).status_code == 200


def test_words_and_look(frame: Frames, site: str) -> None:
    page = frame().get(frame_address(bahasa="en", tema="dark")).content.decode()
    assert '<html lang="en" data-frame="" data-theme="dark"' in page
    assert "No comments yet" in page
    assert 'lang="id"' in frame().get(frame_address(bahasa="xx", tema="x onload=1")).content.decode()


def test_a_key_or_a_headline_is_only_text(frame: Frames, site: str) -> None:
    page = frame().get(frame_address(judul='"><script>1</script>', kunci='"><b>')).content.decode()
    assert "<script>1" not in page
    assert '"><b>' not in page


def test_a_signed_in_person_is_nobody_in_a_frame(site: str, sign_in: Callable[[Reader], Client], bagas: Reader) -> None:
    page = sign_in(bagas).get(frame_address())
    assert "data-reader" not in page.content.decode()
    assert not page.cookies


def test_an_own_story_brings_its_own_thread(frame: Frames, site: str, story: StoryPage) -> None:
    address = frame_address(alamat=f"http://testserver{story.get_url()}", kunci="apa-saja")
    response = frame().get(address)
    thread = Thread.objects.get(story=story)
    assert f'data-thread="{thread.pk}"' in response.content.decode()
    assert ancestors(response) == SITE
    assert Thread.objects.count() == 1


def test_a_story_that_is_not_public_brings_nothing(frame: Frames, site: str, story: StoryPage) -> None:
    StoryPage.objects.update(live=False)
    assert frame().get(frame_address(alamat=f"http://testserver{story.get_url()}")).status_code == 403
    assert not Thread.objects.exists()


def test_the_first_comment_makes_the_thread(
    frame: Frames, token: str, first: dict[str, str], bagas: Reader, title: TitlePage
) -> None:
    response = frame(token).post("/sisip/lintas-pagi/tulis/", first)
    assert response.status_code == 201
    assert response["Rembuk-Go"].startswith("/sisip/lintas-pagi/bingkai/?kunci=artikel-17")
    comment = Comment.objects.select_related("thread").get()
    assert (comment.author, comment.thread.title_id, comment.thread.page_key) == (bagas, title.pk, "artikel-17")
    assert comment.thread.page_title == "Harga cabai turun"
    page = frame().get(response["Rembuk-Go"]).content.decode()
    assert "Di pasar dekat rumah" in page
    # The same form once more, by an impatient thumb, is the same comment.
    frame(token).post("/sisip/lintas-pagi/tulis/", first)
    assert Comment.objects.count() == 1


def test_a_stranger_makes_no_thread(frame: Frames, first: dict[str, str]) -> None:
    assert frame().post("/sisip/lintas-pagi/tulis/", first).status_code == 403  # no token: Django asks for its own
    assert not Thread.objects.exists()


@pytest.mark.parametrize("change", [{"alamat": "https://jahat.example/a"}, {"asal": "https://jahat.example"}])
def test_a_page_of_another_site_gets_no_thread(
    frame: Frames, token: str, first: dict[str, str], change: dict[str, str]
) -> None:
    response = frame(token).post("/sisip/lintas-pagi/tulis/", first | change)
    assert response.status_code == 403
    assert "message" in response.json()  # type: ignore[attr-defined]  # the test client adds it
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("key", "address", "leads_to"),
    [
        # Whoever knows the key of a page cannot have its conversation lead elsewhere.
        (f"{SITE}/cabai", f"{SITE}/lain", f"{SITE}/cabai"),
        (f"{SITE}/?p=17", f"{SITE}/2026/cabai", f"{SITE}/?p=17"),
        (f"{SITE}/cabai", f"{SITE}/cabai-palsu", f"{SITE}/cabai"),
        ("", f"{SITE}/cabai", f"{SITE}/cabai"),
        ("", f"{SITE}/{'a' * 600}", f"{SITE}/{'a' * 600}"),
        # A key from an older home of the site is an id like any other.
        ("https://lama.example/cabai", f"{SITE}/cabai", f"{SITE}/cabai"),
        ("17", f"{SITE}/cabai", f"{SITE}/cabai"),
    ],
)
def test_a_key_that_is_an_address_says_where_the_thread_leads(
    frame: Frames, token: str, first: dict[str, str], key: str, address: str, leads_to: str
) -> None:
    said = first | {"kunci": key, "alamat": address}
    assert frame(token).post("/sisip/lintas-pagi/tulis/", said).status_code == 201
    assert Thread.objects.get().page_url == leads_to


@pytest.mark.parametrize(("heading", "kept"), [("Dasar bangsat", ""), ("Harga cabai turun", "Harga cabai turun")])
def test_a_foul_headline_is_none(frame: Frames, token: str, first: dict[str, str], heading: str, kept: str) -> None:
    assert frame(token).post("/sisip/lintas-pagi/tulis/", first | {"judul": heading}).status_code == 201
    thread = Thread.objects.get()
    assert (thread.page_title, thread.headline) == (kept, kept or first["alamat"])


def test_who_comes_later_changes_nothing(frame: Frames, token: str, first: dict[str, str]) -> None:
    frame(token).post("/sisip/lintas-pagi/tulis/", first)
    later = first | {"alamat": f"{SITE}/lain", "judul": "Judul lain", "client_key": str(uuid.uuid4())}
    assert frame(token).post("/sisip/lintas-pagi/tulis/", later).status_code == 201
    thread = Thread.objects.get()
    assert (thread.page_url, thread.page_title) == (first["alamat"], first["judul"])
    assert thread.comment_count == 2


def test_a_thread_never_leads_to_a_site_that_is_not_the_titles(bagas: Reader, title: TitlePage, site: str) -> None:
    page = Page(title, "17", "https://jahat.example/a", "", SITE, "", "id")
    with pytest.raises(actions.Refused, match="situs ini"):
        actions.open_thread(reader=bagas, page=page)
    with pytest.raises(actions.Refused):
        actions.write_first_as_guest(
            page=page, name="Pak Tamu", email="t@contoh.test", body="Halo.", client_key=uuid.uuid4(), network="n"
        )
    assert not Thread.objects.exists()


def test_a_refused_first_comment_keeps_its_text(frame: Frames, token: str, first: dict[str, str]) -> None:
    response = frame(token).post("/sisip/lintas-pagi/tulis/", first | {"body": "a" * 2_100})
    assert response.status_code == 422
    assert "aaaaaa" in response.content.decode()
    assert Opened.objects.count() == 1


def test_nobody_fills_the_table(
    frame: Frames, token: str, first: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rembuk.embed.actions.threads.OPENED_IN_AN_HOUR", 2)
    for number in range(3):
        response = frame(token).post("/sisip/lintas-pagi/tulis/", first | {"kunci": str(number), "body": ""})
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert Thread.objects.count() == 2


def test_empty_threads_are_swept(
    bagas: Reader, sekar: Reader, title: TitlePage, site: str, django_capture_on_commit_callbacks: Any
) -> None:
    page = Page(title, "kosong", f"{SITE}/kosong", "", SITE, "", "id")
    kept = actions.open_thread(reader=bagas, page=replace(page, key="redaksi"))
    empty = actions.open_thread(reader=bagas, page=page)
    with django_capture_on_commit_callbacks(execute=True):
        steer_thread(thread=kept, actor=sekar, mode="questions")  # the newsroom has made it its own
    assert tasks.sweep() == 0
    Opened.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert tasks.sweep() == 2
    assert list(Thread.objects.all()) == [kept]
    assert not Opened.objects.filter(thread=empty.pk).exists()


def test_what_has_run_out_is_swept(sign_on: Any) -> None:
    UsedToken.objects.create(sign_on=sign_on, digest="a" * 64, expires_at=timezone.now() - timedelta(seconds=1))
    UsedToken.objects.create(sign_on=sign_on, digest="b" * 64, expires_at=timezone.now() + timedelta(minutes=1))
    assert tasks.sweep() == 1
    assert UsedToken.objects.get().digest == "b" * 64
