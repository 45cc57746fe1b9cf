from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.conversation import actions, queries, sorts, talk
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import pages
from rembuk.newsroom.models import Person, StoryCredit, StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
NEWEST, OLDEST = sorts.named("terbaru"), sorts.named("terlama")
PIECE: dict[str, Any] = {"headers": {"Rembuk-Piece": "1"}}


@pytest.fixture
def asking(thread: Thread, sekar: Reader) -> Thread:
    """The thread, where people ask and Sekar of the newsroom answers."""
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    actions.steer_thread(thread=thread, actor=sekar, mode=Thread.Mode.QUESTIONS)
    thread.refresh_from_db()
    return thread


def ids_in(html: str) -> list[str]:
    """The questions of a page, in their order."""
    return re.findall(r"<p>Tanya (\d+)", html)


def ask(say: Say, ratna: Reader, sekar: Reader, many: int) -> list[Comment]:
    """Questions; Sekar answers every second one."""
    asked = [say(ratna, f"Tanya {n}") for n in range(many)]
    for comment in asked[::2]:
        say(sekar, "Begini.", comment)
    return asked


def test_only_the_newsroom_answers(ratna: Reader, bagas: Reader, sekar: Reader, asking: Thread, say: Say) -> None:
    first, second = say(ratna, "Tanya 0"), say(ratna, "Tanya 1")
    say(bagas, "Saya tahu!", first)
    say(sekar, "Begini.", say(bagas, "Saya juga.", second))
    shown = {
        only: [each.comment.pk for each in queries.page_of(asking, NEWEST, only=only).shown] for only in queries.ONLY
    }
    assert shown == {"": [second.pk, first.pk], "belum": [first.pk], "sudah": [second.pk]}


def withdraw(answer: Comment) -> None:
    actions.remove_comment(author=answer.author, comment=answer)


def hide(answer: Comment) -> None:
    actions.hide(comment=answer, actor=None)


def edit_into_waiting(answer: Comment) -> None:
    actions.edit_comment(author=answer.author, comment=answer, body="tahan")


@pytest.mark.parametrize("take_back", [withdraw, hide, edit_into_waiting])
def test_an_answer_that_is_gone_is_none(
    ratna: Reader, sekar: Reader, asking: Thread, say: Say, take_back: Callable[[Comment], None]
) -> None:
    question = say(ratna, "Tanya 0")
    first, second = say(sekar, "Begini.", question), say(sekar, "Dan begini.", question)
    say(ratna, "Terima kasih.", question)
    for answer, next_one in ((second, first), (first, None)):
        take_back(answer)
        question.refresh_from_db()
        assert question.answered_at == (next_one.created_at if next_one else None)
    assert [each.comment.pk for each in queries.page_of(asking, NEWEST, only="belum").shown] == [question.pk]


def test_the_next_answer_counts_and_one_that_comes_back(ratna: Reader, sekar: Reader, asking: Thread, say: Say) -> None:
    question = say(ratna, "Tanya 0")
    first, second = say(sekar, "Begini.", question), say(sekar, "Dan begini.", question)
    hide(first)
    question.refresh_from_db()
    assert question.answered_at == second.created_at
    hide(second)
    actions.release(comment=first, actor=None)
    question.refresh_from_db()
    assert question.answered_at == first.created_at


@pytest.mark.parametrize("only", ["belum", "sudah"])
@pytest.mark.parametrize("sort", [NEWEST, OLDEST])
def test_chosen_questions_page_by_page(
    ratna: Reader, sekar: Reader, asking: Thread, say: Say, monkeypatch: pytest.MonkeyPatch, only: str, sort: sorts.Sort
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    asked = ask(say, ratna, sekar, 9)
    wanted = [comment.pk for comment in (asked[::2] if only == "sudah" else asked[1::2])]
    seen: list[int] = []
    after = ""
    while True:
        page = queries.page_of(asking, sort, sort.parse(after) if after else None, only=only)
        seen += [each.comment.pk for each in page.shown]
        after = page.next
        if not after:
            break
    assert seen == (wanted if sort is OLDEST else wanted[::-1])


WAYS: dict[str, Callable[[Thread], Any]] = {
    "comment_unanswered": lambda thread: queries.page_of(thread, NEWEST, NEWEST.parse("ff.1"), only="belum"),
    "comment_answered": lambda thread: queries.page_of(thread, NEWEST, NEWEST.parse("ff.1"), only="sudah"),
    "comment_pinned": queries.pinned_of,
    "comment_featured": queries.featured_of,
}


@pytest.mark.parametrize("index", WAYS)
def test_what_is_singled_out_is_found_by_its_index(asking: Thread, index: str) -> None:
    """However many comments a thread has."""
    if connection.vendor == "postgresql":
        pytest.skip("of a table with a dozen rows PostgreSQL takes whichever index its statistics suggest that minute")
    with CaptureQueriesContext(connection) as asked:
        WAYS[index](asking)
    sql = asked.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_the_story_offers_the_choice_without_script(
    ratna: Reader,
    sekar: Reader,
    asking: Thread,
    story: StoryPage,
    say: Say,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    ask(say, ratna, sekar, 9)
    html = client.get(story.url).content.decode()
    links = {word: unescape(href) for href, word in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html)}
    response = client.get(links["Belum dijawab"])
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "no-store" not in client.get(story.url).headers.get("Cache-Control", "")
    assert ids_in(page) == ["7", "5", "3"]
    assert re.search(r'saring=belum#bincang"[^>]* aria-current="true"', page)
    assert re.findall(r"saring=belum&amp;urut=(\w+)#bincang", page) == ["terbaru", "terlama"]
    following = re.search(r'rel="next" href="([^"]+)" data-get="([^"]+)"', page)
    assert following
    assert ids_in(client.get(unescape(following[1])).content.decode()) == ["1"]
    piece = client.get(unescape(following[2]), **PIECE)
    assert ids_in(piece.content.decode()) == ["1"]
    assert "<nav" not in piece.content.decode()
    assert "no-store" in piece["Cache-Control"]
    assert ids_in(client.get(links["Sudah dijawab"]).content.decode())[0] == "8"


def test_the_choice_as_a_piece_brings_its_links(asking: Thread, story: StoryPage, client: Client) -> None:
    here = reverse("conversation:page", args=[asking.pk])
    piece = client.get(f"{here}?saring=sudah", **PIECE).content.decode()
    assert "<section" not in piece
    assert re.findall(r'<nav class="(\w+)" id="(\w+)" data-oob', piece) == [("bar", "saring"), ("sorts", "urut")]
    assert "data-focus" in piece
    assert "/_utas/" not in piece
    whole = client.get(f"{here}?saring=", **PIECE).content.decode()
    assert "/_utas/" in whole
    assert client.get(f"{here}?saring=belum")["Location"] == f"{story.url}?saring=belum#bincang"


@pytest.mark.parametrize("given", ["semua", "belum\0", "BELUM", ""])
def test_another_choice_is_none(
    given: str, ratna: Reader, asking: Thread, story: StoryPage, say: Say, client: Client
) -> None:
    say(ratna, "Tanya 0")
    assert ids_in(client.get(story.url, {"saring": given}).content.decode()) == ["0"]


def test_where_people_discuss_there_is_no_choice(
    ratna: Reader, thread: Thread, story: StoryPage, say: Say, client: Client
) -> None:
    say(ratna, "Tanya 0")
    html = client.get(story.url, {"saring": "sudah"}).content.decode()
    assert ids_in(html) == ["0"]
    assert 'id="saring"' not in html


def test_stored_pages_show_every_question(ratna: Reader, sekar: Reader, asking: Thread, say: Say) -> None:
    ask(say, ratna, sekar, 2)
    public = talk.public_page(asking.pk, "terbaru", "", "id")
    assert public
    assert ids_in(public[1]) == ["1", "0"]


def test_the_reporters_answers_stand_on_top(
    ratna: Reader, bagas: Reader, sekar: Reader, story: StoryPage, thread: Thread, say: Say, client: Client
) -> None:
    assert queries.answers_of(thread) == []
    reporter = Person.objects.create(name="Sekar Wulandari", reader=sekar)
    Person.objects.create(name="Bagas Aji", reader=bagas)
    credit = StoryCredit.objects.create(story=story, person=reporter, role=StoryCredit.Role.EDITOR)
    opener = say(ratna, "Bagaimana?")
    answers = [say(sekar, f"Jawaban {n}.", opener) for n in range(4)]
    say(sekar, "Bukan jawaban.")
    say(bagas, "Dari redaksi lain.", opener)
    actions.hide(comment=answers[3], actor=None)
    assert queries.answers_of(thread) == []  # an editor of the story is not its reporter
    StoryCredit.objects.filter(pk=credit.pk).update(role=StoryCredit.Role.WRITER)
    shown = queries.answers_of(thread)
    assert [each.comment.pk for each in shown] == [answers[n].pk for n in (2, 1, 0)]
    assert {each.badge for each in shown} == {"writer"}
    html = client.get(story.url).content.decode()
    strip = html[html.index('id="strip-jawaban"') : html.index('class="sorts"')]
    assert re.findall(r"Jawaban \d", strip) == ["Jawaban 2", "Jawaban 1", "Jawaban 0"]
    assert reverse("conversation:permalink", args=[answers[2].public_id]) in strip
    elsewhere = Thread.objects.create(title=thread.title, page_key="a", page_url="https://kabar.example/a")
    assert queries.answers_of(elsewhere) == []
