"""The one form of all addresses that reach the same mailbox, and its keyed digest. No database."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.conf import settings

from rembuk.readers.keys import keyring
from rembuk.sealed import blind

from .reading import ascii_domain, lists

FIELD: Final = "mailbox"


def folded(address: str) -> str:
    """The address without what does not count: case, Unicode's ways of writing, and what its provider leaves out."""
    local, _at, typed = address.strip().rpartition("@")
    domain, aliases = ascii_domain(typed), lists(settings.REMBUK_MAIL_RULES).aliases
    rule = aliases.get(domain)
    if rule is not None and rule.domain != domain:
        domain, rule = rule.domain, aliases.get(rule.domain)
    local = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", local).casefold())
    parts = rule.parts if rule is not None else frozenset()
    bare = local.partition("+")[0] if "plus" in parts else local
    unwritten = ("." if "dots" in parts else "") + ("-_" if "dashes" in parts else "")
    bare = bare.translate(dict.fromkeys(map(ord, unwritten)))
    return f"{bare or local}@{domain}"  # "+news@gmail.com" is nobody's alias


def digest(address: str) -> str:
    """What the database keeps of a mailbox. Nothing can be read out of it."""
    return blind.blind_index(keyring(), FIELD, folded(address))


def digests(address: str) -> list[str]:
    """What a mailbox may be kept as, under every key that is held."""
    return blind.blind_indexes(keyring(), FIELD, folded(address))
