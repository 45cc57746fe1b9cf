from __future__ import annotations

import time
import unicodedata
import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from rembuk.conversation import actions, markup
from rembuk.conversation.models import Comment, Mention, Thread
from rembuk.conversation.recount import recount
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
DEEP = 2_000
FLOODS = {
    "mentions": "@ratna " * 100_000,
    "other mentions": " ".join(f"@pembaca{n}" for n in range(100_000)),
    "hashtags": "#tag" * 100_000,
    "overrides": "\u202e" * 500_000,
    "zero width": "a" + "\u200b\u200d\ufeff" * 200_000,
    "zalgo": "e" + "\u0301" * 500_000,
    "surrogates": "\ud800" * 100_000,
    "newlines": "\n" * 1_000_000,
    "ligatures": "\ufdfa" * 100_000,  # one sign becomes eighteen letters
    "links": "https://a.test/" * 50_000,
    "ten megabytes": "kata " * 2_000_000,
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_refused_at_once(ratna: Reader, thread: Thread, flood: str) -> None:
    begun = time.monotonic()
    with CaptureQueriesContext(connection) as asked, pytest.raises(actions.Refused) as refusal:
        actions.post_comment(author=ratna, thread=thread, body=FLOODS[flood], client_key=uuid.uuid4())
    assert refusal.value.message
    assert len(asked) == 0
    assert time.monotonic() - begun < 5  # it takes milliseconds; a square of its length would take minutes
    assert not Comment.objects.exists()


@pytest.mark.parametrize("flood", FLOODS)
def test_what_fits_of_a_flood_is_harmless(ratna: Reader, bagas: Reader, thread: Thread, flood: str) -> None:
    """Two thousand characters of each: it stands, tamed, or is refused with a sentence."""
    facts: dict[str, Any] = {
        "author": bagas,
        "thread": thread,
        "body": FLOODS[flood][:2_000],
        "client_key": uuid.uuid4(),
    }
    if flood in {"overrides", "surrogates", "newlines"}:  # nothing of it can be seen
        with pytest.raises(actions.Refused, match="Belum ada"):
            actions.post_comment(**facts)
        return
    comment = actions.post_comment(**facts)
    assert Mention.objects.count() <= markup.MENTIONS_PER_COMMENT
    assert comment.hashtags.count() <= markup.TAGS_PER_COMMENT
    for text in (comment.body, comment.html):
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\0")
        assert not any(unicodedata.category(char) == "Cs" for char in text)
        assert "\u0301" * (markup.MARKS_IN_A_ROW + 1) not in text
        text.encode()


def test_ten_megabytes_through_the_form(ratna: Reader, thread: Thread, sign_in: SignIn) -> None:
    form = {"body": "kata " * 2_000_000, "client_key": uuid.uuid4()}
    client = sign_in(ratna)
    client.raise_request_exception = False
    answer = client.post(reverse("conversation:post", args=[thread.pk]), form)
    assert answer.status_code in {400, 413, 422}
    assert len(answer.content) < 100_000
    assert not Comment.objects.exists()


def test_lone_surrogates_in_a_form(ratna: Reader, thread: Thread, sign_in: SignIn) -> None:
    """UTF-8 has no bytes for them, so a browser never sends any; a script that writes such bytes can."""
    raw = b"body=halo+%ED%A0%80+dunia+%ED%B0%80&client_key=" + str(uuid.uuid4()).encode()
    answer = sign_in(ratna).post(
        reverse("conversation:post", args=[thread.pk]), raw, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    body = Comment.objects.get().body
    assert body.startswith("halo ")
    assert not any("\ud800" <= char <= "\udfff" for char in body)


@pytest.mark.parametrize("question", ["\ud800", "\u202e" * 300, "\u0301" * 300, "\0", "a" * 100_000, '"' * 200])
def test_floods_in_other_fields(ratna: Reader, client: Client, say: Say, question: str) -> None:
    comment = say(ratna)
    raw = question.encode(errors="surrogatepass")
    for address in (reverse("conversation:search_all"), reverse("conversation:search", args=[comment.thread_id])):
        assert client.get(address, QUERY_STRING="q=" + "".join(f"%{byte:02X}" for byte in raw)).status_code == 200


def chain(author: Reader, opener: Comment) -> list[Comment]:
    """Two thousand replies, each to the one before it."""
    now = timezone.now()
    made: list[Comment] = [opener]
    rows = [
        Comment(
            thread=opener.thread,
            root=opener,
            depth=depth,
            author=author,
            client_key=uuid.uuid4(),
            body=f"Balasan {depth}",
            html=f"<p>Balasan {depth}</p>",
            state=Comment.State.PUBLISHED,
            is_shown=True,
            created_at=now,
            number=1,
            last_number=1,
            reply_count=1,
        )
        for depth in range(1, DEEP + 1)
    ]
    made += Comment.objects.bulk_create(rows)
    for above, below in pairwise(made):
        below.parent = above
    Comment.objects.bulk_update(rows, ["parent"])
    recount(opener.thread, repair=True)
    return made


def test_a_chain_without_end(
    ratna: Reader, story: StoryPage, thread: Thread, say: Say, client: Client, sign_in: SignIn
) -> None:
    def cost(address: str, comment: Comment) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, follow=True)
        assert answer.status_code == 200
        assert f'id="k-{comment.public_id}"' in answer.content.decode()
        assert len(answer.content) < 100_000
        return len(asked)

    opener = say(ratna, "Awal.")
    short = say(ratna, "Empat.", say(ratna, "Tiga.", say(ratna, "Dua.", opener)))
    addresses = [
        story.url,
        *(reverse(f"conversation:{page}", args=[short.public_id]) for page in ("permalink", "go_on")),
    ]
    cost(story.url, opener)  # the first page also learns the addresses of the sites
    costs = [cost(address, each) for address, each in zip(addresses, (opener, short, short), strict=True)]
    comments = chain(ratna, say(ratna, "Awal."))
    assert recount(thread) == []
    last = comments[-1]
    assert cost(story.url, comments[2]) == costs[0]
    for comment in (comments[DEEP // 2], last):
        assert cost(reverse("conversation:permalink", args=[comment.public_id]), comment) <= costs[1] + 1
        assert cost(reverse("conversation:go_on", args=[comment.public_id]), comment) <= costs[2] + 1
    deepest = actions.post_comment(author=ratna, thread=thread, body="Masih ada.", client_key=uuid.uuid4(), parent=last)
    assert deepest.depth == DEEP + 1
    actions.remove_comment(author=ratna, comment=comments[DEEP // 2])
    assert sign_in(ratna).get(reverse("conversation:export")).status_code == 200
    Page.objects.get(pk=story.pk).specific.delete()
    assert not Comment.objects.exists()


def test_a_story_in_a_private_place_takes_nothing(ratna: Reader, story: StoryPage, thread: Thread) -> None:
    StoryPage.objects.filter(pk=story.pk).update(live=False)
    facts: dict[str, Any] = {"author": ratna, "thread": thread, "body": "Masih?", "client_key": uuid.uuid4()}
    with pytest.raises(actions.Refused):
        actions.post_comment(**facts)
