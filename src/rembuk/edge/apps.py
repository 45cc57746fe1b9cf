from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "rembuk.edge"
    label = "edge"
    verbose_name = "Edge"

    def ready(self) -> None:
        # Models may only be imported once the apps are ready, so this is the one place for it.
        import_module("rembuk.edge.receivers").connect()
