"""Pages by keyset, while others write: no comment is given twice, and none that was there is missed."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import Say

# For each page read: what is written before the next one; True is an answer to something that is there.
WRITTEN = st.lists(st.lists(st.booleans(), max_size=3), max_size=6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shape", "sort"), [("flat", "newest"), ("flat", "oldest"), ("tree", "newest"), ("tree", "oldest")]
)
def test_none_twice_and_none_missed(
    client: Client, title: TitlePage, ratna: Reader, say: Say, shape: str, sort: str
) -> None:
    @given(before=st.lists(st.booleans(), min_size=1, max_size=9), meanwhile=WRITTEN, limit=st.integers(1, 4))
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def read(before: list[bool], meanwhile: list[list[bool]], limit: int) -> None:
        thread = Thread.objects.create(title=title, page_key=str(uuid.uuid4()))

        def write(answers: list[bool]) -> None:
            for answer in answers:
                standing = Comment.objects.filter(thread=thread).order_by("?").first() if answer else None
                say(ratna, uuid.uuid4().hex, standing, thread)

        write(before)
        # Written in the same instant: the id alone tells them apart.
        Comment.objects.filter(thread=thread).update(created_at=timezone.now())
        there = expected(thread, shape)
        given_out: list[str] = []
        after, rest = "", iter(meanwhile)
        while True:
            page = client.get(f"/api/v1/threads/{thread.pk}/comments", ask(shape, sort, limit, after)).json()
            assert len(page["comments"]) <= limit
            given_out += [each["id"] for each in page["comments"]]
            write(next(rest, []))
            if not (after := page["next"]):
                break
        assert [each for each, n in Counter(given_out).items() if n > 1] == []
        assert there - set(given_out) == set()

    read()


def expected(thread: Thread, shape: str) -> set[str]:
    """The public ids of what a whole reading must give."""
    found = Comment.objects.filter(thread=thread, **({"parent": None} if shape == "tree" else {}))
    return {str(each) for each in found.values_list("public_id", flat=True)}


def ask(shape: str, sort: str, limit: int, after: str) -> dict[str, Any]:
    """A page's query."""
    return {"shape": shape, "sort": sort, "limit": limit, "after": after}
