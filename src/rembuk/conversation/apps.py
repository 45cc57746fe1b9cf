from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from . import fulltext


class ConversationConfig(AppConfig):
    name = "rembuk.conversation"
    label = "conversation"
    verbose_name = "Conversation"

    def ready(self) -> None:
        """See to the index of words after every `migrate`, which may have built the table of comments anew."""
        post_migrate.connect(_keep_words, sender=self, dispatch_uid="conversation.keep_words")


def _keep_words(*, using: str, plan: Any = None, **_facts: Any) -> None:
    # Without a plan this is a flush; and a step backwards, or only a part of the rooms, may leave nothing to index.
    if plan is None or any(is_backwards for _migration, is_backwards in plan):
        return
    if "conversation_pulse" in connections[using].introspection.table_names():  # made with the index
        fulltext.keep(connections[using])
