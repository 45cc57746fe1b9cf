"""What the vouchers tell the rooms above them, once the deed is committed. All carry `voucher`."""

from __future__ import annotations

from django.dispatch import Signal

voucher_issued = Signal()
"""A voucher lies in its holder's wallet."""

voucher_redeemed = Signal()
"""A shop took the voucher."""

voucher_voided = Signal()
"""The newsroom withdrew the voucher; its value is back in the fund."""
