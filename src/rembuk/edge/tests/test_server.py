"""Behind a real Granian."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.db.models import F
from django.urls import reverse
from wagtail.models import SiteRootPath
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from rembuk.conversation.actions import hide, post_comment
from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .listener import Listener, ears
from .serving import Serve, database_url, session_of


def test_the_bridge_and_the_stream_behind_a_real_server(serve: Serve) -> None:
    client = serve("small")
    listener = Listener(client, "/_arus/1?bahasa=id")
    listener.until("event: ready")
    assert client.post("/tulis", content=b"Halo dari jauh").text == "POST /tulis 14"
    listener.until('data: "Halo dari jauh"')
    assert client.put("/unggah", content=b"x" * 1_000_000).text == "PUT /unggah 1000000"
    assert (
        client.get("/caf%C3%A9/%2F").text == "GET /caf\u00e9// 0".encode().decode("latin-1").encode("latin-1").decode()
    )
    assert client.head("/").content == b""
    assert client.get("/_utas/5?bahasa=en").text == "<p>5 en</p>"
    assert client.get("/_jumlah?thread=4,5").json() == {"4": 3, "5": 3}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: client.get(f"/{n}").text, range(100)))
    assert answers == [f"GET /{n} 0" for n in range(100)]


def test_a_graceful_stop_ends_open_streams(serve: Serve) -> None:
    client = serve("small")
    listener = Listener(client, "/_arus/1")
    listener.until("event: ready")
    began = time.monotonic()
    pid = int(client.headers["X-Server-Pid"])
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    assert time.monotonic() - began < 4
    end = time.monotonic() + 5
    while not listener.has_ended and time.monotonic() < end:
        time.sleep(0.01)
    assert listener.has_ended


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_posted_comment_travels_to_everyone_who_reads(
    serve: Serve, ratna: Reader, story: StoryPage, settings: Any
) -> None:
    if getattr(connection, "is_in_memory_db", lambda: False)():
        pytest.skip("a server cannot reach an SQLite database that lives in this process's memory")
    thread = thread_of(story)
    client = serve("whole", REMBUK_DATABASE_URL=database_url(), REMBUK_SECRET_KEY=settings.SECRET_KEY)
    listeners = [Listener(client, f"/_arus/{thread.pk}?bahasa={language}") for language in ("id", "en")]
    for listener in listeners:
        listener.until("event: ready")
    assert "Halo" not in client.get(f"/_utas/{thread.pk}").text
    client.cookies.set(settings.SESSION_COOKIE_NAME, session_of(ratna))
    client.cookies.set(settings.CSRF_COOKIE_NAME, "c" * 32)
    answer = client.post(
        reverse("conversation:post", args=[thread.pk]),
        data={"body": "Halo #BicaraJernih", "client_key": "4b8a2e52-5a5c-4d5e-9d55-0d51d7a7f3a1"},
        headers={"X-CSRFToken": "c" * 32},
    )
    assert answer.status_code < 400, answer.text
    comment = Comment.objects.get()
    for listener, word in zip(listeners, ("Balas", "Reply"), strict=True):
        heard = listener.until("</article>")
        assert str(comment.public_id) in heard
        assert word in heard
        assert '"count":1' in heard
        assert "sunting" not in heard  # the writer's own buttons are not for everyone
    _until_page_says(client, thread.pk, "BicaraJernih")
    assert client.get(f"/_jumlah?thread={thread.pk}").json() == {str(thread.pk): 1}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_processes_on_postgresql_hear_each_other_and_what_neither_says(
    serve: Serve, ratna: Reader, story: StoryPage, settings: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("processes tell each other through PostgreSQL only; on SQLite the version check carries it")
    thread = thread_of(story)
    House.objects.update_or_create(title=thread.title, defaults={"shows_presence": True})
    given = {"REMBUK_DATABASE_URL": database_url(), "REMBUK_SECRET_KEY": settings.SECRET_KEY}
    one, two = serve("whole", **given), serve("whole", **given)
    listeners = []
    for readers, client in enumerate((one, two), start=1):
        listeners.append(Listener(client, f"/_arus/{thread.pk}"))
        listeners[-1].until(f'event: presence\ndata: {{"readers":{readers}}}')  # the second hears of the first one's
    for client in (one, two):
        assert "Halo" not in client.get(f"/_utas/{thread.pk}").text
    # This test is a third process, without a door.
    comment = post_comment(author=ratna, thread=thread, body="Halo dari sini", client_key=uuid4())
    for listener in listeners:
        assert "Halo dari sini" in listener.until("event: comment")
    for client in (one, two):
        _until_page_says(client, thread.pk, "Halo dari sini")
    hide(comment=comment, actor=None)
    for listener in listeners:
        listener.until("event: hidden")
    for client in (one, two):
        assert "Halo dari sini" not in client.get(f"/_utas/{thread.pk}").text
    assert ears("count(pg_terminate_backend(pid))") == 2  # the connections on which they listen break
    # Somebody writes of whom nobody tells: again and again, for an event explains what else happens in the same second.
    end = time.monotonic() + 30
    while not all("event: missed" in listener.text for listener in listeners):
        assert time.monotonic() < end
        Thread.objects.update(version=F("version") + 1, comment_count=F("comment_count") + 1)
        time.sleep(0.2)
    while ears("count(*)") < 2:  # until they listen again
        assert time.monotonic() < end
        time.sleep(0.05)
    post_comment(author=ratna, thread=thread, body="Halo lagi", client_key=uuid4())
    for listener in listeners:
        listener.until("Halo lagi")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_server_believes_nothing_that_an_earlier_tests_server_kept(
    serve: Serve, title: TitlePage, settings: Any
) -> None:
    stale = [SiteRootPath(9_999, title.url_path, "http://localhost", "id")]
    DatabaseCache("rembuk_cache", {}).set(SITE_ROOT_PATHS_CACHE_KEY, stale, version=SITE_ROOT_PATHS_CACHE_VERSION)
    client = serve("whole", REMBUK_DATABASE_URL=database_url(), REMBUK_SECRET_KEY=settings.SECRET_KEY)
    address = "/sisip/lintas-pagi/bingkai/?alamat=https://www.contoh.id/a"
    assert client.get(address).status_code == 403  # no site may show it yet; with that site believed it was 500


def _until_page_says(client: httpx.Client, thread_id: int, words: str) -> None:
    end = time.monotonic() + 10  # that it says so, not how soon: test_pages holds that by a clock of its own
    while words not in client.get(f"/_utas/{thread_id}").text:
        assert time.monotonic() < end
        time.sleep(0.02)
