"""What a viewer may see of vouchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from rembuk.readers.keys import keyring
from rembuk.sealed.codes import derive_code, format_code
from rembuk.sealed.keyring import KeyKind

from .models import Account, Merchant, Redemption, Voucher

if TYPE_CHECKING:
    from rembuk.readers.models import Reader


def wallet_of(viewer: Reader) -> QuerySet[Voucher]:
    """The viewer's vouchers, newest first, with where they were used."""
    return Voucher.objects.filter(holder=viewer).select_related("redemption__merchant")


def code_of(viewer: Reader, voucher: Voucher) -> str:
    """The code as it is read aloud, for the holder alone. It is derived here and stored nowhere."""
    if voucher.holder_id != viewer.pk:
        raise PermissionError("only the holder may see a voucher's code")
    key = keyring().get(KeyKind.CODE, voucher.key_version)
    return format_code(derive_code(key, str(voucher.public_id)))


def shops_taking_vouchers(viewer: Reader) -> QuerySet[Merchant]:
    """Where the viewer can use a voucher."""
    return Merchant.objects.filter(is_active=True)


def taken_at(viewer: Reader, merchant: Merchant) -> QuerySet[Redemption]:
    """What a merchant has taken, newest first; for its own people."""
    return Redemption.objects.filter(merchant=merchant, merchant__people=viewer).select_related("voucher")


def owed_to(viewer: Reader, merchant: Merchant) -> int:
    """What the newsroom still has to pay the merchant, in rupiah."""
    account = Account.objects.filter(code=f"merchant:{merchant.public_id}").first()
    return account.balance if account else 0
