from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "rembuk.moderation"
    label = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("rembuk.moderation.receivers")
