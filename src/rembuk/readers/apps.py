from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from django.apps import AppConfig
from django.db.models.signals import post_migrate

NEW: Final = ("readers", "0003_mailboxes")


class ReadersConfig(AppConfig):
    name = "rembuk.readers"
    label = "readers"
    verbose_name = "Readers"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("rembuk.readers.receivers")
        post_migrate.connect(_fill_mailboxes, sender=self, dispatch_uid="readers.fill_mailboxes")


def _fill_mailboxes(*, plan: Any = (), **_facts: Any) -> None:
    """When their table is new. Not in the migration itself: the digests are made by today's code."""
    if any((migration.app_label, migration.name) == NEW and not is_backwards for migration, is_backwards in plan or ()):
        import_module("rembuk.readers.mailboxes").fill()
