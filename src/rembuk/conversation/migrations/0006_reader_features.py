"""What readers' features need: counts for limits, and a way to an address's open guest comments.

The index of words is made after every `migrate` (see `apps`), because building a table anew takes its triggers along.
"""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversation", "0005_title")]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("network", models.CharField(max_length=64)),
                ("minute", models.PositiveBigIntegerField()),
                ("n", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "pulse",
                "verbose_name_plural": "pulses",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "network", "minute"), name="pulse_once"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="guestcomment",
            index=models.Index(fields=["email"], name="guest_comment_email"),
        ),
    ]
