from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from rembuk.conversation import access, actions, queries
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.panels import talk
from rembuk.newsroom.models import Person, StoryCredit, StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
ANYONE = AnonymousUser()


def ids(page: queries.Page) -> list[int]:
    return [shown.comment.pk for shown in page.shown]


def test_newest_first_page_by_page(ratna: Reader, thread: Thread, say: Say) -> None:
    comments = [say(ratna, f"Nomor {n}") for n in range(5)]
    first = queries.page_of(ANYONE, thread, size=2)
    second = queries.page_of(ANYONE, thread, before=first.next, size=2)
    third = queries.page_of(ANYONE, thread, before=second.next, size=2)
    assert [*ids(first), *ids(second), *ids(third)] == [comment.pk for comment in reversed(comments)]
    assert third.next is None


def test_held_and_rejected_comments_are_their_writers_own(
    ratna: Reader, bagas: Reader, thread: Thread, say: Say
) -> None:
    opener = say(ratna)
    held, reply = say(bagas, "tahan ini"), say(bagas, "tahan itu", opener)
    actions.hide(comment=held, actor=None)
    mine = queries.page_of(bagas, thread)
    assert [shown.look for shown in mine.shown] == ["rejected", "full"]
    assert [shown.look for shown in mine.shown[1].replies] == ["held"]
    for viewer in (ANYONE, ratna):
        page = queries.page_of(viewer, thread)
        assert ids(page) == [opener.pk]
        assert page.shown[0].replies == []
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
    for viewer in (ANYONE, ratna):
        page = queries.page_of(viewer, thread)
        assert [(shown.comment.pk, shown.look) for shown in page.shown] == [(answered.pk, "gone")]
        assert [shown.comment.pk for shown in page.shown[0].replies] == [reply.pk]


def test_a_branch_shows_its_first_replies_and_leads_to_the_rest(ratna: Reader, thread: Thread, say: Say) -> None:
    opener, other = say(ratna), say(ratna)
    replies = [say(ratna, f"Balasan {n}", opener) for n in range(queries.REPLIES_SHOWN + 2)]
    say(ratna, "Satu-satunya.", other)
    short, long = queries.page_of(ANYONE, thread).shown
    assert (len(short.replies), short.more_after) == (1, None)
    assert [shown.comment.pk for shown in long.replies] == [reply.pk for reply in replies[: queries.REPLIES_SHOWN]]
    rest = queries.branch_of(ANYONE, opener, after=long.more_after or 0)
    assert [shown.comment.pk for shown in rest.shown[0].replies] == [reply.pk for reply in replies[-2:]]
    assert rest.next is None


def test_a_reply_to_a_reply_names_whom_it_answers(ratna: Reader, bagas: Reader, thread: Thread, say: Say) -> None:
    opener = say(ratna)
    say(ratna, "Dalam.", say(bagas, "Balasan.", opener))
    assert [shown.answers for shown in queries.page_of(ANYONE, thread).shown[0].replies] == ["", "Bagas"]


def test_the_newsroom_wears_a_badge(
    ratna: Reader, bagas: Reader, sekar: Reader, story: StoryPage, thread: Thread, say: Say
) -> None:
    writer = Person.objects.create(name="Ratna Puspita", reader=ratna)
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    StoryCredit.objects.create(story=story, person=writer, role=StoryCredit.Role.WRITER)
    for author in (ratna, sekar, bagas):
        say(author)
    assert [shown.badge for shown in queries.page_of(ANYONE, thread).shown] == ["", "staff", "writer"]


def test_only_a_fresh_unanswered_comment_of_ones_own_can_be_edited(
    ratna: Reader, bagas: Reader, thread: Thread, say: Say
) -> None:
    say(bagas, "Balasan.", say(ratna, "Terjawab."))
    say(ratna, "Segar.")
    assert [shown.can_edit for shown in queries.page_of(ratna, thread).shown] == [True, False]
    assert [shown.can_edit for shown in queries.page_of(bagas, thread).shown] == [False, False]


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
    assert cost() == with_ten <= 4


def test_a_hashtag_gathers_what_everyone_may_read(
    ratna: Reader, thread: Thread, say: Say, make_story: Callable[..., StoryPage]
) -> None:
    shown = say(ratna, "Ya #BicaraJernih")
    say(ratna, "tahan #BicaraJernih")
    hidden_story = make_story("Ditarik")
    Comment.objects.filter(pk=say(ratna, "Lain #bicarajernih").pk).update(thread=queries.thread_of(hidden_story))
    StoryPage.objects.filter(pk=hidden_story.pk).update(live=False)
    assert ids(queries.tagged(ANYONE, "bicarajernih")) == [shown.pk]


def test_nothing_of_an_unpublished_story_is_reached(ratna: Reader, thread: Thread, say: Say) -> None:
    comment = say(ratna)
    StoryPage.objects.update(live=False)
    with pytest.raises(Http404):
        access.thread(ratna, thread.pk)
    with pytest.raises(Http404):
        access.comment(ratna, comment.public_id)
