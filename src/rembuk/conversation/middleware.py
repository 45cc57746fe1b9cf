"""Says that a post is on its way, so that those who come together are written together."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .actions.post import road


class OnTheWay:
    """Stands first, because finding out who writes is the longer part of the way. See `actions.train`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the sender of a comment counts as coming until the comment is at the train."""
        if request.method != "POST" or not request.path_info.endswith(("/tulis/", "/balas/")):
            return self.get_response(request)
        with road.travelled():
            return self.get_response(request)
