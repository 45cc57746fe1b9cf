from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core import checks


class ModerationConfig(AppConfig):
    name = "rembuk.moderation"
    label = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Connect the receivers, and let `manage check` look at the settings."""
        import_module("rembuk.moderation.receivers")
        checks.register(import_module("rembuk.moderation.checks").check_settings)
