"""What the views share: the request as our middleware makes it, and the way to a comment."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from rembuk.conversation import queries
from rembuk.conversation.models import Comment
from rembuk.conversation.talk import story_address


class Asking(HttpRequest):
    """A request that passed HtmxMiddleware."""

    htmx: HtmxDetails


def address_of(request: HttpRequest, comment: Comment, **extra: str) -> str:
    """Where the viewer finds a comment: the page that contains it, with its anchor."""
    before, after = queries.place_of(request.user, comment)
    if after is not None and comment.root:
        base = reverse("conversation:branch", args=[comment.root.public_id])
        query = {"sesudah": str(after)} | extra
    else:
        base = story_address(comment.thread, request)
        query = ({"sebelum": str(before)} if before else {}) | extra
    return f"{base}{'?' + urlencode(query) if query else ''}#k-{comment.public_id}"
