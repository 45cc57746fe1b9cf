"""What nobody sends who means well."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import Ask

pytestmark = pytest.mark.django_db


def post(ask: Ask, thread: Thread, sent: Any) -> Any:
    return ask("POST", f"/threads/{thread.pk}/comments", sent, idempotency_key=str(uuid.uuid4()))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 10_000_000, 413),
        (b"[" * 60_000, 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
        (b"\xff\xfe", 400),
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'{"reader": 1e999, "body": 1}', 422),
        (b'{"reader": ' + b"9" * 5_000 + b"}", 400),
        (b'{"reader": null, "body": null, "lagi": 1}', 422),
    ],
)
def test_a_body_that_is_none(ask: Ask, thread: Thread, body: bytes, status: int) -> None:
    told = post(ask, thread, body)
    assert (told.status_code, told["Content-Type"]) == (status, "application/problem+json")
    assert len(told.content) < 3_000


@pytest.mark.parametrize("text", ["\ud800", "a\ud800b", "a\x00b", "\u202e", "\u200b" * 3_000, "e" + "\u0301" * 3_000])
def test_a_text_that_is_hardly_one(ask: Ask, thread: Thread, linked: Reader, text: str) -> None:
    told = post(ask, thread, {"reader": str(linked.public_id), "body": text})
    assert told.status_code in {201, 422}
    json.loads(told.content)
    for comment in Comment.objects.all():
        assert len(comment.body) < 100
        assert not set(comment.body) & {"\ud800", "\x00", "\u202e"}


@pytest.mark.parametrize("half", [{"title": "\ud800", "keys": ["a"]}, {"title": "lintas-pagi", "keys": ["a\udfff"]}])
def test_half_of_a_character_reaches_no_database(ask: Ask, title: TitlePage, half: dict[str, Any]) -> None:
    assert ask("POST", "/counts", half).status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/threads/99999999999999999999999", 422),
        ("/threads/" + "9" * 5_000, 404),
        ("/threads/0", 422),
        ("/threads/-1", 404),
        ("/threads/{thread}/comments?limit=101", 422),
        ("/threads/{thread}/comments?limit=1e3", 422),
        ("/threads/{thread}/comments?after=zz", 422),
        ("/threads/{thread}/comments?after=" + "f" * 16 + "." + "f" * 16, 422),
        ("/threads/{thread}/comments?after=%ED%A0%80", 422),
        ("/threads/{thread}/comments?sort=appreciated&after=7ff8000000000000.1", 422),
        ("/threads/{thread}/comments?shape=flat&sort=discussed", 422),
        ("/threads/find?title=lintas-pagi&key=%00", 422),
        ("/threads/find?title=%00&key=1", 422),
        ("/threads/find?url=http://[", 404),
        ("/threads/find?url=http://localhost:99999/", 404),
        ("/threads/find?url=http://localhost/%2500", 404),
        ("/hashtags/%00", 404),
        ("/hashtags/" + "a" * 5_000, 404),
        ("/readers/{thread}/comments", 404),
        ("/comments/not-a-uuid", 404),
        ("/comments/00000000-0000-0000-0000-000000000000?after=99999999999", 422),
    ],
)
def test_an_address_that_is_none(client: Client, thread: Thread, path: str, status: int) -> None:
    told = client.get("/api/v1" + path.format(thread=thread.pk))
    assert (told.status_code, told["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("method", ["TRACE", "POST", "PUT", "QUERY", "DELETE"])
def test_a_method_that_is_none(client: Client, thread: Thread, method: str) -> None:
    told = client.generic(method, "/api/v1/threads/find")
    assert (told.status_code, told["Allow"]) == (405, "GET, HEAD")


def test_a_page_key_may_be_any_text(ask: Ask, client: Client, title: Any) -> None:
    for key in ("a/b?c=d&e", "é🎈", "' OR 1=1 --", " " * 3, "x" * 500):
        made = ask("PUT", "/threads", {"key": key})
        assert (made.status_code, made.json()["key"]) == (201, key)
        found = client.get("/api/v1/threads/find", {"title": "lintas-pagi", "key": key})
        assert found.json()["id"] == made.json()["id"]
    assert ask("PUT", "/threads", {"key": "x" * 501}).status_code == 422
    assert ask("PUT", "/threads", {"key": "1", "url": "javascript:alert(1)"}).status_code == 422
    assert ask("PUT", "/threads", {"key": "1", "url": "https://contoh.id/" + "x" * 1_000}).status_code == 422


@pytest.mark.parametrize("when", ["1575-12-05T15:34:34.1+20:05", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00"])
def test_a_time_that_is_none(ask: Ask, thread: Thread, when: str) -> None:
    assert ask("PATCH", f"/threads/{thread.pk}", {"closes_at": when}).status_code == 422
