"""The window of ours that a frame opens for signing in: at our own address, where cookies are at home."""

from __future__ import annotations

import re
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from rembuk.design.middleware import READER, policy
from rembuk.embed import access, actions, queries
from rembuk.embed.middleware import WINDOW_COOKIE
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

OPEN_FOR: Final = 900  # seconds, so that there is time for a second factor
_CHALLENGE: Final = re.compile("[0-9a-f]{64}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@xframe_options_deny
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in if need be, ask whether the account may be used on the site, and hand its frame a code."""
    title = access.title(request.user, request.GET.get("judul", ""))
    origin, challenge = request.GET.get("asal", ""), request.GET.get("tanda", "")
    if not queries.allows(title, origin) or not _CHALLENGE.fullmatch(challenge):
        return _refused(request, title)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    facts = {"title": title, "origin": origin}
    if request.method != "POST":
        return _page(request, "embed/enter.html", facts)
    try:
        return _hand_over(request, title, origin, challenge, facts)
    except actions.Refused:
        return _refused(request, title)


@sensitive_variables("code")
def _hand_over(
    request: HttpRequest, title: TitlePage, origin: str, challenge: str, facts: dict[str, Any]
) -> HttpResponse:
    reader = cast(Reader, request.user)
    code = actions.offer(reader=reader, title=title, origin=origin, challenge=challenge)
    response = _page(request, "embed/handed.html", facts | {"code": code})
    response.delete_cookie(WINDOW_COOKIE)
    return response


def _refused(request: HttpRequest, title: TitlePage) -> HttpResponse:
    return _page(request, "embed/refused.html", {"title": title, "has_origins": True}, status=403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    response = redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(WINDOW_COOKIE, "1", max_age=OPEN_FOR, secure=secure, httponly=True, samesite="Lax")
    language = request.GET.get("bahasa", "")
    if language in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=secure, samesite="Lax")
    return response


def _page(request: HttpRequest, template: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    """No site may show these pages, and the frame that opened the window must still be there for the last of them."""
    response = render(request, template, facts, status=status)
    response["Content-Security-Policy"] = policy(READER, frame_ancestors=("'none'",))
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response
