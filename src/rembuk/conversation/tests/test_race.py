from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from rembuk.conversation import actions, tasks
from rembuk.conversation.actions import guests, networks
from rembuk.conversation.guest_links import token_of
from rembuk.conversation.models import Comment, GuestComment, Hashtag, House, Pulse, Thread
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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_limit_holds_when_many_come_at_once(at_once: Any) -> None:
    limit = networks.Limit("uji", 3_600, 3)

    def count(_n: int) -> None:
        with transaction.atomic():
            networks.count(limit, "203.0.113.0/24")

    refused = [result for result in at_once(count) if isinstance(result, actions.TooFast)]
    assert len(refused) == TOGETHER - limit.most
    assert Pulse.objects.get().n == limit.most


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_address_has_three_open_comments_under_a_race(thread: Thread, at_once: Any) -> None:
    House.objects.create(title=thread.title, guests_may_write=True)
    made = at_once(
        lambda n: guests.write_as_guest(
            thread=thread,
            parent=None,
            name="Tamu",
            email="tamu@contoh.test",
            body=f"Nomor {n}",
            client_key=uuid.uuid4(),
            network=f"203.0.{n}.0/24",
        )
    )
    assert len([result for result in made if isinstance(result, actions.TooFast)]) == TOGETHER - guests.MOST_OPEN
    assert GuestComment.objects.count() == guests.MOST_OPEN


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_link_pressed_many_times_at_once_posts_one_comment(thread: Thread, at_once: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    House.objects.create(title=thread.title, guests_may_write=True)
    waiting = guests.write_as_guest(
        thread=thread,
        parent=None,
        name="Tamu",
        email="tamu@contoh.test",
        body="Sekali saja.",
        client_key=uuid.uuid4(),
        network="203.0.113.0/24",
    )
    tasks.tell_guest.func(waiting.pk)
    token = token_of(waiting)
    assert at_once(lambda _n: guests.confirm_guest(token=token)) == [Comment.objects.get()] * TOGETHER
    assert Reader.objects.filter(kind="guest").count() == 1
