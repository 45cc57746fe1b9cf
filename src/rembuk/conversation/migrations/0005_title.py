"""Every thread belongs to a title."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversation", "0004_fill_in_full")]

    operations = [
        migrations.AlterField(
            model_name="thread",
            name="title",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="newsroom.titlepage"
            ),
        ),
    ]
