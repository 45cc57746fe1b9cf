"""A report belongs to the text that was reported: a reader may report the text after an edit as well."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("conversation", "0009_verdict_made"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.AddField(
            model_name="report",
            name="revision",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=CASCADE, related_name="reports", to="conversation.revision"
            ),
        ),
        migrations.RemoveConstraint(model_name="report", name="report_once"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=["comment", "reporter"], condition=Q(revision=None), name="report_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=["revision", "reporter"], name="report_once_of_a_revision"),
        ),
    ]
