"""The letter to a reader who was given a sanction."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from rembuk.newsroom.queries import signed_by
from rembuk.readers.help_desk import help_desk
from rembuk.readers.models import NO_MAIL_DOMAIN, Reader

from . import sanction_words
from .models import Sanction
from .queries import own_sanctions

SUBJECTS: Final = {
    "warning": gettext_noop("A warning from the moderators"),
    "pause": gettext_noop("A pause from writing comments"),
    "approve_first": gettext_noop("Your comments are read before they appear"),
    "ban": gettext_noop("You can no longer write comments"),
}


@task()
def tell_sanctioned(sanction_id: int, follower_id: int | None = None) -> None:
    """Tell the reader what holds, why and until when. It waits out the minute in which it can be taken back; one that
    no longer holds sends nothing. A letter may come twice after a crash: better than never.

    `follower_id` is the account for which a guest's sanction holds as well: then that one is told.

    Raises:
        ConnectionError: the mail server did not take it, so the worker tries again later.
    """
    given = (
        Sanction.objects.holding(timezone.now())
        .select_related("reader", "title", "comment__thread__story", "comment__thread__title")
        .filter(pk=sanction_id)
        .first()
    )
    reader = _addressee(given, follower_id) if given is not None else None
    if given is None or reader is None or not reader.is_active or reader.email.endswith(f"@{NO_MAIL_DOMAIN}"):
        return  # a guest's or another site's reader has no address here; the form tells them when they write
    desk = help_desk()
    # The reader's own choice of language lives in their browser; a letter is written in the installation's language.
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "name": reader.display_name,
            "given": given,
            "meaning": sanction_words.meaning(given),
            "scope": sanction_words.scope(given),
            "until": sanction_words.until(given),
            "source": sanction_words.source(given, reader),
            "signed_by": _signature(given),
            "help_desk": desk.words,
            "own_address": sanction_words.own_address(),
        }
        subject, body = _(SUBJECTS[given.kind]), render_to_string("moderation/email/sanction.txt", facts)
    try:
        EmailMessage(subject, body, to=[reader.email], reply_to=[desk.mailbox] if desk.mailbox else None).send()
    except OSError as problem:  # what the server says names the reader, and a task's failure is logged
        raise ConnectionError(f"The mail server did not take the letter: {type(problem).__name__}") from None


def _signature(given: Sanction) -> str:
    """Where it holds in one title only, that one signs; else the one that the comment stood in."""
    title = given.title or (given.comment.thread.title if given.comment else None)
    return signed_by(title) if title else signed_by()


def _addressee(given: Sanction, follower_id: int | None) -> Reader | None:
    """Who is told: the reader, or the account that it follows, as long as that has the address."""
    if follower_id is None:
        return given.reader
    follower = Reader.objects.filter(pk=follower_id).first()
    return follower if follower is not None and given in own_sanctions(follower) else None
