from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from rembuk.conversation import actions, structured
from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.plain import plain
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
HOSTILE = '</script><script>alert(1)</script> <!-- &lt;/script&gt; ]]> "kutip" \\u003C/script \u2028'


@pytest.fixture(autouse=True)
def _told(settings: Any) -> None:
    settings.REMBUK_STORY_FACTS = ["rembuk.conversation.structured.story_facts"]


def article_of(client: Client, address: str) -> tuple[dict[str, Any], str]:
    """What the page tells machines, and the page."""
    page = client.get(address).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    data: dict[str, Any] = json.loads(blocks[0])
    return data, page


def test_comments_stand_in_the_article(
    ratna: Reader, bagas: Reader, damar: Reader, story: StoryPage, say: Say, client: Client
) -> None:
    opener = say(ratna, "Ya #BicaraJernih\n\nDua paragraf,\ndua baris. https://contoh.test/a?b=1&c=2")
    reply = say(bagas, "Setuju.", opener)
    say(ratna, "Dalam.", reply)
    newest = say(bagas, "Baru.")
    actions.react(reader=bagas, comment=opener, kind="setuju")
    actions.edit_comment(author=bagas, comment=newest, body="Lebih baru.")
    data, _page = article_of(client, story.url)
    assert data["@type"] == "NewsArticle"
    assert data["commentCount"] == 4
    assert [each["text"] for each in data["comment"]] == [
        "Lebih baru.",
        "Ya #BicaraJernih\nDua paragraf,\ndua baris. contoh.test/a?b=1&c=2",  # a link as readers see it
    ]
    first, second = data["comment"]
    assert "dateModified" in first
    assert second == {
        "@type": "Comment",
        "text": second["text"],
        "author": {"@type": "Person", "name": "Ratna", "url": "http://testserver/bincang/pembaca/ratna/"},
        "dateCreated": opener.created_at.isoformat(timespec="seconds"),
        "url": f"http://testserver/bincang/komentar/{opener.public_id}/",
        "upvoteCount": 1,
        "comment": [second["comment"][0]],
    }
    assert second["comment"][0]["text"] == "Setuju."
    assert "comment" not in second["comment"][0]  # one level


def test_no_text_or_name_ends_the_block(ratna: Reader, story: StoryPage, say: Say, client: Client) -> None:
    Reader.objects.filter(pk=ratna.pk).update(display_name="</script><b>Ratna")
    comment = say(ratna, HOSTILE)
    data, page = article_of(client, story.url)
    assert data["comment"][0]["author"]["name"] == "</script><b>Ratna"
    assert data["comment"][0]["text"] == comment.body
    assert "<script>alert" not in page
    block = page[page.index('ld+json">') + 9 :]
    assert not set("<>&") & set(block[: block.index("</script>")])


def test_what_is_gone_or_held_is_not_told(
    ratna: Reader, bagas: Reader, story: StoryPage, say: Say, client: Client
) -> None:
    gone, kept = say(ratna, "Hilang."), say(ratna, "Tinggal.")
    say(bagas, "Balasan.", gone)
    hidden = say(bagas, "Disembunyikan.", kept)
    actions.remove_comment(author=ratna, comment=gone)
    actions.hide(comment=hidden, actor=None)
    say(bagas, "tahan")
    data, _page = article_of(client, story.url)
    assert data["commentCount"] == 2
    assert [each["text"] for each in data["comment"]] == ["Tinggal."]
    assert "comment" not in data["comment"][0]


def test_at_most_a_page_and_for_machines_only(
    ratna: Reader,
    story: StoryPage,
    thread: Thread,
    say: Say,
    client: Client,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(structured, "PAGE_SIZE", 5)
    for n in range(3):
        opener = say(ratna, f"Nomor {n}")
        for _m in range(2):
            say(ratna, "Balasan", opener)
    data, _page = article_of(client, story.url)
    told = [text for each in data["comment"] for text in (each["text"], *(r["text"] for r in each.get("comment", [])))]
    assert told == ["Nomor 2", "Balasan", "Balasan", "Nomor 1", "Balasan"]
    for address in (f"{story.url}?urut=terlama", f"{story.url}?setelah=1.1"):
        data, _page = article_of(client, address)
        assert (data["commentCount"], "comment" in data) == (9, False)
    data, _page = article_of(sign_in(ratna), story.url)
    assert (data["commentCount"], "comment" in data) == (9, False)


def test_a_silent_story_tells_nothing_of_comments(story: StoryPage, client: Client) -> None:
    data, _page = article_of(client, story.url)
    assert not {"comment", "commentCount"} & data.keys()


def test_down_votes_are_told_where_there_are_any(
    ratna: Reader, bagas: Reader, story: StoryPage, thread: Thread, say: Say, client: Client
) -> None:
    reactions = [
        {"kind": "suka", "id": "Suka", "en": "Like", "weight": 1},
        {"kind": "turun", "id": "Turun", "en": "Down", "weight": -1},
    ]
    House.objects.create(title=thread.title, reactions=reactions)
    actions.react(reader=bagas, comment=say(ratna), kind="turun")
    told = article_of(client, story.url)[0]["comment"][0]
    assert (told["upvoteCount"], told["downvoteCount"]) == (0, 1)


def test_a_room_overrides_nothing_of_the_newsrooms(story: StoryPage, client: Client, settings: Any) -> None:
    settings.REMBUK_STORY_FACTS = [f"{__name__}.boast"]
    data, _page = article_of(client, story.url)
    assert (data["headline"], data["extra"]) == (story.title, 1)


def boast(request: Any, story: StoryPage) -> dict[str, Any]:
    """A room that says too much."""
    return {"headline": "Bukan ini", "extra": 1}


def test_text_without_markup() -> None:
    assert plain("<p>a &lt;b&gt;<br>c</p><p>d &amp; e</p>") == "a <b>\nc\nd & e"
