"""The rows of `addresses` and `forms` for sanctions, and for the mail domains that may sign up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from rembuk.moderation.actions import sanction
from rembuk.moderation.models import Sanction
from rembuk.readers.models import MailDomain

from .rows import FORM_ONLY, SIGNED_IN, Address, Data, Form, desk
from .world import World

DAMARS: Final = desk("damar", others="home", answer="405")


def _given(world: World, who: str, kind: str, days: int | None) -> Sanction:
    facts: dict[str, Any] = {"moderator": world.people["damar"], "reader": world.people[who], "reason": world.reason}
    return sanction(kind=kind, days=days, **facts)


def _writer(world: World) -> list[Any]:
    return [world.people["bagas"].public_id]


def _pause(world: World) -> list[Any]:
    """As a row: the verb would be a deed, and an address is only looked at."""
    facts: dict[str, Any] = {"moderator": world.people["damar"], "reader": world.people["bagas"]}
    ends_at = timezone.now() + timedelta(days=1)
    return [Sanction.objects.create(kind="pause", **world.reason.as_given(), ends_at=ends_at, **facts).pk]


def _warning(world: World) -> Data:
    return {"peringatan": _given(world, "ratna", "warning", None).pk, "body": "Kabar baik."}


def _domain(_world: World) -> list[Any]:
    made, _is_new = MailDomain.objects.get_or_create(domain="kedai.example", defaults={"rule": "blocked"})
    return [made.pk]


ADDRESSES: Final = {
    "moderation:standing": Address(SIGNED_IN),
    "moderation:read_here": Address(FORM_ONLY),
    "moderation:read": Address("* 405", lambda world: [world.thread.pk]),
    "moderation:read_as_guest": Address("* 405"),
    "moderation_sanction": Address(DAMARS, _writer),
    "moderation_note": Address(DAMARS, _writer),
    "moderation_lift": Address(DAMARS, _pause),
    "moderation_undo_sanction": Address(DAMARS, _pause),
    "readers_mail_domains": Address(desk("sekar", others="home")),
    "readers_forget_mail_domain": Address(desk("sekar", others="home", answer="405"), _domain),
}
FORMS: Final = {
    "moderation:read_here": Form("ratna", "moderation.read_warning", _warning),
    "moderation:read": Form("ratna", "moderation.read_warning", _warning),
    "moderation_sanction": Form(
        "damar",
        "moderation.sanction",
        lambda world: {"kind": "pause", "days": "1", "reason": world.reason.pk, "seen": "0"},
    ),
    "moderation_note": Form("damar", "moderation.add_note", lambda _world: {"text": "Sudah ditelepon."}),
    "moderation_lift": Form("damar", "moderation.lift_sanction", lambda _world: {"why": "Sudah cukup."}),
    "moderation_undo_sanction": Form("damar", "moderation.undo_sanction"),
    "readers_mail_domains": Form(
        "sekar", "readers.settle_domain", lambda _world: {"domain": "warung.example", "rule": "blocked"}
    ),
    "readers_forget_mail_domain": Form("sekar", "readers.forget_domain"),
}
