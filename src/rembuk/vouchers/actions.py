"""Every verb of a voucher: issue, redeem, void, and settle with a merchant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.audit.models import AuditRow
from rembuk.readers.keys import keyring
from rembuk.sealed.codes import CodeError, code_fingerprint, derive_code, normalise_code
from rembuk.sealed.keyring import KeyKind

from . import ledger
from .events import voucher_issued, voucher_redeemed, voucher_voided
from .models import LEAST_VALUE, MOST_DAYS, MOST_VALUE, Merchant, Redemption, Transfer, Voucher

if TYPE_CHECKING:
    from rembuk.readers.models import Reader

# A merchant who mistypes this often within the window waits: nobody guesses codes at a till.
WRONG_CODES = 20
WRONG_CODES_WINDOW = timedelta(minutes=10)


class Refusal(Exception):
    """The voucher was not taken; the message tells the merchant why and what to do."""


class WrongCode(Refusal):
    """No voucher has this code: a typing error, or somebody who guesses."""


@transaction.atomic
def issue(*, holder: Reader, value: int, reference: str, occasion: str, expires_at: datetime) -> Voucher:
    """Give `holder` a voucher of `value` rupiah. The same `reference` never issues a second one.

    Raises:
        ValueError: the value, or the day until which it would be valid, is none that a voucher can have.
    """
    if not LEAST_VALUE <= value <= MOST_VALUE:
        raise ValueError(f"a voucher is worth {LEAST_VALUE} to {MOST_VALUE} rupiah, not {value}")
    if expires_at > timezone.now() + timedelta(days=MOST_DAYS):
        raise ValueError(f"a voucher is valid for at most {MOST_DAYS} days, not until {expires_at}")
    existing = Voucher.objects.filter(reference=reference).first()
    if existing is not None:
        return existing
    key = keyring().current(KeyKind.CODE)
    public_id = uuid4()
    code = derive_code(key, str(public_id))
    fingerprint = code_fingerprint(key, code)
    while Voucher.objects.filter(fingerprint=fingerprint).exists():  # 50 bits: once in a blue moon
        public_id = uuid4()
        code = derive_code(key, str(public_id))
        fingerprint = code_fingerprint(key, code)
    voucher = Voucher.objects.create(
        public_id=public_id,
        holder=holder,
        reference=reference,
        occasion=occasion,
        value=value,
        fingerprint=fingerprint,
        key_version=key.version,
        last_four=code[-4:],
        expires_at=expires_at,
    )
    ledger.transfer(
        key=f"issue:{reference}",
        source=ledger.fund(),
        target=ledger.voucher_account(voucher),
        amount=value,
        memo=f"issue {reference}",
    )
    record("vouchers.issue", voucher, actor=None, value=value, reference=reference)
    announce(voucher_issued, Voucher, voucher=voucher)
    return voucher


def redeem(*, merchant: Merchant, cashier: Reader, code: str, key: UUID) -> Redemption:
    """Take a voucher at a merchant, once.

    `key` is made with the form: a repeated press or a retried request gets the first answer again.

    Raises:
        Refusal: with the reason, in the cashier's language. The try is in the audit either way.
    """
    try:
        return _redeem(merchant=merchant, cashier=cashier, code=code, key=key)
    except Refusal as refusal:
        # Only a wrong code counts against the shop: a voucher that was used before is nobody's guess.
        verb = "vouchers.wrong_code" if isinstance(refusal, WrongCode) else "vouchers.refuse"
        with transaction.atomic():
            record(verb, merchant, actor=cashier)
        raise


@transaction.atomic
def _redeem(*, merchant: Merchant, cashier: Reader, code: str, key: UUID) -> Redemption:
    if not merchant.is_active:
        raise Refusal(_("This shop does not take vouchers at the moment. Please contact the newsroom."))
    if _is_guessing(merchant):
        raise Refusal(_("Too many wrong codes. Wait ten minutes, then ask the customer to open the wallet again."))
    voucher = _find_locked(code)
    made = Redemption.objects.filter(key=key).select_related("voucher").first()
    if made is not None:
        if made.voucher_id == voucher.pk and made.merchant_id == merchant.pk:
            return made
        raise Refusal(_("This form was already used for another voucher. Open the page again and type the code."))
    _refuse_unless_usable(voucher, merchant)
    redemption = Redemption.objects.create(
        voucher=voucher, merchant=merchant, cashier=cashier, key=key, amount=voucher.value
    )
    Voucher.objects.filter(pk=voucher.pk).update(state=Voucher.State.REDEEMED)
    ledger.transfer(
        key=f"redeem:{voucher.public_id}",
        source=ledger.voucher_account(voucher),
        target=ledger.merchant_account(merchant),
        amount=voucher.value,
        memo=f"redeem …{voucher.last_four}",
    )
    record("vouchers.redeem", voucher, actor=cashier, merchant=merchant.pk, amount=voucher.value)
    announce(voucher_redeemed, Voucher, voucher=voucher)
    return redemption


def _is_guessing(merchant: Merchant) -> bool:
    since = timezone.now() - WRONG_CODES_WINDOW
    tries = AuditRow.objects.filter(
        subject_type=merchant._meta.label_lower, subject_id=str(merchant.pk), verb="vouchers.wrong_code", at__gte=since
    )
    return tries.count() >= WRONG_CODES


def _find_locked(typed: str) -> Voucher:
    try:
        code = normalise_code(typed)
    except CodeError:
        raise WrongCode(
            _("The code is not complete or has a typing error. Compare it with the customer's screen.")
        ) from None
    fingerprints = [code_fingerprint(key, code) for key in keyring().all(KeyKind.CODE)]
    voucher = Voucher.objects.select_for_update().filter(fingerprint__in=fingerprints).first()
    if voucher is None:
        raise WrongCode(_("No voucher has this code. Compare it with the customer's screen."))
    return voucher


def _refuse_unless_usable(voucher: Voucher, merchant: Merchant) -> None:
    if voucher.state == Voucher.State.REDEEMED:
        used = voucher.redemption
        when = date_format(timezone.localtime(used.made_at), "j F Y, H.i")
        if used.merchant_id == merchant.pk:
            raise Refusal(_("This voucher was already used in your shop on %(when)s.") % {"when": when})
        raise Refusal(_("This voucher was already used in another shop on %(when)s.") % {"when": when})
    if voucher.state == Voucher.State.VOIDED:
        raise Refusal(_("This voucher was withdrawn. The customer can ask the newsroom why."))
    if voucher.expires_at <= timezone.now():
        when = date_format(timezone.localtime(voucher.expires_at), "j F Y")
        raise Refusal(_("This voucher was valid until %(when)s.") % {"when": when})


@transaction.atomic
def void(*, voucher: Voucher, actor: Reader, reason: str) -> Voucher:
    """Withdraw an unused voucher; its value goes back to the fund.

    Raises:
        Refusal: the voucher was used already.
    """
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if voucher.state == Voucher.State.REDEEMED:
        raise Refusal(_("A voucher that was used cannot be withdrawn."))
    if voucher.state == Voucher.State.VOIDED:
        return voucher
    voucher.state = Voucher.State.VOIDED
    voucher.save(update_fields=["state"])
    ledger.transfer(
        key=f"void:{voucher.public_id}",
        source=ledger.voucher_account(voucher),
        target=ledger.fund(),
        amount=voucher.value,
        memo=f"void …{voucher.last_four}",
    )
    record("vouchers.void", voucher, actor=actor, reason=reason)
    announce(voucher_voided, Voucher, voucher=voucher)
    return voucher


@transaction.atomic
def settle(*, merchant: Merchant, actor: Reader, payment: str) -> Transfer | None:
    """Note that the newsroom has paid a merchant everything it owed. `payment` is the bank's reference, used once.

    Returns None when nothing was owed.
    """
    account = ledger.merchant_account(merchant)
    account = type(account).objects.select_for_update().get(pk=account.pk)
    done = Transfer.objects.filter(key=f"settle:{payment}", source=account).first()
    if done is not None or account.balance == 0:
        return done
    transfer = ledger.transfer(
        key=f"settle:{payment}",
        source=account,
        target=ledger.paid_account(),
        amount=account.balance,
        memo=f"payment {payment}",
    )
    record("vouchers.settle", merchant, actor=actor, amount=transfer.amount, payment=payment)
    return transfer
