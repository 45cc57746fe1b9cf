"""The editing screens, as an editor of the group Redaktur uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from rembuk.newsroom.models import Person, StoryPage, TitlePage
from rembuk.readers.models import Reader

from .factories import baca, make_story_of, paragraph


@pytest.fixture
def desk(sekar: Reader, sign_in: Callable[[Reader], Client]) -> Client:
    """The browser of an editor who is signed in."""
    return sign_in(sekar)


def form_of(person: Person, **changes: Any) -> dict[str, Any]:
    """A filled story form."""
    values: dict[str, Any] = {
        "title": "Warung di tepi kali",
        "slug": "warung-di-tepi-kali",
        "kicker": "UMKM",
        "standfirst": "Ringkas",
        "dateline": "Semarang",
        "caption": "",
        "picture": "",
        "announcement": "none",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comment_notifications": "",
        "comments": inline_formset([]),
        "credits": inline_formset([{"person": person.pk, "role": "penulis"}]),
        "syndication_credits": inline_formset([{"publication": "Niaga Petang", "original_title": "Tepi kali"}]),
        "body": streamfield(
            [
                ("paragraph", rich_text("<p>Air naik sampai lutut.</p>", features=["bold", "italic", "link"])),
                ("quote", {"text": "“Kami bertahan.”", "speaker": "Rukmini", "role": "pemilik warung"}),
                ("related", {"label": "Baca", "text": "Belum ada di sini", "story": "", "url": ""}),
            ]
        ),
    }
    form: dict[str, Any] = nested_form_data(values | changes)
    return form


def errors_of(response: Any) -> Any:
    """What the form complains about, for a test that expected it to be accepted."""
    return response.context["form"].errors if response.context else ""


def test_an_editor_writes_publishes_and_changes_a_story(desk: Client, title: TitlePage, client: Client) -> None:
    person = Person.objects.create(name="Sekar Wulandari")
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "storypage", title.pk])
    assert desk.get(add).status_code == 200
    response = desk.post(add, form_of(person))
    assert response.status_code == 302, errors_of(response)
    story = StoryPage.objects.get()
    assert not story.live

    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    screen = desk.get(edit).content.decode()
    assert "Belum ditempatkan" in screen
    assert "<li>Belum ada di sini</li>" in screen

    published = form_of(
        person,
        **{
            "action-publish": "1",
            "credits": inline_formset(
                [
                    {
                        "person": person.pk,
                        "role": "penulis",
                        "id": story.credits.get().pk,
                    }
                ],
                initial=1,
            ),
            "syndication_credits": inline_formset(
                [{"publication": "Niaga Petang", "id": story.syndication_credits.get().pk}], initial=1
            ),
        },
    )
    response = desk.post(edit, published)
    assert response.status_code == 302, errors_of(response)
    story.refresh_from_db()
    assert story.live
    page = Client().get(story.url).content.decode()
    assert "Air naik sampai lutut." in page
    assert "<footer>Rukmini, pemilik warung</footer>" in page
    assert "Sekar Wulandari" in page
    assert "lebih dulu tayang di Niaga Petang" in page
    assert "Belum ada di sini" not in page


def test_the_preview_of_a_new_story_shows_what_is_not_saved(desk: Client, title: TitlePage) -> None:
    person = Person.objects.create(name="Sekar Wulandari")
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["newsroom", "storypage", title.pk])
    assert desk.post(preview, form_of(person)).json()["is_valid"]
    page = desk.get(preview).content.decode()
    assert "Air naik sampai lutut." in page
    assert "Sekar Wulandari" in page
    assert not StoryPage.objects.exists()


def test_the_hint_panel_is_gone_when_nothing_is_left_to_place(desk: Client, title: TitlePage, story: StoryPage) -> None:
    placed = make_story_of(title, "Semua ditempatkan", body=[paragraph("Isi"), baca(story)])
    screen = desk.get(reverse("wagtailadmin_pages:edit", args=[placed.pk])).content.decode()
    assert "Belum ditempatkan" not in screen


def test_a_person_is_tied_to_an_account_by_its_address(desk: Client, bagas: Reader) -> None:
    add = reverse("wagtailsnippets_newsroom_person:add")
    assert bagas.email not in desk.get(add).content.decode()
    assert desk.post(add, {"name": "Bagas Aditya", "reader": f" {bagas.email.upper()} "}).status_code == 302
    person = Person.objects.get()
    assert person.reader == bagas
    edit = reverse("wagtailsnippets_newsroom_person:edit", args=[person.pk])
    assert f'value="{bagas.email}"' in desk.get(edit).content.decode()


def test_an_unknown_address_is_explained(desk: Client) -> None:
    response = desk.post(
        reverse("wagtailsnippets_newsroom_person:add"), {"name": "Tanpa Akun", "reader": "salah@contoh.test"}
    )
    assert "Tidak ada akun dengan alamat ini" in response.content.decode()
    assert not Person.objects.exists()


def test_a_reader_is_no_editor(story: StoryPage, bagas: Reader, sign_in: Callable[[Reader], Client]) -> None:
    assert sign_in(bagas).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 302
