"""Trained models and what they were trained on."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("moderation", "0007_desk")]
    operations: ClassVar = []
