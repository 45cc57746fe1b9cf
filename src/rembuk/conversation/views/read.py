"""Reading: pages of a thread, one comment's place, a branch, a hashtag."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rembuk.conversation import access, markup, queries
from rembuk.conversation.talk import context, number, sent_draft, story_address

from .asking import Asking, address_of


@require_safe
def page(request: Asking, thread_id: int) -> HttpResponse:
    """A page of a thread: a piece for htmx; anyone else is led to the story, which shows the same page."""
    thread = access.thread(request.user, thread_id)
    if not request.htmx:
        before = number(request.GET, "sebelum")
        return redirect(story_address(thread, request) + (f"?sebelum={before}" if before else "") + "#bincang")
    return render(request, "conversation/_list.html", context(request, thread))


@require_safe
def permalink(request: Asking, public_id: uuid.UUID) -> HttpResponse:
    """Leads to the page that contains the comment."""
    return redirect(address_of(request, access.comment(request.user, public_id)))


@require_safe
def branch(request: Asking, public_id: uuid.UUID) -> HttpResponse:
    """A comment with all its replies, a page at a time."""
    root = access.branch(request.user, public_id)
    shown = queries.branch_of(request.user, root, after=number(request.GET, "sesudah") or 0)
    facts = {
        "page": shown,
        "thread": root.thread,
        "story_url": story_address(root.thread, request),
        "sent_draft": sent_draft(request),
    }
    return render(request, "conversation/branch.html", facts)


@require_safe
def hashtag(request: Asking, name: str) -> HttpResponse:
    """The comments with a hashtag, newest first, as everyone sees them."""
    folded = markup.as_tag(name)
    if not folded:
        raise Http404
    if folded != name:
        return redirect("conversation:hashtag", folded)
    before = number(request.GET, "sebelum")
    found = queries.tagged(AnonymousUser(), name, before=before)
    if not found.shown and before is None:
        raise Http404
    written = markup.as_written(name, found.shown[0].comment.body) if found.shown else name
    return render(request, "conversation/hashtag.html", {"written": written, "page": found})
