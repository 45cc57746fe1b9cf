from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "rembuk.updates"
    label = "updates"
    verbose_name = "Updates"

    def ready(self) -> None:
        # Models may only be imported once the apps are ready, so this is the one place for it.
        events = import_module("rembuk.newsroom.events")
        receivers = import_module("rembuk.updates.receivers")
        events.story_going_out.connect(receivers.on_story_going_out, dispatch_uid="rembuk.updates.going_out")
