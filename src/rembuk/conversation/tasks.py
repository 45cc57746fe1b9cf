"""What runs beside the site: the letter to a guest, and forgetting what is over."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from rembuk.newsroom.queries import signed_by

from .actions import nudge
from .actions import sweep as sweeping
from .guest_links import has_account, hash_of, token_of
from .models import GuestComment


@task()
def tell_guest(guest_comment_id: int) -> None:
    """Send a guest the link that posts the comment; an address that has an account is asked to sign in instead.

    Raises:
        ConnectionError: the mail server did not take it, so the worker tries again later.
    """
    open_ones = GuestComment.objects.filter(confirmed_as=None).select_related("thread__story", "thread__title")
    waiting = open_ones.filter(pk=guest_comment_id).first()
    if waiting is None:
        return
    base = settings.REMBUK_BASE_URL.rstrip("/")
    if has_account(waiting.email):
        template, way = "account", base + reverse(settings.LOGIN_URL)
    else:
        token = token_of(waiting)
        GuestComment.objects.filter(pk=waiting.pk).update(token_hash=hash_of(token))
        template, way = "confirm", base + reverse("conversation:guest", args=[token])
    facts = {"headline": waiting.thread.headline, "way": way, "signed_by": signed_by(waiting.thread.title)}
    # The reader's own choice of language lives in their browser; a letter is written in the installation's language.
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your comment waits for you")
        body = render_to_string(f"conversation/email/guest_{template}.txt", facts)
    try:
        send_mail(subject, body, from_email=None, recipient_list=[waiting.email])
    except OSError as problem:  # what the server says names the guest, and a task's failure is logged
        raise ConnectionError(f"The mail server did not take the letter: {type(problem).__name__}") from None


def sweep() -> None:
    """What the worker's beat does for this room."""
    sweep_guests()
    sweeping.sweep_pulses()
    nudge.add_up(timezone.now())


def sweep_guests() -> int:
    """Forget guests' comments after two days, used links after thirty; returns how many rows went."""
    return sweeping.sweep_guests()
