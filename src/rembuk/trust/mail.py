"""E-mail to a reader about the safety of the account. No message holds a sealed value."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from rembuk.newsroom.queries import signed_by
from rembuk.readers.models import Reader

logger = logging.getLogger(__name__)


def notify(name: str, reader: Reader, **facts: Any) -> None:
    """Tell every confirmed address, each by itself. A mail server that is down stops nothing else."""
    for address in confirmed_addresses(reader):
        try:
            send(name, reader, address, **facts)
        except OSError as problem:  # every failure of smtplib is one; its text holds the address, so it is not logged
            logger.error("Notice %s to reader %s was not sent: %s", name, reader.pk, type(problem).__name__)


def send(name: str, reader: Reader, address: str, **facts: Any) -> None:
    """Send `trust/email/<name>` to one address, in the house's language. Raises OSError when it is not taken."""
    facts |= {"name": reader.display_name, "signed_by": signed_by()}
    facts |= {"security_url": settings.REMBUK_BASE_URL + reverse("trust:security")}
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"trust/email/{name}_subject.txt", facts).split())
        body = render_to_string(f"trust/email/{name}_message.txt", facts)
    EmailMessage(subject, body, to=[address]).send()


def confirmed_addresses(reader: Reader) -> list[str]:
    """Every address that the reader has proved to own, the primary one first."""
    known = EmailAddress.objects.filter(user=reader, verified=True).order_by("-primary", "pk")
    return list(known.values_list("email", flat=True))
