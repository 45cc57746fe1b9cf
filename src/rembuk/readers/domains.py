"""What the newsroom says of mail domains: the verbs, and what the screen shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from rembuk.audit.actions import record

from .mail_lists.reading import domain_of_list
from .models import MailDomain, Reader

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SETTLE: Final = "readers.settle_mail_rules"
MOST_SHOWN: Final = 200


class DomainError(Exception):
    """Nothing was settled. `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Settled:
    """A rule, and how many accounts there are whose address it would have met."""

    row: MailDomain
    accounts: int


@transaction.atomic
def settle_domain(*, actor: Reader, domain: str, rule: str, note: str = "") -> MailDomain:
    """Say what holds for a domain and its subdomains from now on. Accounts that are here stay as they are.

    Raises:
        DomainError: this is no domain, or something is said of it already.
    """
    name = domain_of_list(domain.rpartition("@")[2])
    if name is None and _is_number(domain):
        raise DomainError(_("This is the number of a machine. Give the name behind the @, as in “example.com”."))
    if name is None:
        raise DomainError(_("This is not a domain. Give it as in “example.com”, without anything before it."))
    row, made = MailDomain.objects.get_or_create(domain=name, defaults={"rule": rule, "note": note})
    if not made:
        raise DomainError(_("%(domain)s stands in the list already. Remove it there first.") % {"domain": name})
    record("readers.settle_domain", row, actor=actor, domain=name, rule=rule)
    return row


def _is_number(typed: str) -> bool:
    try:
        ip_address(typed.rpartition("@")[2].strip().strip("[]"))
    except ValueError:
        return False
    return True


@transaction.atomic
def forget_domain(*, actor: Reader, row: MailDomain) -> None:
    """Say nothing more of a domain; what was said stays in the record of deeds."""
    gone = MailDomain.objects.select_for_update().filter(pk=row.pk).first()
    if gone is None:
        return
    record("readers.forget_domain", gone, actor=actor, domain=gone.domain, rule=gone.rule)
    gone.delete()


def settled(viewer: Reader | AnonymousUser) -> list[Settled]:
    """What is said, with the accounts of each domain: two queries."""
    if not viewer.has_perm(SETTLE):
        return []
    rows = list(MailDomain.objects.all()[:MOST_SHOWN])
    counts = _accounts(row.domain for row in rows)
    return [Settled(row, counts[row.domain]) for row in rows]


def accounts_of(domain: str) -> int:
    """How many accounts have an address of a domain or of one below it."""
    return _accounts([domain])[domain]


def _accounts(domains: Iterable[str]) -> dict[str, int]:
    """How many accounts have an address of each domain or of one below it: one walk over the accounts for all."""
    asked = list(domains)
    if not asked:
        return {}
    names = {f"n{number}": domain for number, domain in enumerate(asked)}
    counted = Reader.objects.aggregate(
        **{
            name: Count("pk", filter=Q(email__endswith=f"@{domain}") | Q(email__endswith=f".{domain}"))
            for name, domain in names.items()
        }
    )
    return {domain: counted[name] for name, domain in names.items()}
