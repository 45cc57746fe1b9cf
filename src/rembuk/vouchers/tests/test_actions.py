from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.readers.models import Reader
from rembuk.vouchers import ledger
from rembuk.vouchers.actions import WRONG_CODES, Refusal, issue, redeem, settle, void
from rembuk.vouchers.models import Merchant, Redemption, Transfer, Voucher
from rembuk.vouchers.queries import code_of, owed_to

from .factories import a_voucher


def test_issuing_twice_for_one_reference_gives_one_voucher(ratna: Reader) -> None:
    expires_at = timezone.now() + timedelta(days=1)
    twice = [
        issue(holder=ratna, value=50_000, reference="draw:1:rank:1", occasion="x", expires_at=expires_at)
        for _ in range(2)
    ]
    assert twice[0].pk == twice[1].pk
    assert ledger.check().fund == -50_000


def test_the_code_is_stored_nowhere(ratna: Reader) -> None:
    voucher = a_voucher(ratna)
    code = code_of(ratna, voucher).replace("-", "")
    stored = {str(value) for value in Voucher.objects.values_list().get()}
    assert not any(code in value for value in stored)
    assert code.endswith(voucher.last_four)


def test_only_the_holder_sees_the_code(ratna: Reader, bagas: Reader) -> None:
    with pytest.raises(PermissionError):
        code_of(bagas, a_voucher(ratna))


def test_a_voucher_is_taken_once(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    voucher = a_voucher(ratna)
    code = code_of(ratna, voucher)
    redemption = redeem(merchant=warung, cashier=bu_tini, code=code.lower().replace("-", " "), key=uuid4())
    assert redemption.amount == 100_000
    with pytest.raises(Refusal, match="sudah dipakai di warung Anda"):
        redeem(merchant=warung, cashier=bu_tini, code=code, key=uuid4())
    assert Redemption.objects.count() == 1
    assert owed_to(bu_tini, warung) == 100_000
    assert ledger.check().total == 0


def test_another_shop_hears_that_it_was_used_elsewhere(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    code = code_of(ratna, a_voucher(ratna))
    redeem(merchant=warung, cashier=bu_tini, code=code, key=uuid4())
    other = Merchant.objects.create(name="Toko Pak Darma")
    with pytest.raises(Refusal, match="warung lain"):
        redeem(merchant=other, cashier=bu_tini, code=code, key=uuid4())


def test_pressing_twice_is_one_redemption(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    code, key = code_of(ratna, a_voucher(ratna)), uuid4()
    first = redeem(merchant=warung, cashier=bu_tini, code=code, key=key)
    assert redeem(merchant=warung, cashier=bu_tini, code=code, key=key) == first


def test_a_key_serves_one_voucher(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    key = uuid4()
    redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, a_voucher(ratna)), key=key)
    with pytest.raises(Refusal, match="voucher lain"):
        redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, a_voucher(ratna)), key=key)


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDE-FGHJK-0", "'; DROP TABLE", "💥" * 11])
def test_a_wrong_code_is_refused_and_noted(bu_tini: Reader, warung: Merchant, typed: str) -> None:
    with pytest.raises(Refusal):
        redeem(merchant=warung, cashier=bu_tini, code=typed, key=uuid4())
    assert AuditRow.objects.filter(verb="vouchers.wrong_code", actor=bu_tini).count() == 1


def test_guessing_makes_the_shop_wait(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    for _ in range(WRONG_CODES):
        with pytest.raises(Refusal):
            redeem(merchant=warung, cashier=bu_tini, code="00000-00000-1", key=uuid4())
    for code in ("00000-00000-1", code_of(ratna, a_voucher(ratna))):
        with pytest.raises(Refusal, match="sepuluh menit"):
            redeem(merchant=warung, cashier=bu_tini, code=code, key=uuid4())
    assert AuditRow.objects.filter(verb="vouchers.wrong_code").count() == WRONG_CODES, "pressing on does not extend it"


def test_a_used_voucher_shown_often_locks_no_shop(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    code = code_of(ratna, a_voucher(ratna))
    redeem(merchant=warung, cashier=bu_tini, code=code, key=uuid4())
    for _ in range(WRONG_CODES):
        with pytest.raises(Refusal, match="sudah dipakai"):
            redeem(merchant=warung, cashier=bu_tini, code=code, key=uuid4())
    redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, a_voucher(ratna)), key=uuid4())


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1])
def test_nobody_promises_nonsense(ratna: Reader, value: int) -> None:
    with pytest.raises(ValueError, match="rupiah"):
        a_voucher(ratna, value=value)
    assert ledger.check().fund == 0


def test_an_expired_voucher_is_refused(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    voucher = a_voucher(ratna, expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refusal, match="berlaku sampai"):
        redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, voucher), key=uuid4())


def test_an_inactive_shop_takes_nothing(ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    warung.is_active = False
    with pytest.raises(Refusal, match="belum menerima"):
        redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, a_voucher(ratna)), key=uuid4())


def test_a_withdrawn_voucher_returns_its_value(ratna: Reader, yoga: Reader, bu_tini: Reader, warung: Merchant) -> None:
    voucher = a_voucher(ratna)
    void(voucher=voucher, actor=yoga, reason="wrong winner")
    sheet = ledger.check()
    assert (sheet.fund, sheet.vouchers) == (0, 0)
    with pytest.raises(Refusal, match="ditarik"):
        redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, voucher), key=uuid4())


def test_a_used_voucher_cannot_be_withdrawn(ratna: Reader, yoga: Reader, bu_tini: Reader, warung: Merchant) -> None:
    voucher = a_voucher(ratna)
    redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, voucher), key=uuid4())
    with pytest.raises(Refusal):
        void(voucher=voucher, actor=yoga, reason="too late")


def test_a_payment_is_booked_once(ratna: Reader, yoga: Reader, bu_tini: Reader, warung: Merchant) -> None:
    redeem(merchant=warung, cashier=bu_tini, code=code_of(ratna, a_voucher(ratna)), key=uuid4())
    first = settle(merchant=warung, actor=yoga, payment="BANK-1")
    assert first is not None
    assert settle(merchant=warung, actor=yoga, payment="BANK-1") == first
    assert settle(merchant=warung, actor=yoga, payment="BANK-2") is None
    sheet = ledger.check()
    assert (sheet.paid, sheet.merchants, sheet.total) == (100_000, 0, 0)


def test_the_ledger_never_overdraws(ratna: Reader) -> None:
    account = ledger.voucher_account(a_voucher(ratna, value=10_000))
    with pytest.raises(ledger.LedgerError), transaction.atomic():
        ledger.transfer(key="theft", source=account, target=ledger.paid_account(), amount=10_001, memo="x")
    assert ledger.check().vouchers == 10_000


def test_a_changed_balance_is_found(ratna: Reader) -> None:
    account = ledger.voucher_account(a_voucher(ratna))
    type(account).objects.filter(pk=account.pk).update(balance=99_999)
    with pytest.raises(ledger.LedgerError, match="99999"):
        ledger.check()


def test_a_lost_transfer_is_found(ratna: Reader) -> None:
    a_voucher(ratna)
    Transfer.objects.all().delete()
    with pytest.raises(ledger.LedgerError):
        ledger.check()


def test_the_table_itself_bounds_a_voucher(ratna: Reader) -> None:
    voucher = a_voucher(ratna)
    for value in (999, 10_000_001):
        with pytest.raises(IntegrityError), transaction.atomic():
            Voucher.objects.filter(pk=voucher.pk).update(value=value)
    with pytest.raises(ValueError, match="3650 days"):
        a_voucher(ratna, expires_at=timezone.now() + timedelta(days=3_651))
