"""The rows of `addresses` and `forms` for the moderators' desk."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.utils import timezone

from rembuk.moderation.models import Decision, QueueFilter, QueueItem, ReportFlood
from rembuk.moderation.queries import seen_state

from .rows import Address, Data, Form, desk
from .world import World

PAGE: Final = desk("damar", others="home")
ONLY_A_FORM: Final = desk("damar", others="home", answer="405")


def _held(world: World) -> list[Any]:
    return [world.held.public_id]


def _batch(world: World) -> list[Any]:
    Decision.objects.filter(pk=world.decision.pk).update(batch=(batch := uuid.uuid4()))
    return [batch]


def _filter(world: World) -> list[Any]:
    kept, _is_new = QueueFilter.objects.get_or_create(owner=world.people["damar"], name="Judi", query="kind=gambling")
    return [kept.pk]


def _flood(world: World) -> list[Any]:
    now = timezone.now()
    made = ReportFlood.objects.create(writer=world.people["bagas"], mark="new", reports=9, began_at=now, last_at=now)
    QueueItem.objects.filter(comment=world.held).update(flood=made)
    return [made.pk]


def _chosen(world: World) -> Data:
    return {"item": f"{world.held.pk}:{seen_state(world.held)}", "reason": world.reason.pk}


ADDRESSES: Final = {
    "moderation_queue": Address(PAGE),
    "moderation_news": Address(PAGE),
    "moderation_history": Address(PAGE),
    "moderation_comment": Address(PAGE, lambda world: [world.comment.public_id]),
    "moderation_similar": Address(PAGE, _held),
    "moderation_flood": Address(PAGE, _flood),
    "moderation_decide": Address(ONLY_A_FORM, lambda world: [world.comment.public_id]),
    "moderation_take": Address(ONLY_A_FORM, _held),
    "moderation_leave": Address(ONLY_A_FORM, _held),
    "moderation_desk_note": Address(ONLY_A_FORM, _held),
    "moderation_together": Address(ONLY_A_FORM),
    "moderation_undo_together": Address(ONLY_A_FORM, _batch),
    "moderation_undo": Address(ONLY_A_FORM, lambda world: [world.decision.pk]),
    "moderation_save_filter": Address(ONLY_A_FORM),
    "moderation_delete_filter": Address(ONLY_A_FORM, _filter),
}
FORMS: Final = {
    "moderation_decide": Form(
        "damar",
        "moderation.approve",
        lambda world: {"outcome": "approved", "seen": seen_state(world.held)},
        _held,
    ),
    "moderation_take": Form("damar", ""),  # who reads what is forgotten again within minutes
    "moderation_leave": Form("damar", ""),
    "moderation_desk_note": Form(
        "damar", "moderation.note_comment", lambda _world: {"about": "comment", "text": "Tanya redaksi."}
    ),
    "moderation_together": Form("damar", "moderation.reject", _chosen),
    "moderation_undo_together": Form("damar", "moderation.undo"),
    "moderation_undo": Form("damar", "moderation.undo"),
    "moderation_save_filter": Form(
        "damar", "moderation.save_filter", lambda _world: {"name": "Judi", "view": "kind=gambling"}
    ),
    "moderation_delete_filter": Form("damar", "moderation.delete_filter"),
}
