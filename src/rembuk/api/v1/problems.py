"""Refusals as RFC 9457 has them: application/problem+json, with a sentence in the caller's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request, gettext_lazy
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from rembuk.conversation.actions import NotStored, Nudged, Refused, TooFast
from rembuk.conversation.questions import help_words, question_of, sentence

logger = logging.getLogger(__name__)
MEDIA_TYPE: Final = "application/problem+json"


# What each status means here, for the page that a problem's `type` leads to.
KINDS: Final = {
    400: gettext_lazy("The body is not JSON."),
    401: gettext_lazy("There is no key, or it is wrong, ended or revoked."),
    403: gettext_lazy("The key is right, but may not do this."),
    404: gettext_lazy("There is nothing here, or it belongs to another title."),
    405: gettext_lazy("The address does not take this method."),
    409: gettext_lazy("Ask the writer first: nothing is recorded yet."),
    413: gettext_lazy("The request is too large."),
    422: gettext_lazy("The request cannot be done as it was asked; the sentence says why."),
    429: gettext_lazy("Too fast. “Retry-After” says how many seconds to wait."),
    503: gettext_lazy("Not now; nothing was done. “Retry-After” says when to try again."),
}


class Misfit(Schema):
    """One thing in a request that is not as documented: where it stands, and which rule it breaks."""

    where: str
    rule: str


class Problem(Schema):
    """A refusal (RFC 9457). `detail` is a sentence for people, in the language that Accept-Language asks for."""

    type: str = Field(description="Where this kind of refusal is explained.")
    title: str
    status: int
    detail: str
    errors: list[Misfit] = Field(default=[], description="With 422, when the request itself is not as documented.")


class Stop(Exception):
    """The request ends here, with this problem."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def language_of(request: HttpRequest) -> str:
    """The language that the caller asks for, of those we have.

    A page does not follow Accept-Language, because browsers send what the phone was set to. Who writes a program that
    sends it means it.
    """
    asked = request.headers.get("accept-language", "")
    return get_language_from_request(request) if asked and len(asked) < 500 else settings.LANGUAGE_CODE


def respond(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The answer to a request that is refused; `more` stands in place of `errors`."""
    told: dict[str, Any] = {
        "type": f"/api/#{status}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"errors": errors or []} if more is None else more),
    }
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=MEDIA_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response["Vary"] = "Accept-Language"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def not_found() -> HttpResponse:
    """Nothing here, or nothing that this caller may know of."""
    return respond(404, _("There is nothing at this address, or nothing that you may see."))


def _on_validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Only where and which rule: what was sent is not sent back.
    errors = [
        {"where": ".".join(str(part)[:40] for part in _place(each["loc"]))[:200], "rule": str(each["type"])}
        for each in error.errors[:20]
    ]
    named = ", ".join(dict.fromkeys(each["where"] for each in errors))[:300]
    return respond(422, _("Something in the request is not as documented: %(where)s.") % {"where": named}, None, errors)


def _place(parts: Sequence[Any]) -> Sequence[Any]:
    """Where something stands, as the caller knows it: the body is the object itself, not an argument of ours."""
    return [parts[0], *parts[2:]] if parts[:1] == ("body",) else parts


def _on_http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    words = {
        400: _("The body of the request is not JSON that we can read."),
        401: _("This needs a key: send it as “Authorization: Bearer rk_…”. Yours is missing, wrong, ended or revoked."),
    }
    wanted = {"WWW-Authenticate": 'Bearer realm="api"'} if error.status_code == 401 else None
    return respond(error.status_code, words.get(error.status_code, str(error)), wanted)


def _on_nudged(_request: HttpRequest, error: Nudged) -> HttpResponse:
    question = question_of(error)
    marks = [] if question.offers_help else error.asks
    more = {
        "token": error.token,
        "text": error.text,
        "waits": error.waits,
        "offers_help": question.offers_help,
        "marks": [
            {"kind": mark["kind"], "start": mark["span"][0], "end": mark["span"][1], "sentence": sentence(mark["kind"])}
            for mark in marks
        ],
    }
    return respond(409, help_words() if question.offers_help else error.message, more=more)


def _on_refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    if isinstance(error, NotStored):
        return respond(503, error.message, {"Retry-After": str(error.seconds)})
    if isinstance(error, TooFast):
        return respond(429, error.message, {"Retry-After": str(error.seconds)})
    return respond(422, error.message)


def _on_database(_request: HttpRequest, error: OperationalError) -> HttpResponse:
    logger.error("The database did not answer: %s", type(error).__name__)
    return respond(
        503, _("The database does not answer at this moment. Try again in ten seconds."), {"Retry-After": "10"}
    )


def _on_stop(_request: HttpRequest, error: Stop) -> HttpResponse:
    return respond(error.status, error.detail, error.headers)


def _on_not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return not_found()


HANDLERS: Final[Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = {
    ValidationError: _on_validation,
    HttpError: _on_http_error,
    Nudged: _on_nudged,
    Refused: _on_refused,
    OperationalError: _on_database,
    Stop: _on_stop,
    Http404: _on_not_found,
}
