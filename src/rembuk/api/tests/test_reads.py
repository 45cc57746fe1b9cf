"""Reading: what everyone sees, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rembuk.api.actions import keep_thread
from rembuk.api.models import ApiKey
from rembuk.conversation.actions import hide, remove_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import Say

pytestmark = pytest.mark.django_db


def read(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    response = client.get(f"/api/v1{path}", headers=headers)
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_a_thread_is_found_by_id_by_key_and_by_address(
    client: Client, thread: Thread, story: StoryPage, key: tuple[ApiKey, str]
) -> None:
    assert read(client, f"/threads/{thread.pk}")["headline"] == story.title
    assert read(client, f"/threads/find?url=http://localhost/{story.slug}/")["id"] == thread.pk
    assert read(client, f"/threads/find?url=http://localhost/{story.slug}")["id"] == thread.pk
    elsewhere, _made = keep_thread(key=key[0], page_key="a/1?b", facts={"page_url": "https://contoh.id/1"})
    assert read(client, "/threads/find?title=lintas-pagi&key=a/1%3Fb")["id"] == elsewhere.pk
    read(client, "/threads/find?title=niaga-petang&key=a/1%3Fb", 404)
    read(client, "/threads/find?title=lintas-pagi", 422)
    read(client, f"/threads/find?url=http://contoh.test/{story.slug}/", 404)


def test_a_tree_shows_three_levels_and_says_what_is_left(
    client: Client, thread: Thread, say: Say, ratna: Reader, bagas: Reader
) -> None:
    top = say(ratna, "Pembuka")
    replies = [say(bagas, f"Balasan {n}", top) for n in range(4)]
    second = say(ratna, "Lapis tiga", replies[0])
    say(bagas, "Lapis empat", second)
    found = read(client, f"/threads/{thread.pk}/comments")["comments"]
    assert [each["id"] for each in found] == [str(top.public_id)]
    assert [each["html"] for each in found[0]["replies"]] == [f"<p>Balasan {n}</p>" for n in range(3)]
    assert (found[0]["more"], found[0]["more_after"]) == (1, "3")
    third = found[0]["replies"][0]["replies"][0]
    assert (third["id"], third["more"], third["parent"]) == (str(second.public_id), 1, str(replies[0].public_id))
    rest = read(client, f"/comments/{top.public_id}?after=3")["comments"][0]["replies"]
    assert [each["html"] for each in rest] == ["<p>Balasan 3</p>"]


def test_nothing_is_told_that_not_everyone_sees(
    client: Client, thread: Thread, say: Say, ratna: Reader, bagas: Reader, damar: Reader
) -> None:
    say(ratna, "Ini tahan dulu")
    gone = say(ratna, "Ini hilang #sesuatu")
    say(bagas, "Jawaban", gone)
    remove_comment(author=ratna, comment=gone)
    hidden = say(bagas, "Ini disembunyikan #sesuatu")
    hide(comment=hidden, actor=damar)
    pages = [
        client.get(f"/api/v1{path}")
        for path in (
            f"/threads/{thread.pk}/comments", f"/threads/{thread.pk}/comments?shape=flat&sort=oldest",
            f"/comments/{gone.public_id}", f"/comments/{hidden.public_id}", f"/readers/{bagas.public_id}/comments",
            f"/readers/{ratna.public_id}/comments", "/hashtags/sesuatu",
        )
    ]  # fmt: skip
    assert [page.status_code for page in pages] == [200, 200, 200, 404, 200, 404, 404]
    for page in pages:
        told = page.content.decode()
        assert not any(word in told for word in ("tahan", "hilang", "disembunyikan", "contoh.test", "Ratna"))
    assert pages[0].json()["comments"][0]["state"] == "gone"


def test_a_story_that_is_no_longer_public_takes_everything_along(
    client: Client, thread: Thread, story: StoryPage, say: Say, ratna: Reader
) -> None:
    comment = say(ratna, "Halo #tag")
    story.unpublish()
    for path in (f"/threads/{thread.pk}", f"/threads/{thread.pk}/comments", f"/comments/{comment.public_id}",
                 "/hashtags/tag", f"/readers/{ratna.public_id}/comments"):  # fmt: skip
        read(client, path, 404)


def test_the_tag_is_the_threads_version(client: Client, thread: Thread, say: Say, ratna: Reader) -> None:
    say(ratna)
    path = f"/api/v1/threads/{thread.pk}/comments"
    first = client.get(path)
    assert first["ETag"].startswith('W/"')
    assert first["Cache-Control"] == "public, max-age=2"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in first
    again = client.get(path, headers={"If-None-Match": f'W/"x", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    say(ratna)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_thread_that_closes_by_the_clock_has_another_tag(client: Client, thread: Thread) -> None:
    path = f"/api/v1/threads/{thread.pk}"
    before = client.get(path)
    Thread.objects.filter(pk=thread.pk).update(closes_at=thread.made_at)
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["is_open"]) == (200, False)


def test_searching_finds_what_everyone_may_read(client: Client, thread: Thread, say: Say, ratna: Reader) -> None:
    found = say(ratna, "Harga beras turun di pasar.")
    say(ratna, "Harga beras ini tahan")
    for scope in ("", f"&thread={thread.pk}", "&title=lintas-pagi"):
        assert [each["id"] for each in read(client, f"/search?q=harga beras{scope}")["comments"]] == [
            str(found.public_id)
        ]
    assert read(client, "/search?q=gandum") == {"comments": [], "next": ""}
    for scope, status in (("", 422), ("?q=", 422), ("?q=!!!", 422), ("?q=a&title=x", 404), ("?q=a&thread=9999", 404)):
        read(client, f"/search{scope}", status)


def test_head_and_preflight(client: Client, thread: Thread) -> None:
    path = f"/api/v1/threads/{thread.pk}"
    head = client.head(path)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(client.get(path).content)))
    preflight = client.options(path, headers={"Origin": "https://contoh.id", "Access-Control-Request-Method": "GET"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "authorization" not in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("asked", "words"), [("en", "nothing at this address"), ("id", "Tidak ada apa pun"), ("", "Tidak ada")]
)
def test_a_refusal_speaks_the_callers_language(client: Client, title: Any, asked: str, words: str) -> None:
    for path in ("/threads/999", "/tidak-ada"):
        response = client.get(f"/api/v1{path}", headers={"Accept-Language": asked})
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
        assert words in response.json()["detail"]


def test_counts_come_for_two_hundred_pages_in_one_request(
    client: Client, say: Say, ratna: Reader, key: tuple[ApiKey, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    threads = [keep_thread(key=key[0], page_key=f"h-{n}", facts={})[0] for n in range(3)]
    say(ratna, where=threads[1])
    asked = {"title": "lintas-pagi", "keys": [f"h-{n}" for n in range(200)]}
    with django_assert_num_queries(1):
        response = client.post("/api/v1/counts", json.dumps(asked), "application/json")
    assert response.json() == {"counts": {"h-0": 0, "h-1": 1, "h-2": 0}}
    more = client.post("/api/v1/counts", json.dumps({**asked, "keys": ["x"] * 201}), "application/json")
    assert more.status_code == 422


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/threads/{thread}", 2),
        ("/threads/{thread}/comments", 5),
        ("/threads/{thread}/comments?shape=flat&sort=oldest", 4),
        ("/comments/{comment}", 6),
        ("/readers/{reader}/comments", 6),
        ("/hashtags/tag", 4),
        ("/search?q=jawab", 7),  # PostgreSQL may look at two further shelves of its index
    ],
)
def test_queries_do_not_grow(
    client: Client, thread: Thread, say: Say, ratna: Reader, bagas: Reader, path: str, most: int,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    first = say(ratna, "Halo #tag")

    def grow() -> None:
        for _n in range(4):
            top = say(ratna, "Lagi #tag")
            for _m in range(3):
                reply = say(bagas, "Jawab #tag", top)
                say(ratna, "Balas #tag", reply)
                say(bagas, "Dalam", say(ratna, "Cabang #tag", first))

    grow()
    address = "/api/v1" + path.format(thread=thread.pk, comment=first.public_id, reader=ratna.public_id)
    client.get(address)
    with django_assert_max_num_queries(most) as few:
        client.get(address)
    grow()
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_no_cookie_is_set_and_none_is_asked(client: Client, thread: Thread, ratna: Reader, say: Say) -> None:
    own = say(ratna, "Ini tahan dulu")
    client.force_login(ratna, backend="rembuk.readers.backends.Staff")
    response = client.get(f"/api/v1/comments/{own.public_id}")
    assert (response.status_code, response.cookies) == (404, {})
    assert Comment.objects.get().state == "held"


def test_the_page_for_people_names_every_address(client: Client, title: Any) -> None:
    page = client.get("/api/").content.decode()
    described = client.get("/api/v1/openapi.json").json()
    assert all(path in page for path in described["paths"])
    assert "<script" not in page.split("<main")[1]
    assert {each for path in described["paths"].values() for op in path.values() for each in op} >= {"summary"}
