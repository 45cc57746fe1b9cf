"""Many tills take the same voucher at the same moment; and a control that shows the race where nothing is locked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from rembuk.readers.models import Reader
from rembuk.vouchers import ledger
from rembuk.vouchers.actions import Refusal, redeem
from rembuk.vouchers.models import Account, Merchant, Redemption, Voucher
from rembuk.vouchers.queries import code_of

from .factories import a_voucher

TILLS = 6


def _at_once(deed: Callable[[int], str]) -> list[str]:
    barrier = Barrier(TILLS)

    def run(number: int) -> str:
        try:
            barrier.wait(timeout=20)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TILLS) as pool:
        return list(pool.map(run, range(TILLS)))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_till_wins(make_reader: Callable[..., Reader]) -> None:
    holder, cashier = make_reader("Ratna"), make_reader("Bu Tini")
    shops = [Merchant.objects.create(name=f"Warung {number}") for number in range(TILLS)]
    code = code_of(holder, a_voucher(holder))

    def take(number: int) -> str:
        try:
            redeem(merchant=shops[number], cashier=cashier, code=code, key=uuid4())
        except Refusal:
            return "refused"
        return "taken"

    assert sorted(_at_once(take)) == ["refused"] * (TILLS - 1) + ["taken"]
    assert Redemption.objects.count() == 1
    sheet = ledger.check()
    assert (sheet.vouchers, sheet.merchants, sheet.total) == (0, 100_000, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_lock_several_would_believe_they_won(make_reader: Callable[..., Reader]) -> None:
    voucher = a_voucher(make_reader("Ratna"))
    seen = Barrier(TILLS)

    def take_unlocked(_number: int) -> str:
        state = Voucher.objects.get(pk=voucher.pk).state
        seen.wait(timeout=20)  # everyone has looked before anyone writes
        return "taken" if state == Voucher.State.ACTIVE else "refused"

    assert _at_once(take_unlocked).count("taken") > 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_database_itself_refuses_an_overdraft(make_reader: Callable[..., Reader]) -> None:
    account = ledger.voucher_account(a_voucher(make_reader("Ratna")))
    with pytest.raises(IntegrityError):
        Account.objects.filter(pk=account.pk).update(balance=-1)
