from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "rembuk.programmes"
    label = "programmes"
    verbose_name = "Programmes"

    def ready(self) -> None:
        # Models may only be imported once the apps are ready, so this is the one place for it.
        events = import_module("rembuk.conversation.events")
        receivers = import_module("rembuk.programmes.receivers")
        events.comment_published.connect(receivers.on_published, dispatch_uid="rembuk.programmes.published")
        events.comment_changed.connect(receivers.on_changed, dispatch_uid="rembuk.programmes.changed")
        events.comment_hidden.connect(receivers.on_hidden, dispatch_uid="rembuk.programmes.hidden")
