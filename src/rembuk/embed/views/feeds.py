"""Atom feeds (RFC 4287) of a thread, a reader, a hashtag: what everyone may read, newest first, fifty at most."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rembuk.conversation import access, markup, queries
from rembuk.conversation.models import Comment
from rembuk.embed.pages import KEPT
from rembuk.embed.queries import newest_in

NEWEST: Final = 50
# An Atom id never changes (RFC 4151): the year only says when these names were made up.
SINCE: Final = "2026"
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
def of_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The newest comments of a thread."""
    thread = access.thread(request.user, thread_id)
    title = _("Comments: %(headline)s") % {"headline": thread.headline}
    comments = newest_in(AnonymousUser(), thread, NEWEST)
    return _feed(request, f"utas/{thread_id}", title, thread.address(request), thread.made_at, comments)


@require_safe
def of_reader(request: HttpRequest, handle: str) -> HttpResponse:
    """The newest comments of a reader."""
    person = access.writer(request.user, handle)
    found = queries.written_by(AnonymousUser(), person, size=NEWEST)
    title = _("Comments by %(name)s") % {"name": person.display_name}
    comments = [shown.comment for shown in found.shown]
    link = reverse("conversation:reader", args=[handle])
    return _feed(request, f"pembaca/{person.public_id}", title, link, person.date_joined, comments)


@require_safe
def of_hashtag(request: HttpRequest, name: str) -> HttpResponse:
    """The newest comments with a hashtag."""
    folded = markup.as_tag(name)
    if not folded:
        raise Http404
    if folded != name:
        return redirect("embed:hashtag_feed", folded)
    comments = [shown.comment for shown in queries.tagged(AnonymousUser(), name, size=NEWEST).shown]
    if not comments:
        raise Http404
    title = f"#{queries.tag_as_written(name)}"
    link = reverse("conversation:hashtag", args=[name])
    return _feed(request, f"tagar/{name}", title, link, comments[-1].created_at, comments)


def _feed(
    request: HttpRequest, name: str, title: str, link: str, began: datetime, comments: Sequence[Comment]
) -> HttpResponse:
    """The feed, or 304 for who has it. Comments that are no longer public are not in it, whoever asks."""
    feed = Atom1Feed(
        title=_plain(title),
        link=request.build_absolute_uri(link),
        description="",
        language=get_language(),
        author_name=settings.WAGTAIL_SITE_NAME,
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=_tag(name),
    )
    for comment in comments:
        where = request.build_absolute_uri(reverse("conversation:permalink", args=[comment.public_id]))
        words = _("Comment by %(name)s") % {"name": comment.author.display_name}
        feed.add_item(
            title=_plain(words),
            link=where,
            description=_plain(comment.html),
            unique_id=_tag(f"komentar/{comment.public_id}"),
            author_name=_plain(comment.author.display_name),
            pubdate=comment.created_at,
            updateddate=comment.edited_at or comment.created_at,
        )
    if not comments:
        feed.latest_post_date = lambda: began.astimezone(UTC)  # type: ignore[method-assign]  # Atom1Feed would say now
    body = feed.writeString("utf-8").encode()
    return _conditional(request, body, feed.latest_post_date())


def _conditional(request: HttpRequest, body: bytes, changed: datetime) -> HttpResponse:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(int(changed.timestamp()))
    response["Cache-Control"] = KEPT
    response["Access-Control-Allow-Origin"] = "*"
    # A withdrawn comment makes the feed older, not newer: so only the ETag decides who is given the answer again.
    given: HttpResponse = get_conditional_response(request, etag=etag, response=response) or response
    return given


def _plain(text: str) -> str:
    """Without the characters that XML cannot say at all."""
    return _UNSAYABLE.sub("", text)


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.REMBUK_BASE_URL).hostname},{SINCE}:{name}"
