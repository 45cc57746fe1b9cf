"""Out, in and out again gives the same bytes, whatever was said."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.conversation.actions import edit_comment, post_comment, remove_comment
from rembuk.conversation.models import Comment, Reaction, Thread
from rembuk.conversation.queries import one, thread_of
from rembuk.newsroom.models import Person, StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import Bring, assert_exact, author, comment, exported, lines, page

pytestmark = pytest.mark.django_db

TEXTS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != "")
MOMENTS = st.datetimes(datetime(1991, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat)
PAGES = ["/warung", "/cabai", "https://contoh.test/a?b=c"]


def forget() -> None:
    """An installation without talk."""
    Thread.objects.all().delete()
    Reader.objects.filter(kind="imported").delete()


def test_what_was_said_here(
    bring: Bring, make_story: Callable[..., StoryPage], bagas: Reader, make_reader: Callable[..., Reader]
) -> None:
    story, wulan = make_story("Harga cabai", slug="harga-cabai"), make_reader("Wulan")
    thread = thread_of(story)

    def say(person: Reader, body: str, parent: Comment | None = None) -> Comment:
        return post_comment(author=person, thread=thread, body=body, client_key=uuid.uuid4(), parent=parent)

    first = say(bagas, "Naik lagi #BicaraJernih")
    edited = edit_comment(author=bagas, comment=first, body="Naik lagi, lima puluh ribu #BicaraJernih")
    reply = say(wulan, "Di sini enam puluh “ribu” 🌶️", edited)
    remove_comment(author=wulan, comment=reply)
    say(bagas, "Sampai kapan?", Comment.objects.get(pk=edited.pk))
    Comment.objects.filter(pk=edited.pk).update(pinned_at=datetime(2026, 1, 2, tzinfo=UTC), reactions={"setuju": 1})
    Reaction.objects.create(comment=edited, reader=wulan, kind="setuju")
    before = exported()
    story_line, *authors = [json.loads(line) for line in before.splitlines()[1:4]]
    assert story_line["key"] == "story:harga-cabai"
    assert {each["name"] for each in authors} == {"Bagas", "Wulan"}
    assert "@" not in before.decode()
    # Restored here, the talk goes under its story again. The accounts are not theirs any more: a file proves nothing.
    forget()
    bring("jsonl", before)
    assert Thread.objects.get().story == story
    assert Comment.objects.get(pinned_at__isnull=False).revisions.get().body == "Naik lagi #BicaraJernih"
    assert_exact()
    # Elsewhere, where neither story nor reader is, it gives the same bytes again.
    forget()
    story.delete()
    Reader.objects.all().delete()
    bring("jsonl", before)
    assert exported() == before


@pytest.mark.parametrize("name", ["Redaksi", "Sekar Ayu", "S\u0435kar Ayu", "Lintas Pagi"])
def test_who_was_called_like_the_house_keeps_the_name_and_gets_no_badge(bring: Bring, name: str) -> None:
    Person.objects.create(name="Sekar Ayu")
    bring("jsonl", lines(page(), author(1) | {"name": name}, comment(1)))
    said = Comment.objects.select_related("author", "thread").get()
    assert said.author.display_name == f"{name} (pembaca)"
    assert one(AnonymousUser(), said).badge == ""
    # The mark is ours, not theirs: it does not leave the house, and never stands twice.
    before = exported()
    assert json.loads(before.splitlines()[2])["name"] == name
    forget()
    bring("jsonl", before)
    assert (Reader.objects.get(kind="imported").display_name, exported()) == (f"{name} (pembaca)", before)


@pytest.fixture
def _titles(title: TitlePage) -> None:
    title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))


@st.composite
def talks(draw: st.DrawFn) -> str:
    """A file in our own format, in any order, with ids of ours and of others."""
    pages = [(slug, key) for slug in ("lintas-pagi", "niaga-petang") for key in PAGES]
    rows: list[dict[str, Any]] = [page(key, title=slug) for slug, key in pages] + [author(1), author(2)]
    number = draw(st.integers(1, 12))
    for n in range(1, number + 1):
        slug, key = draw(st.sampled_from(pages))
        facts: dict[str, Any] = {
            "title": slug,
            "page": key,
            "author": draw(st.sampled_from(["a1", "a2"])),
            "written": draw(MOMENTS),
            "edited": draw(st.none() | MOMENTS),
            "state": draw(st.sampled_from(["published", "published", "held", "rejected", "removed"])),
            "text": draw(TEXTS),
            "number": draw(st.integers(0, 3)),
            "reactions": draw(st.dictionaries(st.sampled_from(["setuju", "menarik"]), st.integers(1, 99))),
            "pinned": draw(st.none() | MOMENTS),
            "featured": draw(st.none() | MOMENTS),
            "answered": draw(st.none() | MOMENTS),
            "earlier": draw(st.lists(st.fixed_dictionaries({"text": TEXTS, "replaced": MOMENTS}), max_size=2)),
        }
        rows.append(comment(n, draw(st.none() | st.integers(1, number)), **facts))
    return lines(*draw(st.permutations(rows)))


@pytest.mark.usefixtures("_titles")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talk=talks())
def test_any_talk(bring: Bring, talk: str) -> None:
    with transaction.atomic():
        bring("jsonl", talk, title=None)
        assert_exact()
        before = exported()
        again = bring("jsonl", before, title=None)
        assert (again.comments, exported()) == (0, before)
        parts = exported("lintas-pagi"), exported("niaga-petang")
        forget()
        bring("jsonl", before, title=None)
        assert exported() == before
        assert_exact()
        forget()
        for part in parts:
            bring("jsonl", part, title=None)
        assert exported() == before
        transaction.set_rollback(True)


def test_time_is_kept_to_the_microsecond_wherever_it_was(bring: Bring) -> None:
    odd = datetime(2024, 3, 1, 1, 2, 3, 4, tzinfo=UTC) + timedelta(hours=7)
    bring("jsonl", lines(page(), author(), comment(1, written="2024-03-01T08:02:03.000004+07:00")))
    assert Comment.objects.get().created_at == odd - timedelta(hours=7)
    assert b'"written":"2024-03-01T01:02:03.000004Z"' in exported()
