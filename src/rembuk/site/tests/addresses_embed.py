"""The rows of `addresses` and `forms` for the room `embed`: what other sites show, and the staff's screens."""

from __future__ import annotations

from typing import Any, Final

from rembuk.embed.models import Origin, SignOn, SignOnKey

from .rows import EVERYONE, Address, Form, desk
from .world import World

ASKS_FOR_MORE: Final = Address("* 400")  # which page, which address
TOKENS_ONLY: Final = "* 405"


def _title(_world: World) -> list[Any]:
    return ["lintas-pagi"]


def origin(world: World) -> int:
    """A site that may show our conversations."""
    made, _is_new = Origin.objects.get_or_create(title=world.story.title_page, pattern="https://warta.example.org")
    return made.pk


def sign_on(world: World) -> int:
    """A site whose readers sign in by its own token."""
    made, _is_new = SignOn.objects.get_or_create(title=world.story.title_page, defaults={"issuer": "warta"})
    return made.pk


def _key(world: World) -> list[Any]:
    made = SignOnKey.objects.first() or SignOnKey.objects.create(
        sign_on_id=sign_on(world), kid="k1", algorithm="EdDSA", public_key="kunci publik"
    )
    return [made.pk]


ADDRESSES: Final = {
    "embed:enter": Address("* 404"),
    "embed:sign_out": Address(TOKENS_ONLY),
    "embed:oembed": ASKS_FOR_MORE,
    "embed:card": Address(EVERYONE, lambda world: [world.comment.public_id]),
    "embed:thread_feed": Address(EVERYONE, lambda world: [world.thread.pk]),
    "embed:reader_feed": Address(EVERYONE, lambda _world: ["ratna"]),
    "embed:hashtag_feed": Address(EVERYONE, lambda _world: ["bicarajernih"]),
    "embed:frame": Address("* 400", _title),
    "embed:write_first": Address(TOKENS_ONLY, _title),
    "embed:exchange": Address(TOKENS_ONLY, _title),
    "embed_keys": Address(desk("sekar"), lambda world: [sign_on(world)]),
    "embed_retire": Address("* login, staff 405", _key),
}

TOKEN_FORMS: Final = frozenset({"embed:sign_out", "embed:write_first", "embed:exchange", "moderation:read_as_guest"})

FORMS: Final = {
    "embed_keys": Form("sekar", "embed.add_key", lambda _world: {"algorithm": "HS256"}),
    "embed_retire": Form("sekar", "embed.retire_key"),
}
