from __future__ import annotations

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "rembuk.conversation"
    label = "conversation"
    verbose_name = "Conversation"
