"""Which addresses may make an account or write as a guest. Accounts that are here already are not asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from .mail_lists.reading import ascii_domain, lists
from .models import MailDomain

KNOWN: Final = "readers.mail_domains"
Rule = MailDomain.Rule


def refusal(address: str) -> str:
    """Why this address is not taken, in a sentence for the person who typed it; empty when it is.

    It says nothing about accounts: the answer depends on the domain alone.
    """
    names = list(_upwards(ascii_domain(address.rpartition("@")[2])))
    shipped, ours = lists(settings.REMBUK_MAIL_RULES), _on_the_screen()
    rules = [ours[name] for name in names if name in ours]
    allowed = bool(shipped.allowed.intersection(names)) or Rule.ALLOWED in rules
    if (shipped.allowed or Rule.ALLOWED in ours.values()) and not allowed:
        return _("Only addresses of certain domains are taken here. Ask the newsroom which ones.")
    # The nearest rule of the screen speaks first: a subdomain may be welcome where its parent is blocked.
    if rules and rules[0] != Rule.BLOCKED:
        return ""
    if rules or shipped.blocked.intersection(names):
        return _("Addresses of this provider are not taken here. Please give another one that you read.")
    if shipped.disposable.intersection(names):
        return _("This address is made for a few minutes. Please give one that you keep: letters to you go there.")
    return ""


def _upwards(domain: str) -> Iterator[str]:
    """The domain, then the one above it, and so on."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


def _on_the_screen() -> dict[str, str]:
    """What the staff screen says; known for a second."""
    known: dict[str, str] | None = caches["brief"].get(KNOWN)
    if known is None:
        known = dict(MailDomain.objects.values_list("domain", "rule"))
        caches["brief"].set(KNOWN, known)
    return known
