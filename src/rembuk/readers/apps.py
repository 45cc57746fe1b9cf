from __future__ import annotations

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "rembuk.readers"
    label = "readers"
    verbose_name = "Readers"
