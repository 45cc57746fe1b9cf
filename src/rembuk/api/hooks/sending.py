"""Sending what waits, in the order of the deeds as far as repetitions allow.

One worker at a time has a webhook in hand (`busy_until`, which runs out by itself when the worker dies). A try that
fails lets the whole webhook rest for a while: a server that is down is asked once, not once for each delivery. The
delivery that failed waits longer each time, so one that the receiver cannot take does not stand in the others' way.
"""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.api.models import Delivery, Webhook
from rembuk.audit.actions import record
from rembuk.readers.keys import keyring
from rembuk.sealed import envelope, signing

from . import payload
from .transport import Answer, post

State = Delivery.State
BACKOFF: Final = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800)  # seconds; the last one again and again
KEEP_TRYING: Final = timedelta(days=3)
LEASE: Final = timedelta(minutes=2)  # longer than one delivery can take
TURN: Final = 30.0  # seconds for one webhook, then other tasks have theirs


def place_of(hook: Webhook) -> bytes:
    """What ties a sealed secret to its webhook."""
    return f"webhook:{hook.pk}:secret".encode()


def due(hook: Webhook, now: datetime) -> Delivery | None:
    """The oldest deed whose delivery may be tried now."""
    waiting = Delivery.objects.filter(Q(not_before=None) | Q(not_before__lte=now), webhook=hook, state=State.WAITING)
    return waiting.select_related("deed").order_by("deed_id").first()


def run(hook_id: int) -> datetime | None:
    """Send what is due to one webhook; returns when there is something to do again. Not inside a transaction."""
    hook = _take(hook_id)
    if hook is None:
        return None
    until, secrets = time.monotonic() + TURN, _secrets(hook)
    while time.monotonic() < until and (delivery := due(hook, timezone.now())) is not None:
        body = payload.body_of(hook, delivery)
        answer = post(hook.url, body, signing.headers(delivery.message_id, int(time.time()), body, secrets))
        if not _note(hook, delivery, answer):
            break
    Webhook.objects.filter(pk=hook.pk).update(busy_until=None)
    return _when_again(hook)


def _take(hook_id: int) -> Webhook | None:
    """Take the webhook in hand, alone; None when it is off, rests, or is in other hands. Committed on return."""
    now = timezone.now()
    free, rested = Q(busy_until=None) | Q(busy_until__lte=now), Q(rests_until=None) | Q(rests_until__lte=now)
    if not Webhook.objects.filter(free, rested, pk=hook_id, is_on=True).update(busy_until=now + LEASE):
        return None
    return Webhook.objects.select_related("title").get(pk=hook_id)


@transaction.atomic
def _note(hook: Webhook, delivery: Delivery, answer: Answer) -> bool:
    """Write what became of a try; returns whether to go on with the next delivery."""
    now = timezone.now()
    delivery.attempts += 1
    delivery.problem = answer.problem[:300]
    if answer.arrived:
        delivery.state, delivery.delivered_at, delivery.not_before = State.DELIVERED, now, None
        hook.failures, hook.failing_since, hook.rests_until = 0, None, None
    else:
        given_up = now - delivery.queued_at > KEEP_TRYING
        delivery.state = State.FAILED if given_up else State.WAITING
        delivery.not_before = None if given_up else now + _pause(delivery.attempts)
        hook.failures += 1
        hook.failing_since = hook.failing_since or now
        hook.rests_until = now + _pause(hook.failures)
        if answer.is_final or now - hook.failing_since > KEEP_TRYING:
            _switch_off(hook, answer)
    delivery.save(update_fields=["state", "attempts", "problem", "delivered_at", "not_before"])
    hook.busy_until = now + LEASE
    # Whether it is on may have been decided by hand meanwhile, so only what was decided here is written.
    off = [] if hook.is_on else ["is_on", "off_note"]
    hook.save(update_fields=["failures", "failing_since", "rests_until", "busy_until", *off])
    return answer.arrived and Webhook.objects.filter(pk=hook.pk, is_on=True).exists()


def _switch_off(hook: Webhook, answer: Answer) -> None:
    hook.is_on = False
    why = _("Nothing arrived for three days. %(why)s") if not answer.is_final else "%(why)s"
    hook.off_note = (why % {"why": answer.problem})[:300]
    record("api.switch_hook", hook, actor=None, on=False)


def _when_again(hook: Webhook) -> datetime | None:
    now = timezone.now()
    waiting = hook.deliveries.filter(state=State.WAITING)
    if not hook.is_on or not waiting.exists():
        return None
    first = now if due(hook, now) else waiting.order_by("not_before").values_list("not_before", flat=True)[0]
    return max(first or now, hook.rests_until or now)


def _pause(tries: int) -> timedelta:
    """How long to wait after so many tries that failed; never the same, so that not all come back at once."""
    seconds = BACKOFF[min(tries, len(BACKOFF)) - 1]
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


@sensitive_variables()
def _secrets(hook: Webhook) -> list[bytes]:
    """The living secrets in the clear, newest last."""
    living = hook.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))
    found = []
    for each in living:
        key = envelope.unwrap(keyring(), envelope.WrappedKey(each.master_version, bytes(each.wrapped)))
        found.append(envelope.open_(key, bytes(each.sealed), place_of(hook)))
    return found
