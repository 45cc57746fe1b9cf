"""Writing: a comment and a reply. Whatever happens, the writer keeps the text."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from rembuk.conversation import access, actions, queries
from rembuk.conversation.forms import CommentForm, Compose
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.talk import draft_name, story_address

from .asking import Asking, address_of


@require_POST
def post(request: Asking, thread_id: int) -> HttpResponse:
    """Take a comment on the story."""
    thread = access.thread(request.user, thread_id)
    return _take(request, thread, None)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: Asking, public_id: uuid.UUID) -> HttpResponse:
    """The form for a reply, and taking it."""
    parent = access.answerable(request.user, public_id)
    if request.method == "POST":
        return _take(request, parent.thread, parent)
    return _form(request, parent.thread, parent, Compose(), status=200)


def _take(request: Asking, thread: Thread, parent: Comment | None) -> HttpResponse:
    form = CommentForm(request.POST)
    body = request.POST.get("body", "")
    if not form.is_valid():
        again = _("The form was not complete. Your text is still here: send it again.")
        return _form(request, thread, parent, Compose(body=body, error=again))
    key: uuid.UUID = form.cleaned_data["client_key"]
    if not request.user.is_authenticated:
        waits = _("Sign in to send this comment. Your text is still here.")
        return _form(request, thread, parent, Compose(body=body, error=waits, client_key=key))
    try:
        comment = actions.post_comment(author=request.user, thread=thread, body=body, client_key=key, parent=parent)
    except actions.KeyUsed as refusal:
        return _form(request, thread, parent, Compose(body=body, error=refusal.message))
    except actions.Refused as refusal:
        return _form(request, thread, parent, Compose(body=body, error=refusal.message, client_key=key))
    return _taken(request, comment)


def _taken(request: Asking, comment: Comment) -> HttpResponse:
    """The rendered comment itself, or the way to it."""
    words = _sent_words(comment)
    if not request.htmx:
        messages.success(request, words)
        return redirect(address_of(request, comment, terkirim=draft_name(comment.thread, comment.parent)))
    facts = _facts(request, comment.thread, None, Compose()) | {
        "shown": queries.one(request.user, comment),
        "parent": comment.parent,
        "announce": words,
    }
    response = render(request, "conversation/_taken.html", facts)
    response["Rembuk-Draft-Done"] = draft_name(comment.thread, comment.parent)
    return response


def _sent_words(comment: Comment) -> str:
    if comment.state == Comment.State.HELD:
        return _("Your comment waits for a moderator. Until then only you see it.")
    return _("Your comment is published. Thank you.")


def _form(
    request: Asking, thread: Thread, parent: Comment | None, compose: Compose, *, status: int = 422
) -> HttpResponse:
    """The form with the writer's text: in its place for htmx, else on a page of its own."""
    facts = _facts(request, thread, parent, compose)
    if not request.htmx:
        return render(request, "conversation/compose.html", facts, status=status)
    response = render(request, "conversation/_compose.html", facts, status=status)
    if parent is None:
        return reswap(retarget(response, "#compose"), "outerHTML")
    return reswap(retarget(response, f"#r-{parent.public_id}"), "innerHTML")


def _facts(request: Asking, thread: Thread, parent: Comment | None, compose: Compose) -> dict[str, Any]:
    return {
        "thread": thread,
        "parent": parent,
        "compose": compose,
        "viewer": request.user,
        "story_url": story_address(thread, request),
    }
