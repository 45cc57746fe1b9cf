"""Frames on other sites: they use no cookie, and who speaks in them is said by a token in the request's header."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from rembuk.newsroom.models import TitlePage

from . import marks, queries
from .models import FrameToken

CONVERSATION, EMBED, WINDOW = "/bincang/", "/sisip/", "/sisip/masuk/"
# Where the window that a frame opened may lead before it comes back: signing in, and confirming a device.
ON_THE_WAY: Final = ("/akun/", "/keamanan/")
WINDOW_COOKIE: Final = "jendela-sisip"
# The browser sends a frame's own address along to its own origin: so a request is known for a frame's.
_FRAME: Final = re.compile(r"/sisip/[^/]+/bingkai/")
_TOKEN: Final = "rembuk.frame_token"  # noqa: S105  # the name of a place, not a secret
_NUMBER: Final = "rembuk.frame_number"
# What a frame's token answers to, besides this room's own addresses: reading, writing and what concerns one's own.
SCOPE: Final = frozenset(
    {
        "conversation:page",
        "conversation:post",
        "conversation:mine",
        "conversation:permalink",
        "conversation:go_on",
        "conversation:reply",
        "conversation:react",
        "conversation:acts",
        "conversation:revisions",
        "conversation:edit",
        "conversation:remove",
        "conversation:report",
        "moderation:read",
    }
)
# What a guest may do in a frame, besides reading, where the title lets guests write.
GUESTS: Final = frozenset({"conversation:post", "conversation:reply", "embed:write_first"})


def number_of(request: HttpRequest) -> str:
    """The number of the frame that asks, or that is made by this answer; see `marks`."""
    return str(request.META[_NUMBER])


def token_in(request: HttpRequest) -> FrameToken | None:
    """The frame token that came with this request and holds."""
    token: FrameToken | None = request.META.get(_TOKEN)
    return token


class FrameReaders:
    """Stands before the session: a frame's request has lost its cookies when that looks for one.

    Anywhere but under /bincang/ and /sisip/ a token means nothing. There, a request that carries one is its reader's,
    in the token's title only; it needs no CSRF token, because no browser sends a token by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ON_THE_WAY):
            return self._on_the_way(request)
        if not _is_a_frames(request):
            return self.get_response(request)
        language = _language(request)
        request.META.pop("HTTP_COOKIE", None)
        # The language that the frame was opened in takes the place of the cookie.
        request.COOKIES = {settings.LANGUAGE_COOKIE_NAME: language} if language else {}
        mark = marks.read(request.headers.get("rembuk-frame", ""))
        # And a number of the frame's own that of the cookie for CSRF; see `marks`.
        request.META[_NUMBER] = request.COOKIES[settings.CSRF_COOKIE_NAME] = mark.number if mark else marks.new_number()
        if secret := _bearer(request):
            token = queries.token_of(secret)
            if token is None:
                return _ended(language)
            request.META[_TOKEN] = token
        response = self.get_response(request)
        response.cookies.clear()
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The token's reader is who asks, where the token reaches; elsewhere in these rooms a stranger asks."""
        token = token_in(request)
        if token is None:
            return _guests_only(request, kwargs)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # Django's own switch for this
        match = request.resolver_match
        reaches = match is not None and _reaches(token, match.view_name, kwargs)
        request.user = token.reader if reaches else AnonymousUser()
        return None

    def _on_the_way(self, request: HttpRequest) -> HttpResponse:
        """In a window of ours the frame that waits for it must not be cut off, so its pages leave the opener be."""
        response = self.get_response(request)
        if WINDOW_COOKIE in request.COOKIES:
            response.headers.setdefault("Cross-Origin-Opener-Policy", "unsafe-none")
        return response


def _is_a_frames(request: HttpRequest) -> bool:
    path = request.path_info
    if path.startswith(EMBED):
        return path != WINDOW
    if not path.startswith(CONVERSATION):
        return False
    return bool(_bearer(request)) or "rembuk-frame" in request.headers or _frame_address(request) is not None


def _bearer(request: HttpRequest) -> str:
    scheme, _space, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _frame_address(request: HttpRequest) -> str | None:
    """The query of the frame that asks; None when no frame does."""
    try:
        split = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return None
    return split.query if split.netloc == request.META.get("HTTP_HOST") and _FRAME.fullmatch(split.path) else None


def _language(request: HttpRequest) -> str:
    """The language in the frame's address; empty when it names none of ours."""
    asked = request.GET.get("bahasa", "")
    if not asked and request.path_info.startswith(CONVERSATION):
        # Only there: what this room answers may be stored for everyone, whatever frame asked first.
        asked = parse_qs(_frame_address(request) or "").get("bahasa", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else ""


def _reaches(token: FrameToken, view_name: str, kwargs: Mapping[str, Any]) -> bool:
    if view_name.startswith("embed:"):
        return bool(kwargs.get("slug", token.title.slug) == token.title.slug)
    return view_name in SCOPE and queries.is_about(token.title_id, kwargs)


def _guests_only(request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
    """Refuse what a frame without a token sends, unless a guest may send it from there. Django's own check follows."""
    if "rembuk-frame" not in request.headers or request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    mark, match = marks.read(request.headers["rembuk-frame"]), request.resolver_match
    if mark is not None and match is not None and _is_for_guests(mark, match.view_name, kwargs):
        return None
    message = _("This page has been open for very long. Reload it and send again; your text stays.")
    return JsonResponse({"message": message}, status=403, headers={"Cache-Control": "no-store"})


def _is_for_guests(mark: marks.Mark, view_name: str, kwargs: Mapping[str, Any]) -> bool:
    title = TitlePage.objects.filter(pk=mark.title_id).first()
    if title is None or view_name not in GUESTS or not queries.allows(title, mark.origin):
        return False
    return kwargs["slug"] == title.slug if "slug" in kwargs else queries.is_about(title.pk, kwargs)


def _ended(language: str) -> HttpResponse:
    """A token that does not hold is no stranger: who thinks to be signed in must hear that they are not."""
    with translation.override(language or settings.LANGUAGE_CODE):
        message = _("Your sign-in here has ended. Reload the page and sign in again; your text stays.")
    response = JsonResponse({"message": message}, status=401)
    response["WWW-Authenticate"] = "Bearer"
    response["Cache-Control"] = "no-store"
    return response
