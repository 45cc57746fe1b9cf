"""What staff do with webhooks."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.api import tasks
from rembuk.api.hooks import sending
from rembuk.api.hooks.addresses import Unsafe, check_address
from rembuk.api.models import Delivery, Event, Webhook, WebhookSecret
from rembuk.audit.actions import record
from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused
from rembuk.newsroom.models import TitlePage
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.sealed import envelope

OVERLAP: Final = timedelta(days=7)
State = Delivery.State


@sensitive_variables("secret")
@transaction.atomic
def make_hook(
    *, actor: Reader, title: TitlePage, url: str, events: Iterable[str], with_held: bool = False
) -> tuple[Webhook, str]:
    """Make a webhook, which hears of everything from now on. The second value is its secret, shown this once.

    Raises:
        Refused: an address we do not send to, or no event.
    """
    hook = Webhook(title=title, made_by=actor)
    _set(hook, url, events, with_held)
    newest = AuditRow.objects.aggregate(newest=Max("pk"))["newest"] or 0
    hook.seen_id = hook.settled_id = newest
    hook.save()
    secret = _new_secret(hook)
    record("api.make_hook", hook, actor=actor, title=title.pk, events=hook.events, with_held=with_held)
    return hook, secret


@transaction.atomic
def change_hook(*, actor: Reader, hook: Webhook, url: str, events: Iterable[str], with_held: bool) -> Webhook:
    """Change where it goes and what it hears of. Raises as `make_hook`."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    _set(hook, url, events, with_held)
    hook.save(update_fields=["url", "events", "with_held"])
    record("api.change_hook", hook, actor=actor, events=hook.events, with_held=with_held)
    return hook


@transaction.atomic
def switch(*, actor: Reader, hook: Webhook, on: bool) -> Webhook:
    """Switch it off, or on again: then it goes on where it stopped, with at most the last three days."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    if hook.is_on == on:
        return hook
    hook.is_on, hook.off_note = on, "" if on else _("Switched off by hand.")
    if on:
        hook.failures, hook.failing_since, hook.rests_until = 0, None, None
        hook.deliveries.filter(state=State.WAITING).update(queued_at=timezone.now(), not_before=None)
    hook.save(update_fields=["is_on", "off_note", "failures", "failing_since", "rests_until"])
    record("api.switch_hook", hook, actor=actor, on=on)
    if on:
        tasks.soon(hook)
    return hook


@sensitive_variables("secret")
@transaction.atomic
def add_secret(*, actor: Reader, hook: Webhook) -> str:
    """A new secret, shown this once. The earlier ones sign for seven days more."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    hook.secrets.filter(ends_at=None).update(ends_at=timezone.now() + OVERLAP)
    secret = _new_secret(hook)
    record("api.add_secret", hook, actor=actor)
    return secret


@transaction.atomic
def send_again(*, actor: Reader, delivery: Delivery) -> Delivery:
    """Try once more what was given up, or has arrived already.

    Raises:
        Refused: the webhook is off, or the delivery waits for its turn anyway.
    """
    hook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    delivery = hook.deliveries.select_for_update().get(pk=delivery.pk)
    if not hook.is_on:
        raise Refused(_("This webhook is off. Switch it on first."))
    if delivery.state == State.WAITING:
        raise Refused(_("This delivery waits for its next try already."))
    delivery.state, delivery.attempts, delivery.problem = State.WAITING, 0, ""
    delivery.queued_at, delivery.not_before, delivery.delivered_at = timezone.now(), None, None
    delivery.save(update_fields=["state", "attempts", "problem", "queued_at", "not_before", "delivered_at"])
    record("api.send_again", delivery, actor=actor)
    tasks.soon(hook)
    return delivery


def _set(hook: Webhook, url: str, events: Iterable[str], with_held: bool) -> None:
    given = set(events)
    hook.events = [event for event in Event.values if event in given]
    if not hook.events:
        raise Refused(_("Choose at least one event."))
    try:
        check_address(url)
    except Unsafe as problem:
        raise Refused(str(problem)) from None
    hook.url, hook.with_held = url, with_held


def _new_secret(hook: Webhook) -> str:
    """Seal a new secret and give it in the form that Standard Webhooks has for it."""
    secret = secrets.token_bytes(32)
    key = envelope.new_person_key()
    wrapped = envelope.wrap(keyring(), key)
    WebhookSecret.objects.create(
        webhook=hook,
        sealed=envelope.seal(key, secret, sending.place_of(hook)),
        wrapped=wrapped.blob,
        master_version=wrapped.master_version,
    )
    return "whsec_" + base64.b64encode(secret).decode()
