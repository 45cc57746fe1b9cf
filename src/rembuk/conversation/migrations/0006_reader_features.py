"""What readers' features need: counts for limits, the index of words, and a way to an address's open guest comments."""

from __future__ import annotations

from django.db import migrations, models

from rembuk.conversation import fulltext


def make(apps, schema_editor):
    fulltext.keep(schema_editor.connection)


def unmake(apps, schema_editor):
    fulltext.drop(schema_editor.connection)


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
        migrations.RunPython(make, unmake, elidable=False),
    ]
