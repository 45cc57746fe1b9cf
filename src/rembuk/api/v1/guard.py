"""What stands before every address of the API: size, language, other origins, HEAD, and how long an answer keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import gettext as _

from . import problems

BODY_LIMIT: Final = 64 * 1024
READS: Final = frozenset({"GET", "HEAD"})
KEPT: Final = "public, max-age=2"  # as long as the site's own pages may be behind
PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "accept-language, content-type, if-none-match",
    "Access-Control-Max-Age": "86400",
}
View = Callable[..., HttpResponse]


def guarded(view: View, *, is_open: bool) -> View:
    """A view of the API with all this around it. `is_open`: pages of any site may read the answers, without a key."""

    @wraps(view)
    def wrapper(request: HttpRequest, **given: Any) -> HttpResponse:
        with translation.override(problems.language_of(request)):
            if is_open and request.method == "OPTIONS":
                return HttpResponse(status=204, headers=PREFLIGHT)
            response = _answer(view, request, given, is_open)
            if is_open:
                response["Access-Control-Allow-Origin"] = "*"
                response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            return response

    return wrapper


def _answer(view: View, request: HttpRequest, given: dict[str, Any], is_open: bool) -> HttpResponse:
    if _length(request) > BODY_LIMIT:
        limit = BODY_LIMIT // 1024
        return problems.respond(413, _("The request is larger than %(n)d KB. Send less at once.") % {"n": limit})
    asked = request.method or ""
    if asked == "HEAD":
        request.method = "GET"
    try:
        response = view(request, **given)
    except Http404:
        return problems.not_found()
    finally:
        request.method = asked
    if isinstance(response, HttpResponseNotAllowed):
        allowed = {"Allow": response["Allow"] + (", HEAD" if "GET" in response["Allow"] else "")}
        response = problems.respond(405, _("This address does not take this method."), allowed)
    elif is_open and asked in READS and response.status_code == 200:
        response = _kept(request, response)
    response.headers.setdefault("Cache-Control", "no-store")
    if (standing := getattr(request, "rate_standing", None)) is not None:
        for name, value in standing.headers().items():
            response[name] = value
    if asked == "HEAD":
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A good answer, with a tag; or that the caller has it already."""
    if "ETag" not in response:
        response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response.headers.setdefault("Cache-Control", KEPT)
    return not_modified(request, response["ETag"]) or response


def not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 when the caller has what carries this tag."""
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag not in known and "*" not in known:
        return None
    return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": KEPT})


def _length(request: HttpRequest) -> int:
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(declared) if declared.isascii() and declared.isdecimal() and len(declared) < 19 else 0
