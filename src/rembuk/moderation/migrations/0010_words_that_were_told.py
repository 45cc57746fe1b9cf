"""What was told with a decision or a sanction stays with it, whatever its reason says later."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

TOLD = "what the writer reads"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("conversation", "0011_fill_report_of_a_text"),
        ("moderation", "0009_flow"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        *(
            migrations.AddField(
                name, "reason_code", models.CharField(blank=True, default="", editable=False, max_length=50)
            )
            for name in ("decision", "sanction")
        ),
        *(
            migrations.AddField(
                name,
                "reason_text",
                models.CharField(TOLD, blank=True, default="", editable=False, max_length=200),
            )
            for name in ("decision", "sanction")
        ),
        migrations.AlterField(
            "rejectionreason",
            "text",
            models.CharField(
                TOLD,
                max_length=200,
                help_text="Holds from now on: who was told something else reads that for ever, and so do the statements.",
            ),
        ),
    ]
