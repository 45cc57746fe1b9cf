from __future__ import annotations

import uuid
from collections.abc import Callable
from html import escape, unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rembuk.conversation import actions, fulltext, marks, queries
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import search as searching
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
ANYONE = AnonymousUser()


def found(question: str, thread: Thread | None = None, title: TitlePage | None = None) -> list[int]:
    page = queries.matching(ANYONE, queries.words_of(question), thread=thread, title=title)
    return [shown.comment.pk for shown in page.shown]


def test_all_words_must_be_there_and_the_last_may_be_a_beginning(ratna: Reader, say: Say) -> None:
    market = say(ratna, "Pasar Johar penuh pagi ini, katanya.")
    stall = say(ratna, "Warung di pasar itu tutup.")
    assert found("pasar") == [stall.pk, market.pk]
    assert found("PASAR joh") == [market.pk]
    assert found("pas johar") == []  # only the last word may be a beginning
    assert found("ka") == []  # two letters are the beginning of everything
    assert found("") == found("…") == found('"') == []


def test_what_is_no_longer_public_is_not_found(ratna: Reader, bagas: Reader, story: StoryPage, say: Say) -> None:
    kept, gone, edited = say(ratna, "Kepiting satu."), say(ratna, "Kepiting dua."), say(ratna, "Kepiting tiga.")
    held = say(bagas, "tahan kepiting")
    assert found("kepiting") == [edited.pk, gone.pk, kept.pk]
    actions.remove_comment(author=ratna, comment=gone)
    actions.edit_comment(author=ratna, comment=edited, body="Udang saja.")
    assert found("kepiting") == [kept.pk]
    assert found("udang") == [edited.pk]
    actions.release(comment=held, actor=None)
    assert found("kepiting") == [held.pk, kept.pk]
    StoryPage.objects.update(live=False)
    assert found("kepiting") == []


def test_the_index_goes_with_the_transaction(ratna: Reader, say: Say) -> None:
    kept = say(ratna, "Sambal terasi.")
    with transaction.atomic():
        say(ratna, "Sambal matah.")
        assert len(found("sambal")) == 2
        transaction.set_rollback(True)
    assert found("sambal") == [kept.pk]
    Comment.objects.all().delete()
    assert found("sambal") == []


def test_one_conversation_one_title_or_all(
    ratna: Reader, thread: Thread, title: TitlePage, say: Say, make_story: Callable[..., StoryPage]
) -> None:
    here = say(ratna, f"Durian nomor {thread.pk}.")
    there = say(ratna, "Durian juga.")
    other = queries.thread_of(make_story("Lain"))
    Comment.objects.filter(pk=there.pk).update(thread=other)
    assert found("durian") == [there.pk, here.pk]
    assert found("durian", thread) == [here.pk]
    assert found("durian", other) == [there.pk]
    assert found(str(other.pk), other) == []  # a thread's number is no word of its comments
    assert found("durian", title=title) == [there.pk, here.pk]
    page: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    assert found("durian", title=page) == []


@pytest.mark.parametrize(
    "question",
    ['a"b', "' OR 1=1", "NEAR(a b)", "body : x", "x*", "-x", "^x", "(((", "\\", "a:*", "!a|b&c", "<->", "%s %d", "\0x"],
)
@pytest.mark.django_db
def test_no_sign_is_a_command(question: str) -> None:
    assert found(question) == []
    assert found(f"{question} {question}") == []


def test_signs_within_words_are_found(ratna: Reader, say: Say) -> None:
    comment = say(ratna, "Covid-19 di https://contoh.test/a_b kata 'Ibu' \\ tamat #BicaraJernih")
    for question in ("covid-19", "bicarajernih", "#BicaraJer", "ibu'", "tamat"):
        assert found(question) == [comment.pk], question


def test_a_question_has_its_bounds(ratna: Reader, say: Say) -> None:
    say(ratna, "kata")
    assert len(queries.words_of("kata " * 50)) == searching.MOST_WORDS
    assert len("".join(queries.words_of("k" * 5_000))) == searching.LONGEST
    assert queries.words_of("\ud800 \u202e \u0000") == []


def test_page_by_page_while_others_write(ratna: Reader, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "LIST_PAGE", 3)
    comments = [say(ratna, f"Jeruk {n}") for n in range(7)]
    seen: list[int] = []
    before: int | None = None
    while True:
        page = queries.matching(ANYONE, ["jeruk"], before=before)
        seen += [shown.comment.pk for shown in page.shown]
        say(ratna, "Jeruk baru")
        if not page.next:
            break
        before = int(page.next)
    assert seen == [comment.pk for comment in reversed(comments)]


def test_a_page_looks_at_a_bounded_number_of_hits(
    ratna: Reader, thread: Thread, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LOOKED_AT", 3)
    first = say(ratna, "Mangga awal")
    hidden = [say(ratna, f"Mangga {n}") for n in range(4)]
    story = StoryPage.objects.get()
    other = Thread.objects.create(title=thread.title, page_key="x", page_url="https://contoh.test/")
    Comment.objects.filter(pk=first.pk).update(thread=other)
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    page = queries.matching(ANYONE, ["mangga"])
    assert (page.shown, page.next) == ([], str(hidden[1].pk))
    assert [shown.comment.pk for shown in queries.matching(ANYONE, ["mangga"], before=int(page.next)).shown] == [
        first.pk
    ]


def test_far_apart_hits_are_found_in_their_order(
    ratna: Reader, thread: Thread, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL looks shelf by shelf, 4,096 ids each; what it finds must not depend on where they end."""
    monkeypatch.setattr(searching, "LOOKED_AT", 3)
    ids = [70_000_000, 69_999_999, 69_996_000, 69_900_000, 69_000_000, 60_000_000, 5_000, 4_096, 4_095]
    facts: dict[str, Any] = {"thread": thread, "author": ratna, "state": "published", "created_at": timezone.now()}
    Comment.objects.bulk_create(
        Comment(pk=pk, client_key=uuid.uuid4(), body=f"Sirsak {pk}", html="<p>Sirsak</p>", **facts) for pk in ids
    )
    seen: list[int] = []
    before: int | None = None
    while True:
        page = queries.matching(ANYONE, ["sirsak"], before=before)
        seen += [shown.comment.pk for shown in page.shown]
        if not page.next:
            break
        before = int(page.next)
    assert seen == ids
    assert found("5000", thread) == [5_000]


def test_a_table_that_was_built_anew_gets_its_index_back(ratna: Reader, say: Say) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes when a table changes")
    kept = say(ratna, "Nangka muda.")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER conversation_words_gone")
        cursor.execute("DROP TRIGGER conversation_words_new")
    unseen = say(ratna, "Nangka tua.")
    assert found("nangka") == [kept.pk]
    call_command("migrate", verbosity=0)
    fulltext.keep(connection)
    assert found("nangka") == [unseen.pk, kept.pk]
    Comment.objects.filter(pk=kept.pk).delete()
    assert found("nangka") == [unseen.pk]


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_marking_changes_no_text(text: str, words: list[str]) -> None:

    html = f'<p><a href="/x?a=1&amp;b=2" class="tag">#{escape(text)}</a><br>{escape(text)}</p>'
    marked = marks.mark(html, words)
    assert unescape(marked.replace("<mark>", "").replace("</mark>", "")) == unescape(html)
    assert marked.count("<mark>") == marked.count("</mark>")
    assert marked.count("<") - 2 * marked.count("<mark>") == html.count("<")


def test_marks_stand_round_words_only() -> None:
    html = '<p>Kafé &lt;b&gt; <a href="/kafe/" class="tag">#kafe</a> kafein</p>'
    assert marks.mark(html, ["kafe"]) == (
        '<p><mark>Kafé</mark> &lt;b&gt; <a href="/kafe/" class="tag">#<mark>kafe</mark></a> <mark>kafein</mark></p>'
    )
    assert marks.mark(html, ["b", "kafe"]).count("<mark>") == 4


def test_the_pages(ratna: Reader, story: StoryPage, thread: Thread, say: Say, client: Client) -> None:
    say(ratna, "Rambutan <script>alert(1)</script> manis")
    say(ratna, "tahan rambutan rahasia")
    for address in (reverse("conversation:search", args=[thread.pk]), reverse("conversation:search_all")):
        response = client.get(address, {"q": 'rambutan "'})
        html = response.content.decode()
        assert "<mark>Rambutan</mark> &lt;script&gt;" in html
        assert "rahasia" not in html
        assert response["X-Robots-Tag"] == "noindex"
        assert 'value="rambutan &quot;"' in html
        assert client.get(address).status_code == 200
    assert client.get(reverse("conversation:search_all"), {"q": "x", "judul": "tiada"}).status_code == 404
    assert client.get(reverse("conversation:search_all"), {"q": "rambutan", "judul": "lintas-pagi"}).status_code == 200
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    assert client.get(reverse("conversation:search", args=[thread.pk])).status_code == 404


def test_the_cost_does_not_grow_with_what_is_found(ratna: Reader, thread: Thread, say: Say) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert found("salak", thread)
        return len(asked)

    say(ratna, "Salak satu")
    with_one = cost()
    for n in range(10):
        say(ratna, f"Salak {n}")
    assert cost() == with_one <= 6
