from __future__ import annotations

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    name = "rembuk.vouchers"
    label = "vouchers"
    verbose_name = "Vouchers"
