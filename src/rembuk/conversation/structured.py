"""What a conversation tells machines: schema.org's Comment inside the story's NewsArticle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from rembuk.newsroom.models import StoryPage

from . import queries
from .models import Comment, Thread
from .plain import plain
from .queries import Shown
from .queries.pages import PAGE_SIZE
from .rules import house_of
from .sorts import named

Weights = Mapping[str, int]


def story_facts(request: HttpRequest, story: StoryPage) -> dict[str, Any]:
    """How many comments a live story has and, for crawlers, its newest branches with one level of replies.

    Machines have no account and begin at the first page, so nobody else is sent every text twice.
    """
    thread = Thread.objects.filter(story=story.pk).first() if story.live else None
    if thread is None or not thread.comment_count:
        return {}
    facts: dict[str, Any] = {"commentCount": thread.comment_count}
    if request.user.is_authenticated or {"urut", "setelah", "saring"} & request.GET.keys():
        return facts
    thread.story = story
    weights = {each["kind"]: each["weight"] for each in house_of(thread).offered}
    return facts | {"comment": _branches(request, queries.page_of(thread, named("")).shown, weights)}


def _branches(request: HttpRequest, openers: Iterable[Shown], weights: Weights) -> list[dict[str, Any]]:
    """At most as many comments as a page has, replies counted."""
    branches: list[dict[str, Any]] = []
    room = PAGE_SIZE
    for opener in openers:
        if opener.look != "full" or not room:
            continue
        branch = _comment(request, opener.comment, weights)
        replies = [each.comment for each in opener.replies if each.look == "full"][: room - 1]
        if replies:
            branch["comment"] = [_comment(request, reply, weights) for reply in replies]
        branches.append(branch)
        room -= 1 + len(replies)
    return branches


def _comment(request: HttpRequest, comment: Comment, weights: Weights) -> dict[str, Any]:
    author = {"@type": "Person", "name": comment.author.display_name}
    if comment.author.handle:
        author["url"] = request.build_absolute_uri(reverse("conversation:reader", args=[comment.author.handle]))
    facts: dict[str, Any] = {
        "@type": "Comment",
        "text": plain(comment.html),
        "author": author,
        "dateCreated": comment.created_at.isoformat(timespec="seconds"),
        "url": request.build_absolute_uri(reverse("conversation:permalink", args=[comment.public_id])),
        "upvoteCount": _given(comment, weights, 1),
    }
    if comment.edited_at:
        facts["dateModified"] = comment.edited_at.isoformat(timespec="seconds")
    if -1 in weights.values():
        facts["downvoteCount"] = _given(comment, weights, -1)
    return facts


def _given(comment: Comment, weights: Weights, weight: int) -> int:
    return sum(n for kind, n in comment.reactions.items() if weights.get(kind) == weight)
