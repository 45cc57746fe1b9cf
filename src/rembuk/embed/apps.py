from __future__ import annotations

from django.apps import AppConfig


class EmbedConfig(AppConfig):
    name = "rembuk.embed"
    label = "embed"
    verbose_name = "Embedding"
