"""The audit log as an outbox: which deeds are events, and which of them a webhook has not been given yet.

A deed's row is written in the deed's own transaction, so no event can be lost between the two, and nothing is done on
the way of a post. Rows can become visible out of the order of their ids: PostgreSQL gives the id when a row is written
and shows the row when its transaction ends. So whatever is younger than LOOK_BACK is looked at again each time, and one
row per webhook and deed makes the second look harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from rembuk.api.models import Delivery, Event, Webhook
from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment

LOOK_BACK: Final = timedelta(minutes=5)  # longer than any transaction with a deed of these
OLDEST: Final = timedelta(days=3)  # what a webhook that was off still hears of
BATCH: Final = 500
_PUBLISHED: Final = Comment.State.PUBLISHED.value

VERBS: Final = (
    "conversation.post_comment", "conversation.edit_comment", "conversation.remove_comment", "conversation.release",
    "conversation.hide", "conversation.report_comment", "conversation.react", "moderation.approve",
    "moderation.reject", "moderation.undo",
)  # fmt: skip


def events_of(verb: str, data: Mapping[str, Any]) -> Sequence[Event]:
    """What a deed is to a webhook; of several, the first one that it wants to hear of."""
    stands = data.get("state") == _PUBLISHED
    was_visible = bool(data.get("was_visible")) or data.get("before") == _PUBLISHED
    return {
        "conversation.post_comment": [Event.PUBLISHED] if stands else [Event.HELD],
        "conversation.edit_comment": [Event.CHANGED] if stands else [Event.HIDDEN, Event.HELD],
        "conversation.remove_comment": [Event.WITHDRAWN, *([Event.HIDDEN] if was_visible else [])],
        "conversation.release": [Event.PUBLISHED],
        "conversation.hide": [Event.HIDDEN] if was_visible else [],
        "conversation.report_comment": [Event.REPORTED],
        "conversation.react": [Event.REACTED],
    }.get(verb, [Event.DECIDED] if verb in VERBS else [])


def take_up(hook: Webhook) -> int:
    """Make the deliveries of everything the webhook has not been given; returns how many.

    Batch by batch, each with its place in the log in one transaction: a sweep that is killed goes on there.
    """
    made = _look_again(hook.pk)
    while True:
        looked, fresh = _look_on(hook.pk)
        made += fresh
        if looked < BATCH:
            return made


@transaction.atomic
def _look_again(hook_id: int) -> int:
    """What has appeared among the young rows since they were looked at; returns how many deliveries that made."""
    hook = Webhook.objects.select_for_update().get(pk=hook_id)
    young = AuditRow.objects.filter(pk__gt=hook.settled_id, pk__lte=hook.seen_id)
    given = Delivery.objects.filter(webhook=hook, deed=OuterRef("pk"))
    made = _deliver(hook, list(young.filter(verb__in=VERBS).exclude(Exists(given)).order_by("pk")))
    old = young.filter(at__lt=timezone.now() - LOOK_BACK).order_by("-pk")
    hook.settled_id = old.values_list("pk", flat=True).first() or hook.settled_id
    hook.save(update_fields=["settled_id"])
    return made


@transaction.atomic
def _look_on(hook_id: int) -> tuple[int, int]:
    """The next batch; returns how many rows it had, and how many deliveries were made."""
    now = timezone.now()
    hook = Webhook.objects.select_for_update().get(pk=hook_id)
    rows = list(AuditRow.objects.filter(pk__gt=hook.seen_id, at__gte=now - OLDEST).order_by("pk")[:BATCH])
    made = _deliver(hook, rows)
    if rows:
        hook.seen_id = rows[-1].pk
        hook.settled_id = max([row.pk for row in rows if row.at < now - LOOK_BACK], default=hook.settled_id)
        hook.save(update_fields=["seen_id", "settled_id"])
    return len(rows), made


def _deliver(hook: Webhook, rows: Sequence[AuditRow]) -> int:
    wanted = {row: event for row in rows if (event := _wanted(hook, row))}
    ids = {int(row.subject_id) for row in wanted if row.subject_id.isdecimal()}
    here = set(Comment.objects.filter(pk__in=ids, thread__title=hook.title_id).values_list("pk", flat=True))
    fresh = [
        Delivery(webhook=hook, deed=row, event=event)
        for row, event in wanted.items()
        if row.subject_id.isdecimal() and int(row.subject_id) in here
    ]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _wanted(hook: Webhook, row: AuditRow) -> Event | None:
    if row.verb not in VERBS or row.subject_type != Comment._meta.label_lower:
        return None
    return next((event for event in events_of(row.verb, row.data) if event in hook.events), None)
