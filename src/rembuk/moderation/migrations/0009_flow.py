"""Arrivals and weights of reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("moderation", "0008_learning")]
    operations: ClassVar = []
