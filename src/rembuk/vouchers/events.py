"""What the vouchers tell the rooms above them, once the deed is committed. All carry `voucher`."""

from __future__ import annotations

from django.dispatch import Signal

voucher_issued = Signal()
voucher_redeemed = Signal()
voucher_voided = Signal()
