"""What the verbs share: refusing, and giving out secrets of which only a digest is kept."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.embed.models import EXCHANGE_LIFE, TOKEN_LIFE, Exchange, FrameToken
from rembuk.embed.queries import digest
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

PREFIX: Final = "rbf_"  # so that a token that lies about is known for what it is


class Refused(Exception):
    """The deed was not done. `message` tells the person why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def no_longer() -> Refused:
    """What someone hears whose account may not come in."""
    return Refused(_("This account is closed. Write to the newsroom if you think that this is a mistake."))


@sensitive_variables("secret")
def new_token(reader: Reader, title: TitlePage, origin: str) -> tuple[str, FrameToken]:
    """The secret of a fresh frame token, and its row. The caller holds the transaction."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = FrameToken.objects.create(**_spoken(secret, reader, title, origin), expires_at=timezone.now() + TOKEN_LIFE)
    return secret, row


@sensitive_variables("secret")
def new_exchange(reader: Reader, title: TitlePage, origin: str, challenge: str) -> tuple[str, Exchange]:
    """The secret of a fresh exchange code, and its row. The caller holds the transaction."""
    secret = secrets.token_urlsafe(32)
    row = Exchange.objects.create(
        **_spoken(secret, reader, title, origin), challenge=challenge, expires_at=timezone.now() + EXCHANGE_LIFE
    )
    return secret, row


def _spoken(secret: str, reader: Reader, title: TitlePage, origin: str) -> dict[str, Any]:
    return {
        "digest": digest(secret),
        "reader": reader,
        "title": title,
        "origin": origin,
        "session_mark": reader.get_session_auth_hash(),
    }


def take_away(row: models.Model) -> bool:
    """Delete a row; whether it was still there, and nobody else has taken it meanwhile."""
    taken, _by_model = type(row)._default_manager.filter(pk=row.pk).delete()
    return bool(taken)
