"""A conversation as a page shows it: what the templates need, for a reader's request and for the public at large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from rembuk.newsroom.queries import live_stories

from . import queries
from .forms import Compose
from .models import Comment, Thread


def number(given: Mapping[str, str], name: str) -> int | None:
    """A comment's id from an address; None when it is missing or no id."""
    value = given.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def story_address(thread: Thread, request: HttpRequest | None = None) -> str:
    """The address of the thread's story; the front door when the story stands under no site."""
    return thread.story.get_url(request) or "/"


def draft_name(thread: Thread, parent: Comment | None) -> str:
    """The name under which the browser keeps the draft; `_compose.html` writes the same."""
    return f"balas-{parent.public_id}" if parent else f"utas-{thread.pk}"


def sent_draft(request: HttpRequest) -> str:
    """The draft that a form sent without htmx has made needless; the browser forgets it."""
    name = request.GET.get("terkirim", "")
    return name if name.startswith(("utas-", "balas-")) else ""


def context(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """Everything `conversation/_talk.html` shows, for this request's viewer and page."""
    page = queries.page_of(request.user, thread, before=number(request.GET, "sebelum"))
    return {
        "thread": thread,
        "story_url": story_address(thread, request),
        "page": page,
        "compose": Compose(),
        "viewer": request.user,
        "sent_draft": sent_draft(request),
    }


def public_comment(comment: Comment) -> dict[str, str]:
    """A published comment as everyone sees it, by language."""
    shown = queries.one(AnonymousUser(), comment)
    return {code: _render(code, "conversation/_comment.html", shown=shown) for code, _name in settings.LANGUAGES}


def public_page(thread_id: int, language: str) -> str | None:
    """The first page of a thread as everyone sees it; None when its story is not public."""
    thread = (
        Thread.objects.select_related("story").filter(pk=thread_id, story__in=live_stories(AnonymousUser())).first()
    )
    if thread is None:
        return None
    page = queries.page_of(AnonymousUser(), thread)
    return _render(language, "conversation/_list.html", thread=thread, page=page, story_url=story_address(thread))


def public_counts(thread_ids: Iterable[int]) -> dict[int, int]:
    """How many comments everyone sees under public stories, by thread."""
    found = Thread.objects.filter(pk__in=list(thread_ids), story__in=live_stories(AnonymousUser()))
    return dict(found.values_list("pk", "comment_count"))


def _render(language: str, template: str, **facts: Any) -> str:
    with translation.override(language):
        return render_to_string(template, facts)
