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
    # Without a plan this is a flush, or a step backwards may have left no table to index.
    if plan and not any(is_backwards for _migration, is_backwards in plan):
        fulltext.keep(connections[using])
