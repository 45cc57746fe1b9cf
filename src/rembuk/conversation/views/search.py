"""Searching in one conversation, in those of a title, in all; and what people write about now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rembuk.conversation import access, queries
from rembuk.conversation.models import Thread
from rembuk.conversation.queries.search import LONGEST
from rembuk.conversation.talk import number
from rembuk.newsroom.models import TitlePage

from .read import each_fragment


@require_safe
def in_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Search in one conversation."""
    thread = access.thread(request.user, thread_id)
    return _page(request, {"thread": thread, "story_url": thread.address(request)}, thread=thread)


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Search in the public conversations of a title (`judul`, its slug), or in all."""
    slug = request.GET.get("judul", "")
    title = access.title(request.user, slug) if slug else None
    return _page(request, {"title": title}, title=title)


def _page(
    request: HttpRequest, facts: dict[str, Any], *, thread: Thread | None = None, title: TitlePage | None = None
) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGEST]
    words = queries.words_of(question)
    # As everyone sees it: what waits for a moderator is in no list, not even its writer's.
    found = queries.matching(AnonymousUser(), words, thread=thread, title=title, before=number(request.GET, "sebelum"))
    kept = {"q": question} | ({"judul": title.slug} if title else {})
    facts |= {
        "question": question,
        "words": words,
        "longest": LONGEST,
        "items": [(shown, each_fragment(shown)) for shown in found.shown],
        "next": found.next,
        "query": urlencode(kept),
    }
    response = render(request, "conversation/search.html", facts)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def trending(request: HttpRequest) -> HttpResponse:
    """The hashtags that people use now, title by title."""
    facts = {"titles": queries.trends_by_title(request.user)}
    return render(request, "conversation/trending.html", facts)
