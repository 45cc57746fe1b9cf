"""What the trust room does when an account is entered or its address is confirmed."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from rembuk.readers.models import Reader
from rembuk.readers.profile_fields import field_named

from . import actions, mail


def on_signed_in(*, request: HttpRequest, user: Reader, **_signal: Any) -> None:
    """Receiver of allauth's `user_logged_in`."""
    actions.recognise(request, reader=user)


def on_email_confirmed(*, request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    """Receiver of allauth's `email_confirmed`."""
    actions.confirm_first_device(request, reader=email_address.user)


def on_profile_changed(*, reader: Reader, replaced: list[str], **_signal: Any) -> None:
    """Receiver of the readers' `profile_changed`: the owner hears of an answer that got another value."""
    if replaced:
        with translation.override(settings.LANGUAGE_CODE):
            labels = [str(field_named(name).label) for name in replaced]
        mail.notify("profile_changed", reader, labels=labels, at=timezone.now())
