"""What stands on other sites without a frame's script: cards, oEmbed, feeds."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rembuk.conversation.actions import post_comment, remove_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import SITE

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "http://testserver"


@pytest.fixture
def thread(title: TitlePage) -> Thread:
    """The thread of a page of the site."""
    return Thread.objects.create(
        title=title, page_key="artikel-17", page_url=f"{SITE}/2026/artikel-17", page_title="Harga cabai & bawang"
    )


@pytest.fixture
def say(thread: Thread, ratna: Reader) -> Callable[..., Comment]:
    """Ratna writes there."""

    def post(body: str = "Saya setuju <b>sekali</b> #BicaraJernih", author: Reader = ratna) -> Comment:
        return post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4())

    return post


def test_a_card_may_stand_anywhere(client: Client, say: Callable[..., Comment]) -> None:
    comment = say()
    response = client.get(f"/sisip/komentar/{comment.public_id}/?tema=dark")
    page = response.content.decode()
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "&lt;b&gt;sekali" in page
    assert 'data-theme="dark"' in page
    assert not [tag for tag in ("<form", "<script", "<input", "csrf") if tag in page]


def test_a_card_is_the_same_for_its_writer(
    sign_in: Callable[[Reader], Client], ratna: Reader, say: Callable[..., Comment]
) -> None:
    path = f"/sisip/komentar/{say().public_id}/"
    assert sign_in(ratna).get(path).content == Client().get(path).content


def test_a_card_of_what_is_gone_says_so(client: Client, say: Callable[..., Comment], ratna: Reader) -> None:
    comment = say()
    remove_comment(author=ratna, comment=comment)
    response = client.get(f"/sisip/komentar/{comment.public_id}/")
    assert response.status_code == 404
    assert "sekali" not in response.content.decode()
    assert "X-Frame-Options" not in response
    assert client.get(f"/sisip/komentar/{uuid.uuid4()}/").status_code == 404


def ask(client: Client, url: str, **facts: str) -> Any:
    return client.get("/sisip/oembed", {"url": url} | facts)


def test_oembed_of_a_comment(client: Client, say: Callable[..., Comment]) -> None:
    comment = say()
    response = ask(client, f"{HERE}/bincang/komentar/{comment.public_id}/", maxwidth="400", format="json")
    found = response.json()
    assert (found["version"], found["type"], found["width"], found["author_name"]) == ("1.0", "rich", 400, "Ratna")
    assert f'src="{HERE}/sisip/komentar/{comment.public_id}/"' in found["html"]
    assert "allow-scripts" not in found["html"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert ask(client, f"{HERE}/sisip/komentar/{comment.public_id}/").json()["html"]


def test_oembed_of_a_thread(client: Client, thread: Thread, story: StoryPage) -> None:
    found = ask(client, f"{HERE}/bincang/{thread.pk}/").json()
    assert found["title"] == "Komentar: Harga cabai & bawang"
    assert "/sisip/lintas-pagi/bingkai/?kunci=artikel-17&amp;alamat=https" in found["html"]
    assert "Harga cabai &amp; bawang" in found["html"]
    own = ask(client, f"{HERE}{story.get_url()}").json()
    assert "/sisip/lintas-pagi/bingkai/?alamat=http" in own["html"]
    framed = ask(client, f"{HERE}/sisip/lintas-pagi/bingkai/?kunci=artikel-17&alamat={SITE}/2026/artikel-17")
    assert framed.json()["title"] == found["title"]


def test_oembed_says_what_it_cannot(
    client: Client, title: TitlePage, say: Callable[..., Comment], ratna: Reader
) -> None:
    comment = say()
    remove_comment(author=ratna, comment=comment)
    gone = f"{HERE}/bincang/komentar/{comment.public_id}/"
    for url in (gone, "https://lain.example/a", f"{HERE}/profil/", f"{HERE}/tidak-ada/", "::", "http://[", "\0"):
        answer = ask(client, url)
        assert (url, answer.status_code) == (url, 404 if url != "\0" else 400)
        assert answer.json()["message"]
    assert ask(client, gone, format="xml").status_code == 501
    assert client.get("/sisip/oembed").status_code == 400


@pytest.mark.parametrize(("asked", "width"), [("9999", 640), ("1", 200), ("-5", 640), ("x", 640), ("9" * 400, 640)])
def test_oembed_keeps_to_a_limit(client: Client, say: Callable[..., Comment], asked: str, width: int) -> None:
    assert ask(client, f"{HERE}/bincang/komentar/{say().public_id}/", maxwidth=asked).json()["width"] == width


def test_pages_can_say_where_to_ask(thread: Thread) -> None:
    links = render_to_string(
        "embed/_discovery.html", {"address": f"{HERE}/bincang/{thread.pk}/?a=1&b", "thread": thread}
    )
    assert "/sisip/oembed?url=http%3A%2F%2Ftestserver%2Fbincang%2F" in links
    assert "%3Fa%3D1%26b&amp;format=json" in links
    assert f"/sisip/umpan/utas/{thread.pk}/" in links


def entries(response: Any) -> list[ET.Element]:
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  # our own answer


def test_the_feed_of_a_thread(client: Client, thread: Thread, say: Callable[..., Comment]) -> None:
    say("Yang pertama.")
    newest = say()
    response = client.get(f"/sisip/umpan/utas/{thread.pk}/")
    root = ET.fromstring(response.content)  # noqa: S314  # our own answer
    assert response["Content-Type"].startswith("application/atom+xml")
    assert root.findtext(f"{ATOM}title") == "Komentar: Harga cabai & bawang"
    assert root.findtext(f"{ATOM}id") == f"tag:bincang.example,2026:utas/{thread.pk}"
    first = root.findall(f"{ATOM}entry")[0]
    assert first.findtext(f"{ATOM}id") == f"tag:bincang.example,2026:komentar/{newest.public_id}"
    assert first.findtext(f"{ATOM}updated")
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Ratna"
    summary = first.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert "&lt;b&gt;sekali" in (summary.text or "")


def test_who_has_it_gets_304(client: Client, thread: Thread, say: Callable[..., Comment], ratna: Reader) -> None:
    comment = say()
    path = f"/sisip/umpan/utas/{thread.pk}/"
    before = client.get(path)
    known = {"if-none-match": before["ETag"]}
    assert before["Last-Modified"]
    assert client.get(path, headers=known).status_code == 304
    remove_comment(author=ratna, comment=comment)
    after = client.get(path, headers=known | {"if-modified-since": before["Last-Modified"]})
    assert after.status_code == 200
    assert not entries(after)
    assert client.get(path)["ETag"] == after["ETag"]


def test_caches_keep_words_no_longer_than_our_pages_do(
    client: Client, thread: Thread, say: Callable[..., Comment]
) -> None:
    comment = say()
    for path in (f"umpan/utas/{thread.pk}/", "umpan/pembaca/ratna/", f"komentar/{comment.public_id}/"):
        assert client.get(f"/sisip/{path}")["Cache-Control"] == "public, max-age=2", path


def test_feeds_are_bounded(client: Client, thread: Thread, say: Callable[..., Comment]) -> None:
    for number in range(55):
        say(f"Nomor {number}. #BicaraJernih")
    for path in (f"utas/{thread.pk}/", "pembaca/ratna/", "tagar/bicarajernih/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get(f"/sisip/umpan/{path}")
        assert len(entries(response)) == 50
        assert len(asked) <= 8


def test_the_feeds_of_a_reader_and_a_hashtag(client: Client, say: Callable[..., Comment], bagas: Reader) -> None:
    say()
    assert "Komentar Ratna" in client.get("/sisip/umpan/pembaca/ratna/").content.decode()
    assert client.get("/sisip/umpan/pembaca/bagas/").status_code == 404
    assert "#BicaraJernih" in client.get("/sisip/umpan/tagar/bicarajernih/").content.decode()
    assert client.get("/sisip/umpan/tagar/BicaraJernih/").status_code == 302
    assert client.get("/sisip/umpan/tagar/tidakada/").status_code == 404
    assert client.get("/sisip/umpan/utas/999999/").status_code == 404


def test_a_feed_of_strange_letters_is_still_xml(client: Client, thread: Thread, say: Callable[..., Comment]) -> None:
    Comment.objects.filter(pk=say().pk).update(html="<p>\x0b\x00]]&gt;\ufffe</p>".replace("\x00", ""))
    assert len(entries(client.get(f"/sisip/umpan/utas/{thread.pk}/"))) == 1
