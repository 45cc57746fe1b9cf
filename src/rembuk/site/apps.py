from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "rembuk.site"
    label = "rembuk_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Django's models may only be imported once the apps are ready, so this is the one place for it.
        groups = import_module("rembuk.site.groups")
        post_migrate.connect(groups.after_migrate, dispatch_uid="rembuk.site.groups")
