"""Who may open which address: the one table. An address of ours that is not in it fails a test; `rows` says how to read
it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rembuk.notices.models import Kind, Pace
from rembuk.notices.tokens import resume_token, stop_token

from . import addresses_api, addresses_desk, addresses_embed, addresses_sanctions
from .rows import AWAY, EVERYONE, FORM_ONLY, NEVER, SIGNED_IN, Address, desk
from .world import World


def _comment(world: World) -> list[Any]:
    return [world.comment.public_id]


def _case(world: World) -> list[Any]:
    return [world.case.public_id]


def _drawn(world: World) -> list[Any]:
    return [world.drawn.slug]


def _drawn_pk(world: World) -> list[Any]:
    return [world.drawn.pk]


def _shop(world: World) -> list[Any]:
    return [world.shop.public_id]


READING: Final = {
    "wagtail_serve": Address(EVERYONE, lambda _world: [""]),
    "newsroom:feed": Address(EVERYONE),
    "media/<path:path>": Address(NEVER),
    "set_language": Address(AWAY),
    "design:styleguide": Address(EVERYONE),
    "demo:guide": Address(EVERYONE),
    "demo:mailbox": Address(EVERYONE),
    "demo:letter": Address(NEVER, lambda _world: ["00000000000000000000-0"]),
    "conversation:page": Address(AWAY, lambda world: [world.thread.pk]),
    "conversation:post": Address("* 405", lambda world: [world.thread.pk]),
    "conversation:follow": Address("* 405", lambda world: [world.thread.pk]),
    "conversation:search": Address(EVERYONE, lambda world: [world.thread.pk]),
    "conversation:search_all": Address(EVERYONE),
    "conversation:mute": Address("* 405", lambda world: [world.people["ratna"].public_id]),
    "conversation:guest": Address(NEVER, lambda _world: ["tidak-ada"]),
    "conversation:trending": Address(EVERYONE),
    "conversation:permalink": Address(AWAY, _comment),
    "conversation:mine": Address(EVERYONE, lambda world: [world.thread.pk]),
    "conversation:go_on": Address(EVERYONE, _comment),
    "conversation:react": Address(SIGNED_IN, _comment),
    "conversation:acts": Address(EVERYONE, _comment),
    "conversation:revisions": Address(EVERYONE, _comment),
    "conversation:reader": Address(EVERYONE, lambda _world: ["ratna"]),
    "conversation:reply": Address(EVERYONE, _comment),
    "conversation:edit": Address("* 404, nobody login, ratna 200", _comment),
    "conversation:remove": Address("* 404, nobody login, ratna 200", _comment),
    "conversation:report": Address(SIGNED_IN, _comment),
    "conversation:mark": Address("* 405", _comment),
    "conversation:picks": Address(EVERYONE),
    "conversation:hashtag": Address(EVERYONE, lambda _world: ["bicarajernih"]),
    "notices:list": Address(SIGNED_IN),
    "notices:choices": Address(SIGNED_IN),
    "notices:read": Address(FORM_ONLY),
    "notices:stop": Address(EVERYONE, lambda world: [stop_token(world.people["ratna"], [Kind.REPLIES])]),
    "notices:resume": Address(
        EVERYONE, lambda world: [resume_token(world.people["ratna"], {Kind.REPLIES: Pace.IMMEDIATE})]
    ),
    "moderation:transparency": Address(EVERYONE),
    "moderation:appeal_as_guest": Address(NEVER, lambda _world: ["tidak-ada"]),
    "programmes:list": Address(EVERYONE),
    "programmes:programme": Address(EVERYONE, lambda world: [world.running.slug]),
    "programmes:agree": Address(FORM_ONLY, lambda world: [world.running.slug]),
    "programmes:terms": Address(EVERYONE, lambda world: [world.running.slug]),
    "programmes:draw": Address(EVERYONE, _drawn),
    "programmes:commitment": Address(EVERYONE, _drawn),
    "programmes:bundle": Address(EVERYONE, _drawn),
    "programmes:own_proof": Address("* 404, nobody login, ratna 200", _drawn),
}

OWN: Final = {
    "moderation:own_appeals": Address(SIGNED_IN),
    "moderation:appeal": Address("* 404, nobody login, ratna 200", lambda world: [world.rejected.public_id]),
    "conversation:my_page": Address(SIGNED_IN),
    "conversation:export": Address(SIGNED_IN),
    "readers:profile": Address(SIGNED_IN),
    "readers:review": Address(FORM_ONLY),
    "readers:erase": Address(SIGNED_IN),
    "wallet:wallet": Address(SIGNED_IN),
    "wallet:code": Address("* 404, nobody login, ratna 200", lambda world: [world.voucher.public_id]),
    "merchant:till": Address("* 404, nobody login, tini 200"),
    "merchant:shop_till": Address("* 404, nobody login, tini 200", _shop),
    "merchant:takings": Address("* 404, nobody login, tini 200", _shop),
    "trust:security": Address(SIGNED_IN),
    "trust:confirm": Address("* away, nobody login"),  # the device is confirmed already
    "trust:forget": Address(FORM_ONLY, lambda world: [world.device.pk]),
}

# allauth's own; `away` is where a person must first give the password again, or has nothing to do.
ACCOUNT: Final = {
    "account_login": Address("* away, nobody 200"),
    "account_logout": Address("* 200, nobody away"),
    "account_inactive": Address(EVERYONE),
    "account_signup": Address("* away, nobody 200"),
    "account_reauthenticate": Address(SIGNED_IN),
    "account_email": Address(SIGNED_IN),
    "account_email_verification_sent": Address(EVERYONE),
    "account_change_password": Address(SIGNED_IN),
    "account_set_password": Address("* away, nobody login"),
    "account_reset_password": Address(EVERYONE),
    "account_confirm_login_code": Address("* away, nobody login"),
    "account_confirm_email": Address(EVERYONE, lambda _world: ["tidak-ada"]),
    "account_reset_password_from_key_done": Address(EVERYONE),
    "account_reset_password_from_key": Address(EVERYONE, lambda _world: ["1", "tidak-ada"]),
    "account_reset_password_done": Address(EVERYONE),
    "mfa_index": Address(SIGNED_IN),
    "mfa_authenticate": Address("* away, nobody login"),
    "mfa_reauthenticate": Address("* away, nobody login"),
    "mfa_activate_totp": Address("* away, nobody login"),
    "mfa_deactivate_totp": Address("* 404, nobody login"),
    "mfa_view_recovery_codes": Address("* 404, nobody login"),
    "mfa_generate_recovery_codes": Address("* away, nobody login"),
    "mfa_download_recovery_codes": Address("* 404, nobody login"),
    "mfa_list_webauthn": Address(SIGNED_IN),
    "mfa_add_webauthn": Address("* away, nobody login"),
    "mfa_reauthenticate_webauthn": Address("* away, nobody login"),
    "mfa_remove_webauthn": Address("* away, nobody login", lambda _world: [1]),
    "mfa_edit_webauthn": Address("* away, nobody login", lambda _world: [1]),
    "mfa_login_webauthn": Address("* away, nobody login"),
    "usersessions_list": Address(SIGNED_IN),
    "wagtailcore_login": Address("* login"),
    "wagtailcore_authenticate_with_password": Address("* 404", lambda _world: [1, 1]),
}

STAFF: Final = {
    "staf/login/": Address("* login"),
    "wagtailadmin_login": Address("* login"),
    "moderation_appeals": Address(desk("damar", "sekar", others="home")),
    "moderation_answer": Address(desk("damar", "sekar", others="home", answer="405"), lambda world: [world.appeal.pk]),
    "moderation_undo_answer": Address(
        desk("damar", "sekar", others="home", answer="405"), lambda world: [world.appeal.pk]
    ),
    "moderation_reversals": Address(desk("damar", "sekar", others="home")),
    "moderation_workload": Address(desk("damar", "sekar", others="home")),
    # Without the days it leads back to its form.
    "moderation_statements": Address(desk("damar", "sekar", others="home", answer="away")),
    "moderation_rules": Address(desk("sekar", others="home")),
    "moderation_rules_title": Address(desk("sekar", others="home"), lambda world: [world.thread.title_id]),
    # Which section is meant stands behind the address; without one there is nothing.
    "moderation_rules_section": Address(
        desk("sekar", others="home", answer="404"), lambda world: [world.thread.title_id]
    ),
    "moderation_rules_thread": Address(desk("sekar", others="home"), lambda world: [world.thread.pk]),
    "moderation_learning": Address(desk("sekar", others="home")),
    "moderation_learning_title": Address(desk("sekar", others="home"), lambda world: [world.thread.title_id]),
    "moderation_use_model": Address(desk("sekar", others="home", answer="405"), lambda world: [world.learned.title_id]),
    "moderation_author": Address(desk("damar", others="home"), lambda world: [world.people["bagas"].public_id]),
    "conversation_threads": Address(desk("sekar", "yoga")),
    "conversation_begin": Address(desk("sekar", "yoga")),
    "conversation_thread": Address(desk("sekar", "yoga"), lambda world: [world.thread.pk]),
    "conversation_house": Address(desk("sekar", "yoga"), lambda world: [world.thread.title_id]),
    "programmes_dashboard": Address(desk("yoga"), _drawn_pk),
    **{
        f"programmes_{step}": Address("* login, staff 405", _drawn_pk)
        for step in ("publish_terms", "open", "close", "commit", "draw", "fetch", "step_down")
    },
    "vouchers_books": Address(desk("yoga", others="home")),
    "vouchers_pay": Address(desk("yoga", others="home"), lambda world: [world.shop.pk]),
    "trust_cases": Address(desk("intan")),
    "trust_new_case": Address(desk("intan")),
    "trust_case": Address(desk("intan"), _case),
    **{f"trust_{step}": Address("* login, staff 405", _case) for step in ("compare", "unseal", "close")},
    "updates_outbox": Address(desk("sekar")),
    "updates_settle": Address("* login, staff 405", lambda world: [world.unclear.pk]),
    "updates_send_again": Address("* login, staff 405", lambda world: [world.refused.pk]),
}


def _lists(space: str, who: str, row: Callable[[World], int], *, deletes: str = "home") -> dict[str, Address]:
    """What Wagtail makes of a model: a list, forms, a history. `who` keeps it; nobody deletes from it."""
    kept = desk(who, others="home")
    plain = dict.fromkeys(("index", "list", "index_results", "list_results", "add"), Address(kept))
    one = Address(kept, lambda world: [row(world)])
    gone = Address(desk(who, others="home", answer=deletes), one.args)
    rows = dict.fromkeys(("edit", "history", "history_results", "usage", "copy"), one) | {"delete": gone}
    return {f"{space}:{name}": address for name, address in (plain | rows).items()}


def _choosers(space: str, who: str, row: Callable[[World], int]) -> dict[str, Address]:
    """What Wagtail makes for choosing a row in another form: all staff may look, `who` may add."""
    look = desk("staff")
    names = dict.fromkeys(("choose", "choose_results", "chosen_multiple"), Address(look))
    names |= {"create": Address(desk(who, others="home")), "chosen": Address(look, lambda world: [row(world)])}
    return {f"{space}:{name}": address for name, address in names.items()}


LISTS: Final = {
    **_lists("programme_list", "yoga", lambda world: world.running.pk),
    **_lists("merchants", "yoga", lambda world: world.shop.pk),
    **_lists("embed_origins", "sekar", addresses_embed.origin, deletes="200"),
    **_lists("embed_sign_on", "sekar", addresses_embed.sign_on),
    **_lists("channels", "sekar", lambda world: world.channel.pk),
    **_lists("wagtailsnippets_newsroom_person", "sekar", lambda world: world.person.pk),
    **_lists("wagtailsnippets_moderation_rejectionreason", "damar", lambda world: world.reason.pk),
    **_choosers("wagtailsnippetchoosers_newsroom_person", "sekar", lambda world: world.person.pk),
    **_choosers("wagtailsnippetchoosers_moderation_rejectionreason", "damar", lambda world: world.reason.pk),
    # Accounts are their owners' own: nobody of the newsroom's groups lists or changes them.
    **_lists("wagtailusers_users", "", lambda world: world.people["ratna"].pk),
}

TABLE: Final = {
    **READING,
    **OWN,
    **ACCOUNT,
    **STAFF,
    **LISTS,
    **addresses_api.ADDRESSES,
    **addresses_embed.ADDRESSES,
    **addresses_desk.ADDRESSES,
    **addresses_sanctions.ADDRESSES,
}
