"""The three steps of sending a delivery: claim the row, talk to Telegram, record what became of it.

The claim is committed before the first byte leaves, and no transaction is open while we talk. So a row is sent by one
worker only, and whatever dies on the way leaves it in `sending`, which nobody sends again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record

from . import posts
from .models import Channel, Delivery
from .telegram.client import BotApi, NotSent, RateLimited, Refused, SentMessage, Unauthorised, Unknown
from .telegram.render import render_post

State = Delivery.State

# How long to wait after each try that found no connection; after the last one the row is refused.
BACKOFF: Final = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 300, 600, 1200))
# Longer than any call takes (the client gives up sooner): a row that is still `sending` then was interrupted.
IN_FLIGHT: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. QUEUED comes with a `wait` before the next; `pauses`: the channel keeps the bot out."""

    state: Delivery.State
    problem: str = ""
    message_id: int | None = None
    wait: timedelta | None = None
    attempts: int = 0
    pauses: bool = False


def claim(delivery_id: int) -> Delivery | None:
    """Take a row that is due, for this worker alone; None when there is nothing to do. Committed on return."""
    now = timezone.now()
    due = Delivery.objects.filter(Q(not_before=None) | Q(not_before__lte=now), pk=delivery_id, state=State.QUEUED)
    with transaction.atomic(durable=True):
        if not due.update(state=State.SENDING, claimed_at=now):
            return None
    return Delivery.objects.select_related("story", "channel__title").filter(pk=delivery_id).first()


def transmit(delivery: Delivery) -> Outcome:
    """Send a claimed delivery. Writes nothing; every way in which it can end is an Outcome."""
    try:
        posts.ensure_sendable(delivery)
        bot = BotApi(settings.REMBUK_TELEGRAM_TOKEN, settings.REMBUK_TELEGRAM_API)
    except posts.NotSendable as reason:
        return Outcome(State.REFUSED, str(reason))
    except ValueError:
        return Outcome(State.REFUSED, _("There is no bot token, or it is not one. Set it, then send again."))
    try:
        with bot:
            return _transmit(bot, delivery)
    except NotSent:
        return _no_connection(delivery)
    except RateLimited as limit:
        return Outcome(State.QUEUED, _("Telegram asks us to wait."), wait=timedelta(seconds=limit.retry_after))
    except Refused as refusal:
        return Outcome(State.REFUSED, _refusal(refusal))
    except Unauthorised as refusal:
        why = _("Telegram does not let the bot in (%(why)s). Check the token, and that the bot may post there.")
        return Outcome(State.REFUSED, why % {"why": refusal.description}, pauses=True)
    except Unknown:
        return Outcome(State.UNKNOWN, _("Telegram's answer was lost."))


def _transmit(bot: BotApi, delivery: Delivery) -> Outcome:
    post = posts.post_of(delivery)
    try:
        return _sent(_send(bot, delivery, render_post(post)))
    except Refused as refusal:
        if "can't parse entities" not in refusal.description:
            raise
    return _sent(
        _send(bot, delivery, posts.unformatted(post)), _("Telegram refused its formatting: sent as plain text.")
    )


def _send(bot: BotApi, delivery: Delivery, html: str) -> SentMessage:
    preview = {"url": str(delivery.story.full_url)}
    return bot.send_message(delivery.channel.chat, html, link_preview_options=preview)


def _sent(message: SentMessage, problem: str = "") -> Outcome:
    return Outcome(State.SENT, problem, message_id=message.message_id)


def _no_connection(delivery: Delivery) -> Outcome:
    if delivery.attempts < len(BACKOFF):
        return Outcome(State.QUEUED, _("Telegram could not be reached."), wait=BACKOFF[delivery.attempts], attempts=1)
    return Outcome(
        State.REFUSED, _("Telegram could not be reached. Check the connection, then send again."), attempts=1
    )


def _refusal(refusal: Refused) -> str:
    if refusal.migrate_to_chat_id is not None:
        return _("The group has a new number. Set the channel's chat to %(chat)s, then send again.") % {
            "chat": refusal.migrate_to_chat_id
        }
    return _("Telegram refused it: %(why)s") % {"why": refusal.description}


def record_outcome(claimed: Delivery, outcome: Outcome) -> Delivery | None:
    """Write the outcome of this very claim; returns the row, or None when it has been settled meanwhile.

    An answer that comes after the row was called `unknown` still counts: it is the truth.
    """
    now = timezone.now()
    with transaction.atomic():
        changed = Delivery.objects.filter(
            pk=claimed.pk, claimed_at=claimed.claimed_at, state__in=[State.SENDING, State.UNKNOWN]
        ).update(
            state=outcome.state,
            problem=outcome.problem[:300],
            message_id=outcome.message_id,
            sent_at=now if outcome.state is State.SENT else None,
            not_before=now + outcome.wait if outcome.wait else None,
            attempts=F("attempts") + outcome.attempts,
        )
        if not changed:
            return None
        if outcome.pauses:
            Channel.objects.filter(pk=claimed.channel_id).update(is_active=False, pause_note=outcome.problem[:300])
            record("updates.pause_channel", claimed.channel, actor=None, delivery=claimed.pk)
        record("updates.deliver", claimed, actor=None, state=outcome.state.value, message=outcome.message_id)
        return Delivery.objects.get(pk=claimed.pk)


def recover_interrupted() -> int:
    """Call `unknown` what a worker left in `sending` when it died; returns how many. Nothing is sent."""
    with transaction.atomic():
        interrupted = Delivery.objects.select_for_update().filter(
            state=State.SENDING, claimed_at__lte=timezone.now() - IN_FLIGHT
        )
        for delivery in interrupted:
            delivery.state = State.UNKNOWN
            delivery.problem = _("The server stopped while this was being sent.")
            delivery.save(update_fields=["state", "problem"])
            record("updates.recover_interrupted", delivery, actor=None)
        return len(interrupted)
