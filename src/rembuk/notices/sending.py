"""Sending letters: claim, look again, talk to the mail server, record what became of it.

The claim is committed before the first byte leaves and no transaction is open while we talk, so two workers never send
the same letter. Whatever dies on the way leaves the letter in `sending`; later that is called `unknown`, and nobody
sends it again: a letter that did not come is better than one that comes twice. What the mail server says names the
reader, so no log and no traceback of ours repeats it.
"""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import datetime, timedelta
from typing import Final

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rembuk.readers.models import Reader

from . import letters, queries
from .models import Edition, Letter, Notice

logger = logging.getLogger(__name__)
State = Letter.State

GATHERING: Final = timedelta(minutes=2)  # what comes within it comes in one letter
MOST_AN_HOUR: Final = 4  # letters to one reader; what comes beyond is gathered until the hour is over
IN_FLIGHT: Final = timedelta(minutes=10)  # longer than any try takes
RETRY, GIVE_UP = timedelta(minutes=15), timedelta(days=2)
BATCH: Final = 200


class ServerAway(Exception):
    """The mail server cannot be reached: no letter can be sent now."""


class Post:
    """One sweep's way to the mail server, kept open between letters, and the time that sending may take."""

    def __init__(self, now: datetime, seconds: float) -> None:
        self.now = now
        self._end = time.monotonic() + seconds
        self._connection: BaseEmailBackend = get_connection()

    def has_time(self) -> bool:
        """Whether another letter may be begun."""
        return time.monotonic() < self._end

    def close(self) -> None:
        """Say goodbye to the mail server; what it answers no longer matters."""
        try:
            self._connection.close()
        except OSError:
            logger.info("The mail server was gone before we were.")

    def carry(self, message: EmailMessage) -> Letter.State:
        """Hand over a message; says what is known of it.

        Raises:
            ServerAway: there is no connection; nothing was handed over.
        """
        try:
            self._connection.open()
        except OSError as problem:
            raise ServerAway(type(problem).__name__) from None
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPResponseException as answer:
            outcome = _refusal([answer.smtp_code])
        except smtplib.SMTPRecipientsRefused as answer:
            outcome = _refusal([code for code, _text in answer.recipients.values()])
        except ValueError:  # an address or a header that cannot be written
            outcome = State.REFUSED
        except OSError:
            outcome = State.UNKNOWN
        else:
            return State.SENT
        self.close()  # after trouble, the next letter begins with a fresh connection
        return outcome


def _refusal(codes: list[int]) -> Letter.State:
    return State.WAITING if all(400 <= code < 500 for code in codes) else State.REFUSED


def send_due(post: Post) -> int:
    """Send what has been gathered long enough, and what was refused for a while; returns how many letters went out."""
    sent = 0
    again = Letter.objects.filter(state=State.WAITING, retry_at__lte=post.now).order_by("pk")
    for letter in again.select_related("reader", "edition")[:BATCH]:
        if not post.has_time():
            return sent
        if _claim_again(letter, post.now):
            sent += deliver(letter, post)
    for reader in _due(post.now)[:BATCH]:
        if not post.has_time():
            return sent
        claimed = _claim(reader, post.now)
        if claimed is not None:
            sent += deliver(claimed, post)
    return sent


def _due(now: datetime) -> QuerySet[Reader]:
    """Readers whose oldest waiting notice has waited long enough, and who have not had their letters of this hour."""
    waiting = Notice.objects.filter(letter=None, reader=OuterRef("pk")).order_by().values("reader")
    lately = Letter.objects.filter(
        reader=OuterRef("pk"), edition=None, begun_at__gt=now - timedelta(hours=1)
    ).order_by().values("reader")  # fmt: skip
    delayed = Letter.objects.filter(reader=OuterRef("pk"), edition=None, state=State.WAITING).values("reader")
    due = Notice.objects.filter(letter=None, at__lte=now - GATHERING).values("reader")
    return (
        Reader.objects.filter(pk__in=due)
        .annotate(
            waits_since=Subquery(waiting.annotate(first=Min("at")).values("first")),
            had=Coalesce(Subquery(lately.annotate(n=Count("pk")).values("n")), 0),
        )
        .filter(had__lt=MOST_AN_HOUR)
        .exclude(pk__in=delayed)
        .order_by("waits_since", "pk")
    )


def _claim(reader: Reader, now: datetime) -> Letter | None:
    """Take everything that waits for the reader, for this worker alone; None when another was quicker."""
    with transaction.atomic(durable=True):
        letter = Letter.objects.create(reader=reader, begun_at=now, claimed_at=now)
        if not Notice.objects.filter(reader=reader, letter=None).update(letter=letter):
            letter.delete()
            return None
    return letter


def claim_of_edition(reader: Reader, edition: Edition, now: datetime) -> Letter | None:
    """Take the reader's letter of an evening, for this worker alone; None when it was taken before."""
    try:
        with transaction.atomic(durable=True):
            return Letter.objects.create(reader=reader, edition=edition, begun_at=now, claimed_at=now)
    except IntegrityError:
        return None


def _claim_again(letter: Letter, now: datetime) -> bool:
    """Take a letter that waited; what has been gathered since goes with it."""
    with transaction.atomic(durable=True):
        claimed = Letter.objects.filter(pk=letter.pk, state=State.WAITING).update(state=State.SENDING, claimed_at=now)
        if claimed and letter.edition_id is None:
            Notice.objects.filter(reader=letter.reader_id, letter=None).update(letter=letter)
    return bool(claimed)


def deliver(letter: Letter, post: Post) -> int:
    """Send a claimed letter with what still holds; 1 when it went out.

    Raises:
        ServerAway: the mail server cannot be reached; the letter waits.
    """
    address = queries.addresses([letter.reader_id]).get(letter.reader_id)
    message = letters.message_of(letter, address) if address else None
    if message is None:  # nothing left to say, or nowhere to send it
        letter.delete()
        return 0
    try:
        outcome = post.carry(message)
    except ServerAway:
        _record(letter, State.WAITING, post.now)
        raise
    _record(letter, outcome, post.now)
    if outcome is not State.SENT:
        logger.warning("Letter %d was not sent: %s", letter.pk, outcome.value)
    return int(outcome is State.SENT)


def _record(letter: Letter, outcome: Letter.State, now: datetime) -> None:
    if outcome is State.WAITING and letter.begun_at < now - GIVE_UP:
        outcome = State.REFUSED
    retry_at = now + RETRY if outcome is State.WAITING else None
    Letter.objects.filter(pk=letter.pk).update(state=outcome, retry_at=retry_at)


def settle_interrupted(now: datetime) -> int:
    """Call `unknown` what a worker left in `sending` when it died; returns how many. Nothing is sent."""
    return Letter.objects.filter(state=State.SENDING, claimed_at__lt=now - IN_FLIGHT).update(state=State.UNKNOWN)
