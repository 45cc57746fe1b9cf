from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class EmbedConfig(AppConfig):
    name = "rembuk.embed"
    label = "embed"
    verbose_name = "Embedding"

    def ready(self) -> None:
        # Models may only be imported once the apps are ready, so this is the one place for it.
        import_module("rembuk.embed.receivers").connect()
