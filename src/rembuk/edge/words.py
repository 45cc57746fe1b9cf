"""The few sentences that edge says itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from .asgi import OPEN, SAFE
from .ready import Whole, whole

RETRY_AFTER: Final = 2  # seconds


@cache
def not_now(language: str) -> Whole:
    """503: the database is away, and what we know is too old to be shown."""
    return _sentence(
        503,
        language,
        lambda: gettext("The conversation cannot be read at the moment. Please try again shortly."),
        (b"retry-after", str(RETRY_AFTER).encode()),
    )


@cache
def no_question(language: str) -> Whole:
    """400: what was asked for counts is no question."""
    return _sentence(
        400,
        language,
        lambda: gettext("Send a JSON object with “judul” and “kunci”: at most 200 keys of 500 characters."),
    )


@cache
def too_large(language: str) -> Whole:
    """413: the question is longer than any can be."""
    return _sentence(413, language, lambda: gettext("This is too long. Ask for at most 200 conversations at a time."))


def _sentence(status: int, language: str, say: Callable[[], str], *headers: tuple[bytes, bytes]) -> Whole:
    with translation.override(language):
        body = say().encode()
    plain = (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")
    return whole(status, body, [*headers, *plain, *OPEN, *SAFE])
