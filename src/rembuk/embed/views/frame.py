"""The frame on another site, and what its script asks for. No cookie has any meaning here."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation import talk
from rembuk.conversation.actions import KeyUsed, TooFast
from rembuk.conversation.actions import Refused as Unwritten
from rembuk.conversation.forms import CommentForm, Compose
from rembuk.conversation.models import Thread
from rembuk.conversation.network import network_of
from rembuk.conversation.rules import house_of
from rembuk.conversation.views import compose as writing
from rembuk.conversation.views import guests
from rembuk.conversation.views.asking import refused_json
from rembuk.design.middleware import READER, policy
from rembuk.embed import access, actions, marks, queries
from rembuk.embed.middleware import number_of, token_in
from rembuk.embed.models import FrameToken
from rembuk.embed.origins import origin_of
from rembuk.embed.pages import Page, page_in
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

LONGEST_BODY: Final = 8_192  # bytes of a request for a token


@require_safe
@never_cache
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The conversation of a page on another site; a piece of it when the frame's script asks with a token."""
    if token_in(request) is None:
        request.user = AnonymousUser()
    title = access.title(request.user, slug)
    page = _page(request, title)
    if page is None or not _is_allowed(request, page):
        return _refused(request, title, page)
    return _shown(request, page)


@xframe_options_exempt
def _shown(request: HttpRequest, page: Page) -> HttpResponse:
    """What an allowed site may frame; that older header would say no to every other site."""
    thread = queries.thread_under(request.user, page, request)
    facts = _first(request, page) if thread is None else talk.context(request, thread)
    section = "embed/_first.html" if thread is None else "conversation/_talk.html"
    mark = marks.Mark(number_of(request), page.title.pk, page.origin)
    facts |= {"page": page, "section": section, "viewer": request.user, "mark": mark.signed()}
    template = section if "rembuk-piece" in request.headers else "embed/frame.html"
    response = render(request, template, facts)
    response["Content-Security-Policy"] = policy(READER, frame_ancestors=queries.origins_of(page.title))
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"  # opened by itself it must find its own window again
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, title: TitlePage) -> Page | None:
    given = request.POST if request.method == "POST" else request.GET
    return page_in(title, given.dict(), translation.get_language() or "")


def _is_allowed(request: HttpRequest, page: Page) -> bool:
    """Whether the page, and the site that shows it, belong to the title: an own story belongs to it anyway."""
    if queries.story_at(request.user, page.title, page.address, request) is not None:
        return bool(queries.origins_of(page.title))
    return queries.allows(page.title, page.origin) and queries.allows(page.title, origin_of(page.address))


def _refused(request: HttpRequest, title: TitlePage, page: Page | None) -> HttpResponse:
    """A page that says what to do. No site may show it: what is not allowed is not allowed to look allowed."""
    facts = {"title": title, "page": page, "has_origins": bool(queries.origins_of(title))}
    response = render(request, "embed/refused.html", facts, status=400 if page is None else 403)
    response["Content-Security-Policy"] = policy(READER, frame_ancestors=("'none'",))
    return response


def _first(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What the section of a page shows where nobody has written yet."""
    return {
        "compose": Compose(),
        "address": reverse("embed:write_first", args=[page.title.slug]),
        "guests_may_write": house_of(Thread(title=page.title)).guests_may_write,
    }


@require_POST
@never_cache
def write_first(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the first comment of a page: only now its thread comes into being. Needs a frame's token, or its mark."""
    title = access.title(request.user, slug)
    page = _page(request, title)
    origin = _origin(request)
    if not origin:
        return JsonResponse({"message": _("Sign in to send this comment. Your text is still here.")}, status=401)
    if page is None or page.origin != origin or not queries.allows(title, origin_of(page.address)):
        return JsonResponse(
            {"message": _("This page does not belong to this site. Reload it and try again.")}, status=403
        )
    thread = queries.thread_under(request.user, page, request)
    if thread is None and not request.user.is_authenticated:
        return _first_of_a_guest(request, page)
    try:
        thread = thread or actions.open_thread(reader=cast(Reader, request.user), page=page)
    except actions.Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=429, headers={"Retry-After": "3600"})
    response = writing.post(request, thread.pk)
    if response.status_code == 201:
        response["Rembuk-Go"] = page.frame()
    if response.status_code in {201, 202}:
        response["Rembuk-Draft-Done"] = f"sisip-{page.draft}"
    return response


def _origin(request: HttpRequest) -> str:
    """The site of the frame that sends: by its token, or by its mark where a guest writes. Empty when neither holds."""
    if token := token_in(request):
        return token.origin if request.user.is_authenticated else ""
    mark = marks.read(request.headers.get("rembuk-frame", ""))
    return mark.origin if mark else ""


def _first_of_a_guest(request: HttpRequest, page: Page) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("body", "name", "email")}
    form = CommentForm(request.POST)
    if not form.is_valid():
        again = _("The form was not complete. Your text is still here: send it again.")
        return _form_again(request, page, said, again)
    key = form.cleaned_data["client_key"]
    try:
        said["email"] = guests.email_in(request)
        actions.write_first_as_guest(page=page, **said, client_key=key, network=network_of(request))
    except TooFast as refusal:
        return refused_json(refusal)  # the form with the text is still on the page
    except Unwritten as refusal:
        # A used key belongs to another text: this one gets a fresh key.
        kept = None if isinstance(refusal, KeyUsed) else key
        return _form_again(request, page, said, refusal.message, kept)
    return guests.told(said["email"], f"sisip-{page.draft}")


def _form_again(
    request: HttpRequest, page: Page, said: dict[str, str], error: str, key: uuid.UUID | None = None
) -> HttpResponse:
    """The form with what the guest has said and what is wrong, to stand in its place."""
    compose = Compose(body=said["body"], name=said["name"], email=said["email"], error=error, client_key=key)
    facts = _first(request, page) | {"compose": compose, "page": page, "viewer": request.user}
    response = render(request, "embed/_first_form.html", facts, status=422)
    response["Rembuk-Target"], response["Rembuk-Swap"] = "#compose", "outer"
    return response


@require_POST
@never_cache
@csrf_exempt
@sensitive_variables()
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """A frame token for a signed token (`jwt`, `asal`) or for the code of our own window (`kode`, `rahasia`).

    What is sent is a secret in itself and no browser sends it unasked: so no CSRF token is needed.
    """
    title = access.title(AnonymousUser(), slug)
    asked = _asked(request)
    try:
        if "kode" in asked:
            secret, token = actions.exchange(title=title, code=asked["kode"], verifier=asked.get("rahasia", ""))
        else:
            secret, token = actions.sign_on(title=title, origin=asked.get("asal", ""), token=asked.get("jwt", ""))
    except actions.Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=403)
    return JsonResponse(_given(secret, token))


def _given(secret: str, token: FrameToken) -> dict[str, Any]:
    return {"token": secret, "until": int(token.expires_at.timestamp() * 1000), "name": token.reader.display_name}


def _asked(request: HttpRequest) -> dict[str, str]:
    """The texts of a JSON object; nothing when it is none, or too long."""
    if len(request.body) > LONGEST_BODY:
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    texts = found.items() if isinstance(found, dict) else ()
    return {key: value for key, value in texts if isinstance(value, str) and _is_text(value)}


def _is_text(value: str) -> bool:
    """Without zero bytes, and without halves of characters, which no database takes."""
    return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the token that came with this request."""
    token = token_in(request)
    if token is not None:
        actions.sign_out(token=token)
    return HttpResponse(status=204)
