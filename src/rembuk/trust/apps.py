from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "rembuk.trust"
    label = "trust"
    verbose_name = "Trust"

    def ready(self) -> None:
        # Models may only be imported once the apps are ready, so this is the one place for it.
        signals = import_module("allauth.account.signals")
        readers = import_module("rembuk.readers.events")
        receivers = import_module("rembuk.trust.receivers")
        signals.user_logged_in.connect(receivers.on_signed_in, dispatch_uid="rembuk.trust.signed_in")
        readers.profile_changed.connect(receivers.on_profile_changed, dispatch_uid="rembuk.trust.profile_changed")
        signals.email_confirmed.connect(receivers.on_email_confirmed, dispatch_uid="rembuk.trust.email_confirmed")
