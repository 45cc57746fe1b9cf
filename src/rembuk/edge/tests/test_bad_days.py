"""Bad days, with a real server and a real kill: what was acknowledged is there, what was not is said."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import threading
import time
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from django.db import connection
from django.urls import reverse

from rembuk.conversation.actions import NotStored, post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.conversation.recount import recount
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .serving import Serve, database_url, session_of

POSTS = 10_000
CLIENTS = 16
ENOUGH = 150  # acknowledged ones before the power goes

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Crowd:
    """Readers who post one comment after the other, openers and replies to the first of them."""

    def __init__(self, client: httpx.Client, thread: Thread, readers: list[Reader], opener: Comment) -> None:
        self.base, self.thread, self.opener = str(client.base_url), thread, opener
        self.sessions = [session_of(reader) for reader in readers]
        self.left = POSTS
        self.acknowledged: list[UUID] = []
        self.refused = 0
        self.lost = 0

    def run(self, *, then: Any) -> None:
        """Post until nobody answers any more; `then` is called as soon as ENOUGH are acknowledged."""
        asyncio.run(self._run(then))

    async def _run(self, then: Any) -> None:
        self.enough = asyncio.Event()
        limits = httpx.Limits(max_connections=CLIENTS)
        async with httpx.AsyncClient(base_url=self.base, timeout=10, trust_env=False, limits=limits) as client:
            posting = [asyncio.create_task(self._write(client, number)) for number in range(CLIENTS)]
            await asyncio.wait_for(self.enough.wait(), 60)
            then()
            await asyncio.gather(*posting)

    async def _write(self, client: httpx.AsyncClient, number: int) -> None:
        while self.left > 0:
            self.left -= 1
            key, session = uuid4(), self.sessions[self.left % len(self.sessions)]
            where = "reply" if self.left % 3 else "post"
            args: list[Any] = [self.opener.public_id] if where == "reply" else [self.thread.pk]
            cookies = f"sessionid={session}; csrftoken={'c' * 32}"
            try:
                answer = await client.post(
                    reverse(f"conversation:{where}", args=args),
                    data={"body": f"Kabar nomor {self.left} dari pasar", "client_key": str(key)},
                    headers={"X-CSRFToken": "c" * 32, "Rembuk-Piece": "1", "Cookie": cookies},
                )
            except httpx.HTTPError:
                self.lost += 1
                return
            if answer.status_code == 201:
                self.acknowledged.append(key)
                if len(self.acknowledged) == ENOUGH:
                    self.enough.set()
            else:
                self.refused += 1


def test_a_kill_in_the_middle_of_ten_thousand_posts_loses_nothing_that_was_acknowledged(
    serve: Serve, ratna: Reader, story: StoryPage, settings: Any
) -> None:
    thread = thread_of(story)
    readers = [
        Reader.objects.create_user(f"penulis{n}@contoh.test", None, display_name=f"Penulis {n}") for n in range(300)
    ]
    Reader.objects.update(date_joined="2026-01-01T00:00:00Z")
    opener = _opener(ratna, thread)
    client = serve("whole", REMBUK_DATABASE_URL=database_url(), REMBUK_SECRET_KEY=settings.SECRET_KEY)
    crowd = Crowd(client, thread, readers, opener)
    pid = int(client.headers["X-Server-Pid"])
    crowd.run(then=lambda: os.killpg(pid, signal.SIGKILL))
    assert crowd.lost == CLIENTS, "every reader whose comment was under way heard that the connection broke"
    assert 0 < crowd.left < POSTS - ENOUGH
    kept = set(Comment.objects.values_list("client_key", flat=True))
    assert set(crowd.acknowledged) <= kept
    # What was under way when the power went stands whole or not at all.
    assert len(kept) - 1 <= len(crowd.acknowledged) + CLIENTS
    assert [str(each) for each in recount(Thread.objects.get(pk=thread.pk))] == []
    for comment in Comment.objects.exclude(pk=opener.pk):
        assert comment.verdicts.count() == 1


def test_while_the_database_is_locked_the_reader_is_told_and_keeps_the_text(
    serve: Serve, ratna: Reader, story: StoryPage, settings: Any
) -> None:
    thread = thread_of(story)
    given = {"REMBUK_DATABASE_URL": database_url(), "REMBUK_SECRET_KEY": settings.SECRET_KEY}
    client = serve("whole", REMBUK_DATABASE_PATIENCE="1", **given)
    client.cookies.set(settings.SESSION_COOKIE_NAME, session_of(ratna))
    client.cookies.set(settings.CSRF_COOKIE_NAME, "c" * 32)
    form = {"body": "Pasar kami <ramai>", "client_key": str(uuid4())}
    address = reverse("conversation:post", args=[thread.pk])
    client.get(reverse("conversation:mine", args=[thread.pk]))
    with _locked():
        page = client.post(address, data=form, headers={"X-CSRFToken": "c" * 32})
        piece = client.post(address, data=form, headers={"X-CSRFToken": "c" * 32, "Rembuk-Piece": "1"})
    assert (page.status_code, piece.status_code) == (503, 503)
    assert "Pasar kami &lt;ramai&gt;</textarea>" in page.text
    assert form["client_key"] in page.text
    assert "belum tersimpan" in piece.json()["message"]
    assert piece.headers["Retry-After"] == "10"
    assert not Comment.objects.exists()
    assert client.post(address, data=form, headers={"X-CSRFToken": "c" * 32}).status_code == 302
    assert Comment.objects.count() == 1


class _locked:
    """Somebody else holds what a post needs, for as long as the block lasts."""

    def __enter__(self) -> None:
        self.ready, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._hold)
        self.thread.start()
        assert self.ready.wait(5)

    def _hold(self) -> None:
        if connection.vendor == "sqlite":
            holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            self.ready.set()
            self.over.wait(30)
            holder.rollback()
            holder.close()
            return
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE conversation_thread IN EXCLUSIVE MODE")
            self.ready.set()
            self.over.wait(30)
            cursor.execute("ROLLBACK")
        connection.close()

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join(10)
        time.sleep(0.05)


def _fill_up(author: Reader, thread: Thread) -> None:
    for n in range(500):
        body = f"Nomor {n} " + "panjang sekali " * 100
        post_comment(author=author, thread=thread, body=body, client_key=uuid4())


def _opener(author: Reader, thread: Thread) -> Comment:
    return post_comment(author=author, thread=thread, body="Siapa yang ke pasar hari ini?", client_key=uuid4())


def test_a_full_disk_is_said_and_nothing_half_stands(ratna: Reader, story: StoryPage, settings: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the disk is filled by SQLite's own limit of pages; PostgreSQL's refusal is the same exception")
    settings.REMBUK_COMMENT_PACE = ()
    thread = thread_of(story)
    _opener(ratna, thread)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests have deleted leaves room in the file
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            with pytest.raises(NotStored):
                _fill_up(ratna, thread)
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert [str(each) for each in recount(Thread.objects.get(pk=thread.pk))] == []
    assert Comment.objects.filter(verdicts=None).count() == 0
    post_comment(author=ratna, thread=thread, body="Sekarang muat lagi.", client_key=uuid4())
