from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from rembuk.conversation import actions
from rembuk.conversation.models import Comment, Hashtag, Thread
from rembuk.readers.models import Reader

TOGETHER = 8


@pytest.fixture
def at_once() -> Callable[[Callable[[int], Any]], list[Any]]:
    """Does a deed in several threads that start together; a refusal is a result too."""
    if getattr(connection, "is_in_memory_db", lambda: False)():
        pytest.skip("an SQLite database in memory has no second connection to race with")
    gate = threading.Barrier(TOGETHER)

    def run(deed: Callable[[int], Any]) -> list[Any]:
        def one(n: int) -> Any:
            try:
                gate.wait(10)
                return deed(n)
            except actions.Refused as refusal:
                return refusal
            finally:
                connections.close_all()

        with ThreadPoolExecutor(TOGETHER) as pool:
            return list(pool.map(one, range(TOGETHER)))

    return run


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_key_makes_one_comment_under_a_race(ratna: Reader, thread: Thread, at_once: Any) -> None:
    key = uuid.uuid4()
    made = at_once(lambda _n: actions.post_comment(author=ratna, thread=thread, body="Satu #tagar", client_key=key))
    assert made == [Comment.objects.get()] * TOGETHER
    thread.refresh_from_db()
    assert (thread.comment_count, thread.version) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_counts_are_right_when_many_write_at_once(ratna: Reader, thread: Thread, at_once: Any) -> None:
    made = at_once(
        lambda n: actions.post_comment(
            author=ratna, thread=thread, body=f"Nomor {n} #satu #dua", client_key=uuid.uuid4()
        )
    )
    assert len(set(made)) == TOGETHER
    thread.refresh_from_db()
    assert thread.comment_count == TOGETHER
    assert 1 <= thread.version <= TOGETHER  # those that went in one transaction raised it together
    assert Hashtag.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_comment_is_either_edited_or_answered(ratna: Reader, bagas: Reader, thread: Thread, at_once: Any) -> None:
    opener = actions.post_comment(author=ratna, thread=thread, body="Satu", client_key=uuid.uuid4())

    def edit_or_answer(n: int) -> Any:
        if n % 2:
            comment = Comment.objects.get(pk=opener.pk)
            return actions.edit_comment(author=ratna, comment=comment, body=f"Suntingan {n}")
        return actions.post_comment(
            author=bagas, thread=thread, body=f"Balasan {n}", client_key=uuid.uuid4(), parent=opener
        )

    results = at_once(edit_or_answer)
    replies = Comment.objects.filter(parent=opener)
    assert replies.count() == TOGETHER // 2
    last_edit = opener.revisions.order_by("-replaced_at").first()
    first_reply = replies.order_by("pk")[0]
    assert last_edit is None or last_edit.replaced_at <= first_reply.created_at
    refused = [result for result in results if isinstance(result, actions.Refused)]
    assert len(refused) == TOGETHER // 2 - opener.revisions.count()
