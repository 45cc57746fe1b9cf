"""Writing: a comment and a reply. Whatever happens, the writer keeps the text."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.conversation import access, actions, queries
from rembuk.conversation.forms import CommentForm, Compose
from rembuk.conversation.fragment import Writer
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.network import network_of
from rembuk.conversation.questions import question_of
from rembuk.conversation.rules import house_of, rules_of
from rembuk.conversation.talk import draft_name

from . import guests
from .asking import address_of, refusal_status, refused_json, wants_piece, with_wait, with_way_back

LONGEST_TOKEN: Final = 200


@require_POST
def post(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Take a comment on the story."""
    return _take(request, access.thread_to_write_in(request.user, thread_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form for a reply, and taking it."""
    parent = access.answerable(request.user, public_id)
    if request.method == "POST":
        return _take(request, parent.thread, parent)
    return _form(request, parent.thread, parent, Compose(), status=200)


def _take(request: HttpRequest, thread: Thread, parent: Comment | None) -> HttpResponse:
    form = CommentForm(request.POST)
    body = request.POST.get("body", "")
    if not form.is_valid():
        again = _("The form was not complete. Your text is still here: send it again.")
        name, email = request.POST.get("name", ""), request.POST.get("email", "")
        return _form(request, thread, parent, Compose(body=body, error=again, name=name, email=email))
    key: uuid.UUID = form.cleaned_data["client_key"]
    if guests.is_guests(request, thread):
        return _take_from_guest(request, thread, parent, body, key)
    if not request.user.is_authenticated:
        waits = _("Sign in to send this comment. Your text is still here.")
        return _form(request, thread, parent, Compose(body=body, error=waits, client_key=key))
    token = request.POST.get("nudge", "")[:LONGEST_TOKEN]
    asking = actions.Asking(network_of(request), token, anyway="anyway" in request.POST)
    try:
        comment = actions.post_from_network(
            author=request.user, thread=thread, body=body, client_key=key, parent=parent, asking=asking
        )
    except actions.Nudged as question:
        compose = Compose(body=body, client_key=key, question=question_of(question), token=question.token)
        return _form(request, thread, parent, compose)
    except actions.Refused as refusal:
        if isinstance(refusal, actions.TooFast) and wants_piece(request):
            return refused_json(refusal)  # the form with the text is still on the page
        # A used key belongs to another text: this one gets a fresh key.
        kept = None if isinstance(refusal, actions.KeyUsed) else key
        compose = Compose(
            body=body,
            error=refusal.message,
            client_key=kept,
            piece=refusal.piece,
            token=token if kept else "",
        )
        return with_wait(_form(request, thread, parent, compose, status=refusal_status(refusal)), refusal)
    return _taken(request, comment)


def _take_from_guest(
    request: HttpRequest, thread: Thread, parent: Comment | None, body: str, key: uuid.UUID
) -> HttpResponse:
    try:
        return guests.take(request, thread, parent, body, key)
    except actions.Refused as refusal:
        if isinstance(refusal, actions.TooFast) and wants_piece(request):
            return refused_json(refusal)  # the form with the text is still on the page
        compose = Compose(
            body=body,
            error=refusal.message,
            client_key=None if isinstance(refusal, actions.KeyUsed) else key,
            name=request.POST.get("name", ""),
            email=request.POST.get("email", ""),
        )
        return with_wait(_form(request, thread, parent, compose, status=refusal_status(refusal)), refusal)


def _taken(request: HttpRequest, comment: Comment) -> HttpResponse:
    """The comment itself, or the way to it."""
    words = _sent_words(comment)
    if not wants_piece(request):
        messages.success(request, words)
        where = address_of(request, comment, terkirim=draft_name(comment.thread, comment.parent))
        return redirect(where)
    language = translation.get_language() or settings.LANGUAGE_CODE
    article = Writer(language, house_of(comment.thread).offered).one(
        queries.just_written(comment), attributes=" data-own data-focus"
    )
    # Words for a screen reader, the comment, and for a reply the empty place where its form stood.
    pieces = [f'<div data-announce="{escape(words)}" hidden></div>', article]
    if comment.parent:
        pieces.append(f'<div id="r-{comment.parent.public_id}" data-oob></div>')
    asked = "nudge" in request.POST
    if comment.parent is None and asked:  # the form with the question makes room for a new one
        facts = {**_facts(request, comment.thread, None, Compose()), "oob": True}
        pieces.append(render_to_string("conversation/_compose.html", facts, request))
    response = HttpResponse("".join(pieces), status=201)
    response["Rembuk-Draft-Done"] = draft_name(comment.thread, comment.parent)
    if comment.parent is None and not asked:
        response["Rembuk-Fresh"] = str(uuid.uuid4())
    return response


def _sent_words(comment: Comment) -> str:
    if comment.state == Comment.State.HELD:
        return _("Your comment waits for a moderator. Until then only you see it.")
    return _("Your comment is published. Thank you.")


def _form(
    request: HttpRequest, thread: Thread, parent: Comment | None, compose: Compose, *, status: int = 422
) -> HttpResponse:
    """The form with the writer's text: in its place for a script, else on a page of its own."""
    facts = _facts(request, thread, parent, compose)
    if not wants_piece(request):
        return with_way_back(render(request, "conversation/compose.html", facts, status=status), request, thread)
    response = render(request, "conversation/_compose.html", facts, status=status)
    # That a writer is asked, or told what to mend, is the day's business: no operator needs a warning of it.
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark for it
    if request.method == "POST":
        response["Rembuk-Target"] = f"#balas-{parent.public_id}" if parent else "#compose"
        response["Rembuk-Swap"] = "outer"
    return response


def form_again(request: HttpRequest, thread: Thread, parent: Comment | None, compose: Compose) -> HttpResponse:
    """The form with the writer's text, for other rooms that have asked the writer something in it."""
    return _form(request, thread, parent, compose, status=200)


def _facts(request: HttpRequest, thread: Thread, parent: Comment | None, compose: Compose) -> dict[str, Any]:
    return {
        "thread": thread,
        "parent": parent,
        "compose": compose,
        "viewer": request.user,
        "rules": SimpleLazyObject(lambda: rules_of(thread)),
        "story_url": SimpleLazyObject(lambda: thread.address(request)),
    }
