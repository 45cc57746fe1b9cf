"""Verdicts are found by their time."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversation", "0008_nudges")]
    operations: ClassVar = [
        migrations.AddIndex(model_name="verdict", index=models.Index(fields=["made_at"], name="verdict_made")),
    ]
