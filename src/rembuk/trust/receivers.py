"""What the trust room does when an account is entered or its address is confirmed."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from rembuk.readers.models import Reader

from . import actions


def on_signed_in(*, request: HttpRequest, user: Reader, **_signal: Any) -> None:
    """Receiver of allauth's `user_logged_in`."""
    actions.recognise(request, reader=user)


def on_email_confirmed(*, request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    """Receiver of allauth's `email_confirmed`."""
    actions.confirm_first_device(request, reader=email_address.user)
