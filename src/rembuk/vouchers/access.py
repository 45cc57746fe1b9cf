"""The only way a view gets a voucher or a shop. A stranger gets 404."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import get_object_or_404

from .models import Merchant, Voucher
from .queries import wallet_of

if TYPE_CHECKING:
    from rembuk.readers.models import Reader


def own_voucher(viewer: Reader, public_id: UUID) -> Voucher:
    """A voucher of the viewer's."""
    return get_object_or_404(wallet_of(viewer), public_id=public_id)


def own_shop(viewer: Reader, public_id: UUID | None = None) -> Merchant:
    """A shop whose person the viewer is; without an id, the first one."""
    shops = Merchant.objects.filter(people=viewer)
    if public_id is None:
        return get_object_or_404(shops[:1])
    return get_object_or_404(shops, public_id=public_id)
