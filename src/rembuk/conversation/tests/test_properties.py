"""Whatever people do to a conversation: its pages show each comment once, and every counter is exact."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.conversation import actions, markup, sorts
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import page_of, pages
from rembuk.conversation.recount import recount
from rembuk.conversation.score import wilson
from rembuk.readers.models import Reader

# (deed, which comment it concerns, modulo how many there are)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["post", "reply", "hold", "hide", "release", "withdraw", "react"]), st.integers(0, 40)),
    max_size=25,
)
Deeds = list[tuple[str, int]]
ONCE_IN_A_WHILE = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def say(thread: Thread, author: Reader, body: str = "Saya setuju.", parent: Comment | None = None) -> Comment:
    return actions.post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4(), parent=parent)


def do(thread: Thread, people: tuple[Reader, Reader], deed: str, which: int) -> None:
    ratna, bagas = people
    comments = list(thread.comments.order_by("pk"))
    if deed == "post" or not comments:
        say(thread, ratna)
        return
    comment = comments[which % len(comments)]
    deeds: dict[str, Callable[[], object]] = {
        "reply": lambda: say(thread, bagas, parent=comment),
        "hold": lambda: say(thread, ratna, "tahan ini", comment),
        "hide": lambda: actions.hide(comment=comment, actor=None),
        "release": lambda: actions.release(comment=comment, actor=None),
        "withdraw": lambda: actions.remove_comment(author=comment.author, comment=comment),
        "react": lambda: actions.react(reader=bagas, comment=comment, kind="setuju"),
    }
    with suppress(actions.Refused):
        deeds[deed]()


def openers(thread: Thread, sort: sorts.Sort, between: Iterator[None] | None = None) -> list[int]:
    """The openers that a reader sees who turns every page; something may happen between two of them."""
    seen, after = [], ""
    while True:
        page = page_of(thread, sort, sort.parse(after) if after else None)
        seen += [shown.comment.pk for shown in page.shown]
        if not page.next:
            return seen
        after = page.next
        if between is not None:
            next(between, None)


@contextmanager
def taken_back() -> Iterator[None]:
    """Each example begins with the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@ONCE_IN_A_WHILE
@given(deeds=DEEDS)
def test_counters_are_exact(deeds: Deeds, thread: Thread, ratna: Reader, bagas: Reader) -> None:
    with taken_back():
        for deed, which in deeds:
            do(thread, (ratna, bagas), deed, which)
        assert [str(each) for each in recount(thread)] == []


@ONCE_IN_A_WHILE
@given(deeds=DEEDS, name=st.sampled_from(sorts.NAMES))
def test_every_page_turned_is_every_comment_seen_once(
    deeds: Deeds, name: str, thread: Thread, ratna: Reader, bagas: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    with taken_back():
        for deed, which in deeds:
            do(thread, (ratna, bagas), deed, which)
        shown = thread.comments.filter(parent=None, is_shown=True).values_list("pk", flat=True)
        assert sorted(openers(thread, sorts.named(name))) == sorted(shown)


@ONCE_IN_A_WHILE
@given(many=st.integers(1, 12), name=st.sampled_from(["terbaru", "terlama"]))
def test_nothing_is_missed_or_seen_twice_while_others_post(
    many: int, name: str, thread: Thread, ratna: Reader, bagas: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)

    def posting() -> Iterator[None]:
        for n in range(20):
            say(thread, bagas, f"Sementara itu {n}")
            yield

    with taken_back():
        before = [say(thread, ratna, f"Nomor {n}").pk for n in range(many)]
        seen = openers(thread, sorts.named(name), posting())
        assert len(seen) == len(set(seen))
        assert set(before) <= set(seen)


def test_a_counter_that_lies_is_found_and_put_right(thread: Thread, ratna: Reader) -> None:
    opener = say(thread, ratna)
    say(thread, ratna, "Balasan.", opener)
    Comment.objects.filter(pk=opener.pk).update(branch_count=7)
    Thread.objects.filter(pk=thread.pk).update(comment_count=9)
    assert len(recount(thread, repair=True)) == 2
    assert recount(thread) == []


@given(st.text(max_size=400))
def test_what_is_rendered_is_only_ours(text: str) -> None:
    html = markup.render(markup.tidy(text), known={"ratna"})
    assert markup._SANITISER.clean(html) == html
    assert not set("<>") & set(html.replace("<p>", "").replace("</p>", "").replace("<br>", "")) or "<a " in html


@given(st.text(alphabet="a\u0301\u0488\u200b\u200d\u202e\ud800 #@\n", max_size=300))
def test_floods_of_marks_and_of_nothing_are_bounded(text: str) -> None:
    tidy = markup.tidy(text)
    assert markup.tidy(tidy) == tidy
    assert "\u202e" not in tidy
    assert "\ud800" not in tidy
    assert "\u200b" * 3 not in tidy
    assert "\u0488" * 6 not in tidy


@given(st.text(max_size=40))
def test_no_cursor_breaks_a_page(token: str) -> None:
    for sort in sorts.BY_NAME.values():
        cursor = sort.parse(token)
        assert cursor is None or sort.parse(sort.cursor_at(cursor)) == cursor


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_score_grows_with_approval(yes: int, no: int) -> None:
    assert 0 <= wilson(yes, no) <= 1
    assert wilson(yes + 1, no) > wilson(yes, no)
    assert wilson(yes, no + 1) <= wilson(yes, no)
    assert wilson(0, no) == 0
