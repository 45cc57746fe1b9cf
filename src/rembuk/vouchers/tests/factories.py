"""Vouchers for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from rembuk.readers.models import Reader
from rembuk.vouchers.actions import issue
from rembuk.vouchers.models import Voucher

_numbers = count(1)


def a_voucher(holder: Reader, value: int = 100_000, expires_at: datetime | None = None) -> Voucher:
    """A voucher in the holder's wallet."""
    return issue(
        holder=holder,
        value=value,
        reference=f"test:{next(_numbers)}",
        occasion="#BicaraJernih",
        expires_at=expires_at or timezone.now() + timedelta(days=30),
    )
