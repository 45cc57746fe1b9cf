"""E-mail to winners, one task each: a mailbox that fails holds up nobody else's."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from rembuk.newsroom.queries import signed_by

from .models import Place


@task()
def tell_winner(place_id: int) -> None:
    """Tell a winner that a voucher waits in the wallet. The message holds no code.

    Someone who has stepped down meanwhile, or whose account or address is gone, gets nothing. A letter may come twice
    after a crash: better than never.

    Raises:
        ConnectionError: the mail server did not take it, so the worker tries again later.
    """
    places = Place.objects.select_related("draw__programme__title", "entry__reader")
    place = places.filter(pk=place_id, state=Place.State.WINNER).first()
    if place is None or place.entry.reader is None:
        return
    reader, programme = place.entry.reader, place.draw.programme
    address = EmailAddress.objects.filter(user=reader, verified=True).order_by("-primary", "pk").first()
    if address is None:
        return
    proof = reverse("programmes:draw", args=[programme.slug])
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "name": reader.display_name,
            "programme": programme,
            "place": place,
            "signed_by": signed_by(programme.title),
            "wallet_url": settings.REMBUK_BASE_URL + reverse("wallet:wallet"),
            "proof_url": settings.REMBUK_BASE_URL + proof,
        }
        subject = " ".join(render_to_string("programmes/email/winner_subject.txt", facts).split())
        body = render_to_string("programmes/email/winner_message.txt", facts)
    try:
        EmailMessage(subject, body, to=[address.email]).send()
    except OSError as problem:  # what the server says names the reader, and a task's failure is logged
        raise ConnectionError(f"The mail server did not take the letter: {type(problem).__name__}") from None
