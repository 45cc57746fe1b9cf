"""Security headers, strict on every page a reader sees and looser where Wagtail needs it; and the chosen language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

READER: Final[dict[str, Sequence[str]]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "worker-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'self'",),
}

# Wagtail's screens carry inline scripts and styles (wagtail#1288), blob previews of uploads and framed page previews.
STAFF: Final[dict[str, Sequence[str]]] = {
    **READER,
    "script-src": ("'self'", "'unsafe-inline'"),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:"),
    "frame-src": ("'self'",),
}

PERMISSIONS: Final = ", ".join(
    f"{feature}=()" for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
)


def policy(base: dict[str, Sequence[str]], **changes: Sequence[str]) -> str:
    """A Content-Security-Policy value: `base` with some directives replaced, e.g. frame_ancestors=("https://…",)."""
    directives = base | {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class SecurityHeaders:
    """Sets each header only where the view has not set its own, so an embeddable page can say who may frame it.

    Settings: WAGTAIL_PATH, the prefix of the staff screens; CSP_CHANGES, directives to replace on reader pages,
    named as `policy` takes them (a newsroom's picture host, a sign-in provider that a form leads to).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.staff_path: str = settings.WAGTAIL_PATH
        self.reader_policy = policy(READER, **getattr(settings, "CSP_CHANGES", {}))
        self.staff_policy = policy(STAFF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        staff = request.path.startswith(self.staff_path)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", self.staff_policy if staff else self.reader_policy)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


class ChosenLanguage:
    """The language that a visitor has chosen with the button below every page, or the site's own.

    What the browser asks for is not a choice: many phones in Indonesia are set to English, and their owners read
    Indonesian. This stands in the place of Django's LocaleMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class Pieces:
    """A page and a piece of it stand under one address: whoever stores answers must keep them apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say that the header which asks for a piece made a difference."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Rembuk-Piece"])
            is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or "authorization" in request.headers
            if is_personal and not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-cache"
        return response


class FormsOnly:
    """Who opens the address of a form by hand, or comes back to it after signing in, gets a page instead of nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
