"""Posts take turns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from .actions.turns import turns

_WRITES: Final = re.compile(r"/bincang/(?:[0-9]+/tulis|komentar/[0-9a-f-]+/balas)/")


class PostsTakeTurns:
    """Stands before all that computes for a request: the session and the account are part of a post's cost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not _WRITES.fullmatch(request.path_info):
            return self.get_response(request)
        with turns:
            return self.get_response(request)
