"""Asking a writer to think again before anything is recorded, once, and counting what they do.

The question is bound to reader, thread and form by a signed token. It never changes what the phases say: they judge
whatever is sent, and only whether to ask again hangs on the token. Somebody who looks for a way round gets few answers
an hour, without scores, and the same answer for the same text.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.models import Nudge, NudgeDay
from rembuk.conversation.phases import Answer, Draft

from . import networks
from .common import Refused, TooFast, or_not_stored

LASTS: Final = timedelta(hours=1)  # as long a question can be answered, and the same text gets the same answer
HOUR: Final = 3_600
AN_HOUR: Final = (5, 60)  # questions to one reader, and into one network; settings.REMBUK_NUDGES_AN_HOUR replaces it


@dataclass(frozen=True)
class Asking:
    """That the writer can be asked: where the text comes from, and what their form says of an earlier question."""

    network: str
    token: str = ""
    anyway: bool = False


class Nudged(Refused):
    """Nothing is recorded: the writer is asked to look at some places of their text first.

    `asks` are {"kind", "span"} in `text`; `token` goes back with the answer; `waits`: a moderator would read it first.
    """

    def __init__(self, text: str, asks: list[dict[str, Any]], token: str, *, waits: bool) -> None:
        super().__init__(_("Please look at the marked words once more before you send this."))
        self.text, self.asks, self.token, self.waits = text, asks, token, waits


@dataclass(frozen=True)
class Asked:
    """That the writer of this form was asked already, and whether they send it all the same.

    `nudge` is None when its row has been added up and gone.
    """

    nudge: Nudge | None
    anyway: bool


def asked_before(draft: Draft, client_key: uuid.UUID, asking: Asking) -> Asked | None:
    """Whether the form's token stands for a question to this reader, in this thread, about this form."""
    if not asking.token:
        return None
    try:
        public_id = uuid.UUID(_signer(draft, client_key).unsign(asking.token, max_age=LASTS))
    except (BadSignature, ValueError):
        return None
    nudge = Nudge.objects.filter(public_id=public_id, reader=draft.author, thread=draft.thread).first()
    return Asked(nudge, asking.anyway or (nudge is not None and nudge.mark == _mark(draft)))


def ask(draft: Draft, client_key: uuid.UUID, answer: Answer, network: str) -> None:
    """Ask, unless the reader or the network was asked too often lately: then the text goes its way unexplained.

    Raises:
        Nudged: the question.
    """
    with or_not_stored():
        nudge = _kept(draft, answer, network)
    if nudge is not None:
        token = _signer(draft, client_key).sign(nudge.public_id.hex)
        raise Nudged(draft.body, nudge.asks, token, waits=nudge.waits)


def settle(draft: Draft, asked: Asked) -> None:
    """Note what the writer did, once the comment stands; that it stands does not hang on this."""
    if asked.nudge is None:
        return
    outcome = Nudge.Outcome.ANYWAY if asked.anyway else Nudge.Outcome.REWRITTEN
    with suppress(OperationalError), transaction.atomic():
        if Nudge.objects.filter(pk=asked.nudge.pk, outcome=Nudge.Outcome.OPEN).update(outcome=outcome):
            record("conversation.answer_nudge", draft.thread, actor=draft.author, outcome=outcome)


@transaction.atomic
def add_up(now: datetime) -> int:
    """Add questions that are over to the numbers of their title and day, and forget them; returns how many."""
    over = Nudge.objects.select_for_update(of=("self",)).filter(made_at__lte=now - LASTS).select_related("thread")
    rows = list(over.order_by("pk")[:1_000])
    days: dict[tuple[int, Any], list[str]] = {}
    for row in rows:
        days.setdefault((row.thread.title_id, timezone.localdate(row.made_at)), []).append(row.outcome)
    for (title, day), outcomes in sorted(days.items()):
        numbers, _made = NudgeDay.objects.get_or_create(title_id=title, day=day)
        rewritten, anyway = outcomes.count(Nudge.Outcome.REWRITTEN), outcomes.count(Nudge.Outcome.ANYWAY)
        NudgeDay.objects.filter(pk=numbers.pk).update(
            shown=F("shown") + len(outcomes),
            rewritten=F("rewritten") + rewritten,
            anyway=F("anyway") + anyway,
            left=F("left") + len(outcomes) - rewritten - anyway,
        )
    Nudge.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _kept(draft: Draft, answer: Answer, network: str) -> Nudge | None:
    """The question about this text: the one that was asked before, or a new one; None where there were too many."""
    same = Nudge.objects.filter(reader=draft.author, thread=draft.thread, mark=_mark(draft))
    if (known := same.first()) is not None:
        return known
    reader_limit, network_limit = getattr(settings, "REMBUK_NUDGES_AN_HOUR", AN_HOUR)
    try:
        with transaction.atomic():
            networks.count(networks.Limit("nudge", HOUR, reader_limit), str(draft.author.pk))
            networks.count(networks.Limit("nudge net", HOUR, network_limit), network)
            made = Nudge.objects.create(
                reader=draft.author,
                thread=draft.thread,
                mark=_mark(draft),
                asks=answer.asks,
                waits=answer.outcome == "hold",
            )
            record("conversation.nudge", draft.thread, actor=draft.author, waits=made.waits)
    except TooFast:
        return None
    except IntegrityError:  # the button was pressed twice
        return same.first()
    return made


def _mark(draft: Draft) -> str:
    return networks.fingerprint("nudge", draft.body)


def _signer(draft: Draft, client_key: uuid.UUID) -> TimestampSigner:
    return TimestampSigner(salt=f"conversation.nudge.{draft.author.pk}.{draft.thread.pk}.{client_key.hex}")
