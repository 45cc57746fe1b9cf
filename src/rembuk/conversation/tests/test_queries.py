from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from rembuk.conversation import access, actions, queries, sorts
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.panels import talk
from rembuk.conversation.queries import pages
from rembuk.newsroom.models import Person, StoryCredit, StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
ANYONE = AnonymousUser()
NEWEST = sorts.named("terbaru")


def ids(shown: list[queries.Shown]) -> list[int]:
    return [each.comment.pk for each in shown]


def test_newest_first_page_by_page(ratna: Reader, thread: Thread, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    comments = [say(ratna, f"Nomor {n}") for n in range(5)]
    seen, after = [], ""
    for _ in range(3):
        page = queries.page_of(thread, NEWEST, NEWEST.parse(after) if after else None)
        seen += ids(page.shown)
        after = page.next
    assert seen == [comment.pk for comment in reversed(comments)]
    assert after == ""


def test_a_page_holds_fewer_branches_when_they_are_full(ratna: Reader, thread: Thread, say: Say) -> None:
    for n in range(20):
        opener = say(ratna, f"Nomor {n}")
        for m in range(4):
            say(ratna, f"Balasan {m}", opener)
    page = queries.page_of(thread, NEWEST)
    shown = sum(1 for opener in page.shown for _each in opener.walk())
    assert len(page.shown) == 10
    assert shown == 40  # three of the four replies each
    assert page.next
    assert [each.more for each in page.shown] == [1] * 10


def test_held_and_rejected_comments_are_their_writers_own(
    ratna: Reader, bagas: Reader, thread: Thread, say: Say
) -> None:
    opener = say(ratna)
    held, reply = say(bagas, "tahan ini"), say(bagas, "tahan itu", opener)
    actions.hide(comment=held, actor=None)
    assert ids(queries.page_of(thread, NEWEST).shown) == [opener.pk]
    assert [(each.comment.pk, each.look) for each in queries.waiting_of(bagas, thread)] == [
        (reply.pk, "held"),
        (held.pk, "rejected"),
    ]
    for viewer in (ANYONE, ratna):
        assert queries.waiting_of(viewer, thread) == []
        for comment in (held, reply):
            with pytest.raises(Http404):
                access.comment(viewer, comment.public_id)


def test_a_withdrawn_comment_keeps_its_place_for_its_replies(
    ratna: Reader, bagas: Reader, thread: Thread, say: Say
) -> None:
    lonely, answered = say(ratna), say(ratna)
    reply = say(bagas, "Balasan.", answered)
    for comment in (lonely, answered):
        actions.remove_comment(author=ratna, comment=comment)
    page = queries.page_of(thread, NEWEST)
    assert [(each.comment.pk, each.look) for each in page.shown] == [(answered.pk, "gone")]
    assert ids(page.shown[0].replies) == [reply.pk]


def test_three_levels_and_the_way_on(ratna: Reader, thread: Thread, say: Say) -> None:
    chain = [say(ratna, "Satu.")]
    for n in range(5):
        chain.append(say(ratna, f"Balasan {n}", chain[-1]))
    page = queries.page_of(thread, NEWEST)
    shown = list(page.shown[0].walk())
    assert ids(shown) == [comment.pk for comment in chain[:3]]
    assert [each.more for each in shown] == [0, 0, 1]
    below = list(queries.branch_of(ANYONE, chain[2]).shown[0].walk())
    assert ids(below) == [comment.pk for comment in chain[2:5]]
    assert [comment.depth for comment in chain] == [0, 1, 2, 3, 4, 5]


def test_replies_beyond_the_first_stand_on_the_branchs_page(
    ratna: Reader, thread: Thread, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BRANCH_PAGE", 3)
    opener = say(ratna)
    replies = [say(ratna, f"Balasan {n}", opener) for n in range(8)]
    shown = queries.page_of(thread, NEWEST).shown[0]
    assert ids(shown.replies) == [reply.pk for reply in replies[:3]]
    assert (shown.more, shown.more_after) == (5, 3)
    rest = queries.branch_of(ANYONE, opener, after=3)
    assert ids(rest.shown[0].replies) == [reply.pk for reply in replies[3:6]]
    last = queries.branch_of(ANYONE, opener, after=int(rest.next))
    assert ids(last.shown[0].replies) == [reply.pk for reply in replies[6:]]
    assert last.next == ""


def test_deep_in_a_conversation_a_comment_names_whom_it_answers(
    ratna: Reader, bagas: Reader, thread: Thread, say: Say
) -> None:
    reply = say(bagas, "Balasan.", say(ratna))
    deep = say(ratna, "Dalam.", reply)
    assert queries.branch_of(ANYONE, deep).shown[0].answers == "Bagas"


def test_the_newsroom_wears_a_badge(
    ratna: Reader, bagas: Reader, sekar: Reader, story: StoryPage, thread: Thread, say: Say
) -> None:
    writer = Person.objects.create(name="Ratna Puspita", reader=ratna)
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    StoryCredit.objects.create(story=story, person=writer, role=StoryCredit.Role.WRITER)
    for author in (ratna, sekar, bagas):
        say(author)
    assert [each.badge for each in queries.page_of(thread, NEWEST).shown] == ["", "staff", "writer"]


def test_only_a_fresh_unanswered_comment_of_ones_own_can_be_edited(ratna: Reader, bagas: Reader, say: Say) -> None:
    answered = say(ratna, "Terjawab.")
    say(bagas, "Balasan.", answered)
    fresh = say(ratna, "Segar.")
    answered.refresh_from_db()
    assert [access.acts_on(ratna, comment).edit for comment in (fresh, answered)] == [True, False]
    assert [access.acts_on(bagas, comment).edit for comment in (fresh, answered)] == [False, False]


def test_the_cost_of_a_page_does_not_grow(ratna: Reader, bagas: Reader, story: StoryPage, say: Say) -> None:
    from_bagas = RequestFactory().get("/")
    from_bagas.user = bagas

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert talk(from_bagas, story)
        return len(queries_made)

    def grow() -> None:
        for n in range(10):
            reply = say(bagas, "Balasan.", say(ratna, f"Nomor {n}"))
            say(ratna, "Dalam.", reply)

    grow()
    cost()  # the first page also learns the addresses of the sites
    with_ten = cost()
    grow()
    assert cost() == with_ten <= 13


def test_a_hashtag_gathers_what_everyone_may_read(
    ratna: Reader, thread: Thread, say: Say, make_story: Callable[..., StoryPage]
) -> None:
    shown = say(ratna, "Ya #BicaraJernih")
    say(ratna, "tahan #BicaraJernih")
    hidden_story = make_story("Ditarik")
    Comment.objects.filter(pk=say(ratna, "Lain #bicarajernih").pk).update(thread=queries.thread_of(hidden_story))
    StoryPage.objects.filter(pk=hidden_story.pk).update(live=False)
    assert ids(queries.tagged(ANYONE, "bicarajernih").shown) == [shown.pk]


def test_nothing_of_an_unpublished_story_is_reached(ratna: Reader, thread: Thread, say: Say) -> None:
    comment = say(ratna)
    StoryPage.objects.update(live=False)
    with pytest.raises(Http404):
        access.thread(ratna, thread.pk)
    with pytest.raises(Http404):
        access.comment(ratna, comment.public_id)
