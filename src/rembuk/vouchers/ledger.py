"""The ledger: money only moves between two accounts, in whole rupiah, and everything always sums to zero.

The prize fund goes below zero by what the newsroom has promised; a voucher's account holds its value until a merchant
takes it; a merchant's account holds what the newsroom still has to pay out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Sum

from .models import Account, Merchant, Transfer, Voucher


class LedgerError(Exception):
    """The books do not balance, or a transfer contradicts one that was made under the same key."""


def fund() -> Account:
    """The newsroom's prize fund."""
    return _account("fund", Account.Kind.FUND)


def voucher_account(voucher: Voucher) -> Account:
    """Where a voucher's value lies until it is used."""
    return _account(f"voucher:{voucher.public_id}", Account.Kind.VOUCHER)


def merchant_account(merchant: Merchant) -> Account:
    """What the newsroom owes a merchant."""
    return _account(f"merchant:{merchant.public_id}", Account.Kind.MERCHANT)


def paid_account() -> Account:
    """What has been paid out to merchants."""
    return _account("paid", Account.Kind.PAID)


def _account(code: str, kind: Account.Kind) -> Account:
    account, _created = Account.objects.get_or_create(code=code, defaults={"kind": kind})
    return account


@transaction.atomic
def transfer(*, key: str, source: Account, target: Account, amount: int, memo: str) -> Transfer:
    """Move `amount` rupiah once, however often it is asked for under the same `key`.

    Both accounts are locked in the order of their ids, so that two transfers can never wait for each other.

    Raises:
        LedgerError: the key was used for another movement, or the source does not hold the amount.
    """
    list(Account.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk"))
    made = Transfer.objects.filter(key=key).first()
    if made is not None:
        if (made.source_id, made.target_id, made.amount) != (source.pk, target.pk, amount):
            raise LedgerError(f"the key {key} already moved something else")
        return made
    try:
        with transaction.atomic():
            Account.objects.filter(pk=source.pk).update(balance=F("balance") - amount)
            Account.objects.filter(pk=target.pk).update(balance=F("balance") + amount)
            return Transfer.objects.create(key=key, source=source, target=target, amount=amount, memo=memo)
    except IntegrityError as problem:
        raise LedgerError(f"{source.code} does not hold {amount} rupiah") from problem


@dataclass(frozen=True)
class Sheet:
    """The books at one moment, in rupiah. `fund` is negative: what was promised."""

    fund: int
    vouchers: int
    merchants: int
    paid: int
    transfers: int

    @property
    def total(self) -> int:
        """Zero, always."""
        return self.fund + self.vouchers + self.merchants + self.paid


def check() -> Sheet:
    """Recompute every balance from the transfers.

    Raises:
        LedgerError: a balance differs from its transfers, the whole does not sum to zero, or nothing can be summed up.
    """
    try:
        incoming, outgoing, accounts, count = _read()
    except DatabaseError as problem:  # SQLite, for a sum beyond 64 bits
        raise LedgerError(f"the transfers cannot be summed up ({problem})") from problem
    sums = dict.fromkeys(Account.Kind.values, 0)
    for account in accounts:
        expected = incoming.get(account.pk, 0) - outgoing.get(account.pk, 0)
        if account.balance != expected:
            raise LedgerError(f"{account.code} shows {account.balance}, its transfers give {expected}")
        if account.kind not in sums:
            raise LedgerError(f"{account.code} is of no known kind")
        sums[account.kind] += account.balance
    kinds = Account.Kind
    sheet = Sheet(sums[kinds.FUND], sums[kinds.VOUCHER], sums[kinds.MERCHANT], sums[kinds.PAID], count)
    if sheet.total != 0:
        raise LedgerError(f"the books are off by {sheet.total} rupiah")
    return sheet


def _read() -> tuple[dict[int, int], dict[int, int], list[Account], int]:
    """What came into and what went out of each account, all accounts, and how many transfers there are."""
    with transaction.atomic():
        incoming = dict(Transfer.objects.order_by().values_list("target").annotate(moved=Sum("amount")))
        outgoing = dict(Transfer.objects.order_by().values_list("source").annotate(moved=Sum("amount")))
        return incoming, outgoing, list(Account.objects.all()), Transfer.objects.count()
