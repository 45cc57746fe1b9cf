from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.conversation import actions, talk
from rembuk.conversation.models import Comment, Report, Thread
from rembuk.conversation.queries import pages
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
PIECE: dict[str, Any] = {"headers": {"Rembuk-Piece": "1"}}


def key_in(html: str) -> str:
    found = re.search(r'name="client_key" value="([^"]+)"', html)
    assert found
    return found[1]


def page_of(client: Client, story: StoryPage) -> str:
    response = client.get(story.url)
    assert response.status_code == 200
    return response.content.decode()


def test_writing_without_script(ratna: Reader, story: StoryPage, thread: Thread, sign_in: SignIn) -> None:
    client = sign_in(ratna)
    form = {"body": "Saya setuju. #BicaraJernih", "client_key": key_in(page_of(client, story))}
    address = reverse("conversation:post", args=[thread.pk])
    response = client.post(address, form)
    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{story.url}?terkirim=utas-{thread.pk}#k-{comment.public_id}"
    html = client.get(response["Location"]).content.decode()
    assert f'id="k-{comment.public_id}"' in html
    assert f'data-draft-done="utas-{thread.pk}"' in html
    assert client.post(address, form)["Location"] == response["Location"]  # the button pressed twice
    assert Comment.objects.count() == 1


def test_writing_with_script(ratna: Reader, story: StoryPage, thread: Thread, sign_in: SignIn) -> None:
    client = sign_in(ratna)
    key = key_in(page_of(client, story))
    response = client.post(
        reverse("conversation:post", args=[thread.pk]), {"body": "Saya setuju.", "client_key": key}, **PIECE
    )
    html = response.content.decode()
    assert response.status_code == 201
    assert f'id="k-{Comment.objects.get().public_id}"' in html
    assert "<html" not in html
    assert uuid.UUID(response["Rembuk-Fresh"]) != uuid.UUID(key)
    assert response["Rembuk-Draft-Done"] == f"utas-{thread.pk}"


@pytest.mark.parametrize("extra", [{}, PIECE])
def test_a_refused_text_comes_back(ratna: Reader, thread: Thread, sign_in: SignIn, extra: dict[str, Any]) -> None:
    key = str(uuid.uuid4())
    address = reverse("conversation:post", args=[thread.pk])
    response = sign_in(ratna).post(address, {"body": "<b>tolak</b> ini", "client_key": key}, **extra)
    html = response.content.decode()
    assert response.status_code == 422
    assert "&lt;b&gt;tolak&lt;/b&gt; ini</textarea>" in html
    assert "Tulis ulang, ya." in html
    assert key_in(html) == key
    assert response.headers.get("Rembuk-Target") == ("#compose" if extra else None)


def test_a_used_key_gives_a_fresh_form_with_the_text(ratna: Reader, thread: Thread, sign_in: SignIn) -> None:
    client, key = sign_in(ratna), str(uuid.uuid4())
    address = reverse("conversation:post", args=[thread.pk])
    client.post(address, {"body": "Satu", "client_key": key})
    response = client.post(address, {"body": "Dua", "client_key": key})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Dua</textarea>" in html
    assert client.post(address, {"body": "Dua", "client_key": key_in(html)}).status_code == 302


@pytest.mark.parametrize("extra", [{}, PIECE])
@pytest.mark.django_db
def test_a_session_that_ended_loses_nothing(thread: Thread, client: Client, extra: dict[str, Any]) -> None:
    form = {"body": "Panjang sekali.", "client_key": str(uuid.uuid4())}
    response = client.post(reverse("conversation:post", args=[thread.pk]), form, **extra)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Panjang sekali.</textarea>" in html
    assert f'action="{reverse("account_login")}"' in html
    assert not Comment.objects.exists()


def test_a_visitor_is_invited_and_keeps_a_draft(story: StoryPage, thread: Thread, client: Client) -> None:
    html = page_of(client, story)
    assert f'data-draft="utas-{thread.pk}"' in html
    assert f'name="next" value="{story.url}#bincang"' in html
    assert 'name="body"' not in html


def test_replying_without_script(ratna: Reader, bagas: Reader, story: StoryPage, say: Say, sign_in: SignIn) -> None:
    opener = say(bagas, "Bagaimana caranya?")
    client, address = sign_in(ratna), reverse("conversation:reply", args=[opener.public_id])
    html = client.get(address).content.decode()
    assert "Bagaimana caranya?" in html
    response = client.post(address, {"body": "Begini.", "client_key": key_in(html)})
    reply = Comment.objects.get(parent=opener)
    assert response["Location"] == f"{story.url}?terkirim=balas-{opener.public_id}#k-{reply.public_id}"


def test_replying_with_script(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    first = say(bagas, "Balasan.", say(bagas))
    client, address = sign_in(ratna), reverse("conversation:reply", args=[first.public_id])
    form = client.get(address, **PIECE).content.decode()
    assert f'data-target="#b-{first.public_id}"' in form
    answer = client.post(address, {"body": "Begini.", "client_key": key_in(form)}, **PIECE).content.decode()
    assert f'id="r-{first.public_id}" data-oob' in answer
    assert "Begini." in answer


def test_held_words_are_for_the_writer_only(
    ratna: Reader, bagas: Reader, story: StoryPage, say: Say, sign_in: SignIn
) -> None:
    held = say(ratna, "tahan rahasia")
    assert "tahan rahasia" in page_of(sign_in(ratna), story)
    assert "tahan rahasia" not in page_of(sign_in(bagas), story)
    assert "tahan rahasia" not in page_of(Client(), story)
    permalink = reverse("conversation:permalink", args=[held.public_id])
    assert Client().get(permalink).status_code == 404
    assert sign_in(ratna).get(permalink).status_code == 302


@pytest.mark.parametrize("page", ["edit", "remove"])
def test_a_stranger_finds_nothing_to_change(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn, page: str) -> None:
    address = reverse(f"conversation:{page}", args=[say(ratna).public_id])
    assert Client().get(address).status_code == 302  # to the sign-in page
    client = sign_in(bagas)
    assert client.get(address).status_code == client.post(address, {"body": "Lain"}).status_code == 404
    assert Comment.objects.get().body == "Saya setuju."


def test_editing_and_withdrawing(ratna: Reader, say: Say, sign_in: SignIn) -> None:
    comment, client = say(ratna), sign_in(ratna)
    edit = reverse("conversation:edit", args=[comment.public_id])
    assert "Saya setuju.</textarea>" in client.get(edit).content.decode()
    refused = client.post(edit, {"body": "tolak"})
    assert refused.status_code == 422
    assert "tolak</textarea>" in refused.content.decode()
    assert client.post(edit, {"body": "Saya ragu."}).status_code == 302
    remove = reverse("conversation:remove", args=[comment.public_id])
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.state) == ("Saya ragu.", "removed")
    assert client.get(edit).status_code == 404


@pytest.mark.parametrize("state", ["held", "rejected"])
def test_withdrawing_what_nobody_sees_is_worded_like_that(ratna: Reader, say: Say, sign_in: SignIn, state: str) -> None:
    comment, client = say(ratna), sign_in(ratna)
    remove = reverse("conversation:remove", args=[comment.public_id])
    page = client.get(remove).content.decode()
    assert "Tak ada lagi yang akan melihatnya." in page
    assert "Biarkan tayang" in page
    Comment.objects.filter(pk=comment.pk).update(state=state, is_shown=False)
    page = client.get(remove).content.decode()
    assert "Tak ada lagi yang akan melihatnya." not in page
    assert "Biarkan tayang" not in page
    assert "saat ini hanya Anda yang melihatnya" in page


def test_reporting(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    comment, client = say(ratna), sign_in(bagas)
    address = reverse("conversation:report", args=[comment.public_id])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "spam", "note": "Iklan."}).status_code == 302
    assert Report.objects.get().reporter == bagas


def test_a_permalink_leads_to_the_page_that_shows_the_comment(
    ratna: Reader, say: Say, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    comments = [say(ratna, f"Nomor {n}") for n in range(5)]
    comments += [say(ratna, f"Balasan {n}", comments[1]) for n in range(5)]
    for n in range(4):
        comments.append(say(ratna, f"Dalam {n}", comments[-1]))
    for comment in comments:
        response = client.get(reverse("conversation:permalink", args=[comment.public_id]), follow=True)
        assert f'id="k-{comment.public_id}"' in response.content.decode()


def test_the_next_comments(ratna: Reader, story: StoryPage, thread: Thread, say: Say, client: Client) -> None:
    comments = [say(ratna, f"Nomor {n}.") for n in range(pages.PAGE_SIZE + 1)]
    found = re.search(r'rel="next" href="([^"]+)" data-get="([^"]+)"', page_of(client, story))
    assert found
    html = client.get(unescape(found[1])).content.decode()
    query = parse_qs(urlsplit(unescape(found[2])).query)
    public = talk.public_page(thread.pk, query["urut"][0], query["setelah"][0], query["bahasa"][0])
    assert public
    for piece in (html, public[1]):
        assert f'id="k-{comments[0].public_id}"' in piece
        assert f'id="k-{comments[1].public_id}"' not in piece


def test_the_page_of_a_hashtag(ratna: Reader, story: StoryPage, say: Say, client: Client) -> None:
    say(ratna, "Ya #BicaraJernih")
    html = client.get(reverse("conversation:hashtag", args=["bicarajernih"])).content.decode()
    assert story.title in html
    assert client.get(reverse("conversation:hashtag", args=["BicaraJernih"])).status_code == 302
    assert client.get(reverse("conversation:hashtag", args=["tiada"])).status_code == 404


@pytest.mark.parametrize("name", ["\0", "bicara\0jernih", "b c", "2026", "a" * 61])
def test_what_can_be_no_hashtag_is_not_looked_for(name: str, client: Client, db: None) -> None:
    """PostgreSQL takes no NUL, not even in a question."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("conversation:hashtag", args=[name])).status_code == 404
    assert not [query for query in asked.captured_queries if "conversation_hashtag" in query["sql"]]


def test_pages_carry_no_inline_script_or_style(
    ratna: Reader, bagas: Reader, story: StoryPage, say: Say, sign_in: SignIn
) -> None:
    comment = say(bagas)
    actions.hide(comment=say(ratna), actor=None)
    client = sign_in(ratna)
    addresses = [story.url, reverse("conversation:reply", args=[comment.public_id])]
    for address in [*addresses, reverse("conversation:report", args=[comment.public_id])]:
        html = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/ld\+json))|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize(
    ("site", "forgotten"),
    [("same-origin", "utas-7"), ("", "utas-7"), ("cross-site", ""), ("same-site", ""), ("none", "")],
)
def test_no_link_elsewhere_makes_a_browser_forget_a_draft(site: str, forgotten: str) -> None:
    headers = {"sec-fetch-site": site} if site else {}
    request = RequestFactory().get("/", {"terkirim": "utas-7"}, headers=headers)
    assert talk.sent_draft(request) == forgotten
