"""What the views share: whether only a piece of the page is wanted, and the way to a comment."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from rembuk.conversation import queries
from rembuk.conversation.actions import NotStored, Refused, TooFast
from rembuk.conversation.models import Comment, Thread
from rembuk.design.middleware import READER, policy

_ORIGIN: Final = re.compile(r"https?://[a-z0-9.:\[\]-]+(?=[/?#]|$)", re.IGNORECASE)


def wants_piece(request: HttpRequest) -> bool:
    """Whether the page's script asks for a piece to put in its place, not for a page."""
    return "rembuk-piece" in request.headers


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks for facts: the page's own, or another that says so."""
    return wants_piece(request) or request.headers.get("accept", "").startswith("application/json")


def address_of(request: HttpRequest, comment: Comment, **extra: str) -> str:
    """Where a comment is found: the page that shows it, with its anchor."""
    place = queries.place_of(comment)
    if place.branch is not None:
        base = reverse("conversation:go_on", args=[place.branch.public_id])
    else:
        base = comment.thread.address(request)
    query = ({"setelah": place.after} if place.after else {}) | extra
    joint = "&" if "?" in base else "?"
    return f"{base}{joint + urlencode(query) if query else ''}#k-{comment.public_id}"


def with_way_back(response: HttpResponse, request: HttpRequest, thread: Thread) -> HttpResponse:
    """The same page, whose form may end where the conversation stands: perhaps on another site.

    Browsers hold the redirect after a form to the policy of the page that had the form.
    """
    if found := _ORIGIN.match(thread.address(request)):
        changes = getattr(settings, "CSP_CHANGES", {})
        targets = (*changes.get("form_action", READER["form-action"]), found[0])
        response["Content-Security-Policy"] = policy(READER, **changes | {"form_action": targets})
    return response


def refusal_status(refusal: Refused) -> int:
    """429 for who has to wait, 503 for what could not be stored, 422 for what cannot be done as it was asked."""
    if isinstance(refusal, NotStored):
        return 503
    return 429 if isinstance(refusal, TooFast) else 422


def with_wait(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """The same answer, which also says in seconds how long to wait."""
    if isinstance(refusal, TooFast):
        response["Retry-After"] = str(refusal.seconds)
    return response


def refused_json(refusal: Refused) -> HttpResponse:
    """A refusal for a script: {"message": a sentence for the reader}."""
    return with_wait(JsonResponse({"message": refusal.message}, status=refusal_status(refusal)), refusal)
