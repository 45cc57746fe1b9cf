"""Reading a signed token of another site: every claim is checked before anything is believed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jwt
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from . import secret_box
from .models import SignOn, SignOnKey

LONGEST: Final = 4_096  # characters
LONGEST_LIFE: Final = 600  # seconds
LEEWAY: Final = 60  # seconds that two clocks may differ
LONGEST_SUBJECT: Final = 200
LONGEST_ID: Final = 200


class Unsigned(Exception):
    """The token is not taken. `message` is for the reader, `why` a word for whoever sets the sign-on up."""

    def __init__(self, why: str, message: str = "") -> None:
        self.why = why
        self.message = message or _(
            "The sign-in of this site was not accepted. Reload the page; if it happens again, tell the site."
        )
        super().__init__(self.message)


@dataclass(frozen=True)
class Claims:
    """What a token that holds says: who it is about, and the digest that it is known by, so that it is used once."""

    subject: str
    name: str
    digest: str
    expires_at: datetime


@sensitive_variables()
def read(sign_on: SignOn, token: str) -> Claims:
    """The claims of a token.

    The key decides how a token is signed, never the token: so a public key is no shared secret, and “none” is nothing.

    Raises:
        Unsigned: it is not one, not from there, not for us, not yet or no longer good.
    """
    if len(token) > LONGEST:
        raise Unsigned("too-long")
    key = _key_of(sign_on, token)
    try:
        claims = jwt.decode(
            token,
            secret_box.open_(key) if key.algorithm == SignOnKey.Algorithm.HS256 else key.public_key,
            algorithms=[key.algorithm],
            audience=settings.REMBUK_BASE_URL,
            issuer=sign_on.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "sub", "iat", "exp", "jti"], "strict_aud": True},
        )
    except jwt.ExpiredSignatureError:
        raise Unsigned("expired", _("The sign-in of this site has run out. Reload the page.")) from None
    except jwt.ImmatureSignatureError:
        raise Unsigned("too-early") from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as problem:
        raise Unsigned(type(problem).__name__) from None
    return _checked(claims)


def _key_of(sign_on: SignOn, token: str) -> SignOnKey:
    """The key that the token's header names, if it holds now and is of the kind that the header says."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise Unsigned("malformed") from None
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid or len(kid) > 40 or "\0" in kid:
        raise Unsigned("no-kid")
    key = SignOnKey.objects.filter(sign_on=sign_on, kid=kid).first()
    if key is None or not key.holds(timezone.now()):
        raise Unsigned("unknown-kid")
    if header.get("alg") != key.algorithm:
        raise Unsigned("wrong-algorithm")
    return key


def _checked(claims: dict[str, Any]) -> Claims:
    subject, name, own_id = claims["sub"], claims.get("name"), claims["jti"]
    issued, expires = claims["iat"], claims["exp"]
    if not _is_text(subject, LONGEST_SUBJECT):
        raise Unsigned("subject")
    if not _is_text(own_id, LONGEST_ID):
        raise Unsigned("jti")
    if not isinstance(name, str) or len(name) > LONGEST_SUBJECT:
        raise Unsigned("name")
    if not all(isinstance(each, int | float) for each in (issued, expires)) or not 0 < expires - issued <= LONGEST_LIFE:
        raise Unsigned("life")
    return Claims(
        subject=subject,
        name=name,
        digest=hashlib.sha256(own_id.encode()).hexdigest(),
        expires_at=datetime.fromtimestamp(expires + LEEWAY, tz=UTC),
    )


def _is_text(value: object, longest: int) -> bool:
    """Whether it is a text of a bearable length that PostgreSQL can keep and UTF-8 can say."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()
