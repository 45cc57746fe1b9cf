"""The API as Django serves it: ninja, with our refusals, an honest description, and the guard before every address."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.constants import NOT_SET
from ninja.operation import Operation

from . import problems, reads, writes
from .guard import guarded
from .router import router

ABOUT: Final = """The conversation of this house: read it without a key, write to it with one.

Refusals are `application/problem+json` (RFC 9457) with a sentence in the language of `Accept-Language` (id, en).
Reads carry a weak `ETag`; send it back as `If-None-Match`. Reads without a key have no limit of requests; with a key,
each answer says in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) what is left, and 429 in
`Retry-After` how long to wait."""
HEADERS: Final = {
    "ETag": "Weak: the version of what is told.",
    "Retry-After": "Seconds to wait.",
    "RateLimit-Limit": "Requests in a minute.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "Seconds until the next minute.",
}


class Api(NinjaAPI):
    """ninja, with operations named as their functions and refusals described as what they are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description; refusals have their own media type and answers their headers."""
        schema = super().get_openapi_schema(**given)
        for each in schema["paths"].values():
            for operation in each.values():
                for status, answer in operation["responses"].items():
                    _describe(answer, int(status), with_key="security" in operation)
        return schema


def _describe(answer: dict[str, Any], status: int, *, with_key: bool) -> None:
    if status >= 400 and "content" in answer:
        answer["content"] = {problems.MEDIA_TYPE: answer["content"]["application/json"]}
    names = ["ETag"] if not with_key and status in {200, 304} else []
    names += ["Retry-After"] if status in {429, 503} else []
    names += [name for name in HEADERS if name.startswith("RateLimit") and with_key and status not in {401, 413}]
    if names:
        schema = {"type": "string"}
        answer["headers"] = {name: {"description": HEADERS[name], "schema": schema} for name in names}


# Addresses that something may be asked of without a key.
OPEN: Final = frozenset(
    each.path.replace("{", "<").replace("}", ">").strip("/")
    for view in router.path_operations.values()
    for each in view.operations
    if each.auth_param is NOT_SET
)
MODULES: Final = (reads, writes)  # they fill the router when they are imported

api: Final = Api(
    title="Rembuk",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
api.add_router("", router)
for _error, _handler in problems.HANDLERS.items():
    api.add_exception_handler(_error, _handler)


@lru_cache(maxsize=1)
def document() -> bytes:
    """The OpenAPI document, in English."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False).encode()


def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(document(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"})


@csrf_exempt
def nothing(_request: HttpRequest) -> HttpResponse:
    """An address that there is not."""
    return problems.not_found()


def urls() -> list[URLPattern | URLResolver]:
    """Every address under /api/v1/, each once, behind the guard."""
    found: dict[str, URLPattern | URLResolver] = {}
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern) and pattern.name != "api-root" and route not in found:
            pattern.callback = guarded(pattern.callback, is_open=route in OPEN)
            found[route] = pattern
    description = path("openapi.json", guarded(openapi, is_open=True), name="openapi")
    return [*found.values(), description, re_path("", guarded(nothing, is_open=True), name="nothing")]
