"""The forms of the house: who may send each, and which deed it is. Nobody else's form may do anything."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from rembuk.moderation.actions import decide_appeal
from rembuk.programmes.models import Programme
from rembuk.programmes.queries import round_for
from rembuk.vouchers.actions import redeem
from rembuk.vouchers.queries import code_of

from . import addresses_api, addresses_desk, addresses_embed, addresses_sanctions
from .rows import Data, Form
from .world import BEACON, World

SIGNED_IN: Final = ("ratna", "bagas", "damar", "sekar", "yoga", "tini", "intan")


def _writes(text: str) -> Callable[[World], Data]:
    return lambda _world: {"body": text, "client_key": uuid.uuid4()}


def _at(stage: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.programme(stage).pk]


def _takes(world: World) -> Data:
    return {"code": code_of(world.people["ratna"], world.voucher), "key": uuid.uuid4()}


def _is_owed(world: World) -> list[Any]:
    redeem(merchant=world.shop, cashier=world.people["tini"], **_takes(world))
    return [world.shop.pk]


def _freezes(_world: World) -> Data:
    return {"round": round_for(Programme.objects.get(slug="cerita-lama"), timezone.now() + timedelta(minutes=5))}


def _answered(world: World) -> list[Any]:
    decide_appeal(moderator=world.people["sekar"], appeal=world.appeal, outcome="stands", words="Tetap.")
    return [world.appeal.pk]


READERS: Final = {
    "conversation:post": Form(
        "ratna", "conversation.post_comment", _writes("Kabar baik."), alike=SIGNED_IN, refusal=frozenset({"422"})
    ),
    "conversation:reply": Form(
        "bagas", "conversation.post_comment", _writes("Setuju sekali."), alike=SIGNED_IN, refusal=frozenset({"422"})
    ),
    "conversation:react": Form("bagas", "conversation.react", lambda _world: {"kind": "setuju"}, alike=SIGNED_IN),
    "conversation:follow": Form("bagas", "conversation.follow", lambda _world: {"on": "1"}, alike=SIGNED_IN),
    "conversation:mute": Form(
        "bagas",
        "conversation.mute",
        lambda _world: {"on": "1"},
        alike=tuple(name for name in SIGNED_IN if name != "ratna"),  # nobody mutes themselves
        refusal=frozenset({"login", "away"}),
    ),
    "conversation:edit": Form("ratna", "conversation.edit_comment", lambda _world: {"body": "Kabar yang lebih baik."}),
    "conversation:remove": Form("ratna", "conversation.remove_comment"),
    "conversation:report": Form(
        "bagas", "conversation.report_comment", lambda _world: {"reason": "spam"}, alike=SIGNED_IN
    ),
    "notices:choices": Form(
        "ratna",
        "notices.choose",
        lambda _world: {"replies": "daily", "mentions": "off", "followed": "daily"},
        alike=SIGNED_IN,
    ),
    "notices:read": Form("ratna", "notices.mark_read", lambda _world: {"sampai": 1}, alike=SIGNED_IN),
    "programmes:agree": Form(
        "bagas", "programmes.agree", lambda _world: {"version": 1, "agreed": "on"}, alike=SIGNED_IN
    ),
    "readers:profile": Form("bagas", "readers.save_profile", lambda _world: {"name": "Bagas Aji"}, alike=SIGNED_IN),
    "readers:review": Form("ratna", "readers.confirm_review", alike=SIGNED_IN),
    "readers:erase": Form("ratna", "readers.erase_profile", alike=SIGNED_IN),
    "merchant:till": Form("tini", "vouchers.redeem", _takes),
    "merchant:shop_till": Form("tini", "vouchers.redeem", _takes),
    "trust:forget": Form("ratna", "trust.forget_device"),
}
MODERATION: Final = {
    "moderation:appeal": Form("ratna", "moderation.appeal", lambda _world: {"text": "Tolong dibaca lagi."}),
    "moderation_answer": Form(
        "damar",
        "moderation.decide_appeal",
        lambda _world: {"outcome": "reversed", "words": "Terima kasih."},
        alike=("sekar",),
    ),
    "moderation_undo_answer": Form("sekar", "moderation.reopen_appeal", args=_answered, alike=("damar",)),
    "moderation_use_model": Form("sekar", "moderation.use_model", lambda _world: {"model": "seed"}),
    "moderation_rules_title": Form("sekar", "moderation.change_rules", lambda _world: {"newcomers": 2}),
    "moderation_rules_thread": Form("sekar", "moderation.change_rules", lambda _world: {"words": "tersangka"}),
}
CONVERSATIONS: Final = {
    "conversation:mark": Form("damar", "conversation.pin_comment", lambda _world: {"deed": "pin"}, alike=("sekar",)),
    "conversation_thread": Form(
        "sekar", "conversation.steer_thread", lambda _world: {"mode": "questions"}, alike=("yoga",)
    ),
    "conversation_house": Form(
        "sekar",
        "conversation.settle_house",
        lambda _world: {"slow_seconds": 30, "sort": "terbaru", "form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0},
        alike=("yoga",),
    ),
    "conversation_begin": Form(
        "yoga",
        "conversation.begin_thread",
        lambda world: {
            "title": world.thread.title_id,
            "key": "kabar-1",
            "address": "https://kabar.example/1",
            "heading": "Kabar satu",
        },
        alike=("sekar",),
    ),
}
PROGRAMMES: Final = {
    "programmes_publish_terms": Form(
        "yoga", "programmes.publish_terms", lambda _world: {"text": "Syarat yang baru."}, _at("draft")
    ),
    "programmes_open": Form("yoga", "programmes.open_programme", args=_at("draft")),
    "programmes_close": Form("yoga", "programmes.close", args=_at("open")),
    "programmes_commit": Form("yoga", "programmes.commit", _freezes, _at("closed")),
    "programmes_draw": Form("yoga", "programmes.draw", lambda _world: {"beacon": BEACON}, _at("committed")),
    "programmes_fetch": Form("yoga", "", args=_at("committed")),  # no network here, so nothing is drawn
    "programmes_step_down": Form(
        "yoga", "programmes.step_down", lambda _world: {"rank": 1, "reason": "declined"}, _at("drawn")
    ),
}
DESKS: Final = {
    "vouchers_pay": Form("yoga", "vouchers.settle", lambda _world: {"payment": "Transfer 7"}, _is_owed),
    "trust_new_case": Form(
        "intan", "trust.open_case", lambda _world: {"email": "bagas@contoh.test", "subject": "Ganti ponsel"}
    ),
    "trust_compare": Form("intan", "trust.compare", lambda _world: {"field": "name", "said": "Ratna Puspita"}),
    "trust_unseal": Form("intan", "trust.unseal", lambda _world: {"field": "phone", "reason": "Kurir menunggu"}),
    "trust_close": Form("intan", "trust.close_case"),
    "updates_settle": Form("sekar", "updates.settle", lambda _world: {"answer": "arrived"}),
    "updates_send_again": Form("sekar", "updates.send_again"),
}
OTHERS: Final = {
    **addresses_api.FORMS,
    **addresses_desk.FORMS,
    **addresses_embed.FORMS,
    **addresses_sanctions.FORMS,
}
FORMS: Final = {**READERS, **MODERATION, **CONVERSATIONS, **PROGRAMMES, **DESKS, **OTHERS}
