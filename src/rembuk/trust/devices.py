"""The cookie by which a browser is known again: a random token, signed; the database holds its hash only.

The token of the present browser always stands in `request.COOKIES`, also when it was made during this request;
`middleware.Devices` notices and sends it.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from django.core import signing
from django.http import HttpRequest

COOKIE: Final = "perangkat"
MAX_AGE: Final = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer
_signer = signing.TimestampSigner(salt="rembuk.trust.device")

# The more telling word first: Edge and Opera also say Chrome, and Chrome also says Safari.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def token_hash(request: HttpRequest) -> str | None:
    """The hash of this browser's token; None for a browser that has none, or one that we did not sign."""
    try:
        token = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return hash_of(token)


def new_token(request: HttpRequest) -> str:
    """Give this browser a fresh token, and return its hash."""
    token = secrets.token_urlsafe(32)
    request.COOKIES[COOKIE] = signed(token)
    return hash_of(token)


def signed(token: str) -> str:
    """The cookie's value for a token."""
    return _signer.sign(token)


def hash_of(token: str) -> str:
    """What the database keeps. The token has 256 random bits, so a plain hash cannot be reversed by trying."""
    return hashlib.sha256(token.encode()).hexdigest()


def label(user_agent: str) -> str:
    """Browser and system as a person would say it, such as `Chrome, Android`; empty when neither is known."""

    def first(words: tuple[tuple[str, str], ...]) -> str:
        return next((name for word, name in words if word in user_agent), "")

    return ", ".join(filter(None, (first(_BROWSERS), first(_SYSTEMS))))
