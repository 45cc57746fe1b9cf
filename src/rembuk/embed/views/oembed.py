"""oEmbed 1.0 (https://oembed.com): what another site needs to show a comment, or a conversation, of ours."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from rembuk.conversation import access as conversations
from rembuk.conversation.models import Thread
from rembuk.embed import access, queries
from rembuk.embed.origins import origin_of
from rembuk.embed.pages import page_in
from rembuk.newsroom.models import TitlePage

WIDTH: Final = 640  # CSS pixels, where the other site sets no limit
LOWEST: Final = 200
HEIGHT_OF_CARD, HEIGHT_OF_THREAD = 280, 600
KEPT: Final = 3_600  # seconds


@dataclass(frozen=True)
class Shown:
    """What can be shown: the address of its frame, and what to say of it."""

    frame: str
    title: str
    author: str
    height: int
    sandbox: str


@require_safe
def describe(request: HttpRequest) -> HttpResponse:
    """JSON for an address of ours; 404 for any other, 501 for another format, 400 without an address."""
    if request.GET.get("format", "json") != "json":
        return _said(_("Only JSON is offered here: ask with format=json."), 501)
    address = request.GET.get("url", "").replace("\0", "")
    if not address:
        return _said(_("Say with url= which comment or conversation it is about."), 400)
    try:
        shown = _shown(request, address)
    except Http404:
        return _said(_("There is nothing at this address that can be shown on another site."), 404)
    response = JsonResponse(_answer(request, shown))
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={KEPT}"
    return response


def _answer(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    width = _bounded(request.GET.get("maxwidth"), WIDTH)
    height = _bounded(request.GET.get("maxheight"), shown.height)
    html = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" sandbox="{}" style="border:0"></iframe>',
        request.build_absolute_uri(shown.frame),
        width,
        height,
        shown.title,
        shown.sandbox,
    )
    facts = {
        "version": "1.0",
        "type": "rich",
        "title": shown.title,
        "author_name": shown.author,
        "provider_name": "Rembuk",
        "provider_url": request.build_absolute_uri("/"),
        "cache_age": KEPT,
        "html": str(html),
        "width": width,
        "height": height,
    }
    return {name: value for name, value in facts.items() if value != ""}


def _bounded(asked: str | None, most: int) -> int:
    """A limit of the other site, when it is one that leaves something to see."""
    if asked is None or not asked.isascii() or not asked.isdecimal() or len(asked) > 6:
        return most
    return max(LOWEST, min(most, int(asked)))


def _shown(request: HttpRequest, address: str) -> Shown:
    if not origin_of(address):
        raise Http404
    split = urlsplit(address)
    site = None if split.netloc == request.get_host() else _site_at(split.hostname or "")
    if split.netloc != request.get_host() and site is None:
        raise Http404
    try:
        found = resolve(split.path)
    except Resolver404:
        raise Http404 from None
    if found.view_name in {"conversation:permalink", "embed:card"}:
        return _comment(found.kwargs["public_id"])
    if found.view_name == "conversation:page":
        return _thread(conversations.thread(AnonymousUser(), found.kwargs["thread_id"]), request)
    if found.view_name == "embed:frame":
        given = {name: values[-1] for name, values in parse_qs(split.query).items()}
        page = page_in(access.title(AnonymousUser(), found.kwargs["slug"]), given, "")
        thread = queries.thread_under(AnonymousUser(), page, request) if page else None
        if thread is None:
            raise Http404
        return _thread(thread, request)
    return _story(request, address)


def _site_at(host: str) -> Site | None:
    site: Site | None = Site.objects.filter(hostname=host).first()
    return site


def _story(request: HttpRequest, address: str) -> Shown:
    host = urlsplit(address).hostname
    site = _site_at(host or "") or Site.find_for_request(request)
    title = TitlePage.objects.readable().filter(pk=site.root_page_id).first() if site else None
    story = queries.story_at(AnonymousUser(), title, address, request) if title else None
    if story is None:
        raise Http404
    return _thread(Thread(title=title, story=story), request)


def _thread(thread: Thread, request: HttpRequest) -> Shown:
    where = thread.story.get_full_url(request) if thread.story else thread.page_url
    query = {"kunci": thread.page_key or "", "alamat": where}
    frame = f"{reverse('embed:frame', args=[thread.title.slug])}?{urlencode({k: v for k, v in query.items() if v})}"
    words = _("Comments: %(headline)s") % {"headline": thread.headline}
    sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    return Shown(frame, words, "", HEIGHT_OF_THREAD, sandbox)


def _comment(public_id: uuid.UUID) -> Shown:
    comment = conversations.answerable(AnonymousUser(), public_id)
    name = comment.author.display_name
    words = _("Comment by %(name)s") % {"name": name}
    sandbox = "allow-popups allow-popups-to-escape-sandbox"
    return Shown(reverse("embed:card", args=[public_id]), words, name, HEIGHT_OF_CARD, sandbox)


def _said(words: str, status: int) -> HttpResponse:
    response = JsonResponse({"message": words}, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response
