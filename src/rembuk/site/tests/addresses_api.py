"""The rows of `addresses` and `forms` for the room `api`: what answers without a key, and the staff's screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from rembuk.api.models import ApiKey, Delivery, Webhook
from rembuk.audit.models import AuditRow

from .rows import EVERYONE, NEVER, Address, Form, desk
from .world import World

BY_KEY: Final = Address("* 405")  # takes a key, not a form
DESK: Final = desk("sekar")
DESK_FORM: Final = "* login, staff 405"


def _key(world: World) -> list[Any]:
    title, maker = world.story.title_page, world.people["sekar"]
    made = ApiKey.objects.first() or ApiKey.objects.create(
        title=title,
        name="Server",
        key_id="0" * 12,
        secret_hash="0" * 64,
        scopes=["read:held"],
        made_by=maker,
        expires_at=timezone.now() + timedelta(days=9),
    )
    return [made.pk]


def _hook(world: World) -> list[Any]:
    made = Webhook.objects.first() or Webhook.objects.create(
        title=world.story.title_page,
        url="https://contoh.id/kait",
        events=["comment.published"],
        made_by=world.people["sekar"],
    )
    return [made.pk]


def _failed(world: World) -> list[Any]:
    made = Delivery.objects.first() or Delivery.objects.create(
        webhook_id=_hook(world)[0],
        deed=AuditRow.objects.filter(verb="conversation.post_comment").latest("pk"),
        event="comment.published",
        state="failed",
    )
    return [made.pk]


def _thread(world: World) -> list[Any]:
    return [world.thread.pk]


def _comment(world: World) -> list[Any]:
    return [world.comment.public_id]


ADDRESSES: Final = {
    "api:about": Address(EVERYONE),
    "api:openapi": Address(EVERYONE),
    "api:nothing": Address(NEVER),
    "api:find_thread": Address("* 422"),
    "api:search": Address("* 422"),
    "api:held": Address("* 401"),
    "api:thread": Address(EVERYONE, _thread),
    "api:comments": Address(EVERYONE, _thread),
    "api:comment": Address(EVERYONE, _comment),
    "api:reader": Address(EVERYONE, lambda world: [world.people["ratna"].public_id]),
    "api:hashtag": Address(EVERYONE, lambda _world: ["bicarajernih"]),
    "api:counts": BY_KEY,
    "api:keep_thread": BY_KEY,
    **{f"api:{name}": Address(BY_KEY.rule, _comment) for name in ("react", "report", "approve", "reject")},
    "api_keys": Address(DESK),
    "api_new_key": Address(DESK),
    "api_hooks": Address(DESK),
    "api_new_hook": Address(DESK),
    "api_hook": Address(DESK, _hook),
    "api_change_hook": Address(DESK, _hook),
    "api_revoke": Address(DESK_FORM, _key),
    "api_new_secret": Address(DESK_FORM, _hook),
    "api_switch": Address(DESK_FORM, _hook),
    "api_send_again": Address(DESK_FORM, _failed),
}

FORMS: Final = {
    "api_new_key": Form(
        "sekar",
        "api.make_key",
        lambda world: {"title": world.thread.title_id, "name": "S", "scopes": ["read:held"], "days": 30},
    ),
    "api_new_hook": Form(
        "sekar",
        "api.make_hook",
        lambda world: {"title": world.thread.title_id, "url": "https://contoh.id/k", "events": ["comment.held"]},
    ),
    "api_change_hook": Form(
        "sekar", "api.change_hook", lambda _world: {"url": "https://contoh.id/k", "events": ["comment.held"]}
    ),
    "api_revoke": Form("sekar", "api.revoke_key"),
    "api_new_secret": Form("sekar", "api.add_secret"),
    "api_switch": Form("sekar", "api.switch_hook", lambda _world: {"on": "0"}),
    "api_send_again": Form("sekar", "api.send_again"),
}
