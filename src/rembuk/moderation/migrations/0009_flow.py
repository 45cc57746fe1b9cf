"""Arrivals and weights of reports."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import migrations, models
from django.db.models import CASCADE, SET_NULL, Q
from django.utils import timezone

MARKS = [
    ("new", "most of them from new accounts"),
    ("wrong", "most of them by readers whose reports are rarely right"),
    ("aim", "most of them by readers who report nobody else"),
    ("burst", "about many comments at the same moment"),
]


def _record() -> migrations.CreateModel:
    reader: Any = models.OneToOneField(
        on_delete=CASCADE,
        primary_key=True,
        related_name="reporter_record",
        serialize=False,
        to=settings.AUTH_USER_MODEL,
    )
    return migrations.CreateModel(
        name="ReporterRecord",
        fields=[
            ("reader", reader),
            ("upheld", models.PositiveSmallIntegerField(default=0)),
            ("dismissed", models.PositiveSmallIntegerField(default=0)),
            ("changed_at", models.DateTimeField(default=timezone.now)),
        ],
        options={
            "verbose_name": "record of a reporter",
            "verbose_name_plural": "records of reporters",
            "default_permissions": (),
        },
    )


def _flood() -> migrations.CreateModel:
    writer: Any = models.ForeignKey(on_delete=CASCADE, related_name="report_floods", to=settings.AUTH_USER_MODEL)
    return migrations.CreateModel(
        name="ReportFlood",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("mark", models.CharField(choices=MARKS, max_length=10)),
            ("reports", models.PositiveIntegerField(default=0)),
            ("began_at", models.DateTimeField()),
            ("last_at", models.DateTimeField()),
            ("writer", writer),
        ],
        options={
            "verbose_name": "flood of reports",
            "verbose_name_plural": "floods of reports",
            "ordering": ["-id"],
            "default_permissions": (),
        },
    )


def _member() -> migrations.CreateModel:
    report: Any = models.OneToOneField(
        on_delete=CASCADE, primary_key=True, related_name="flooded", serialize=False, to="conversation.report"
    )
    flood: Any = models.ForeignKey(on_delete=CASCADE, related_name="members", to="moderation.reportflood")
    return migrations.CreateModel(
        name="FloodedReport",
        fields=[("report", report), ("flood", flood)],
        options={
            "verbose_name": "report of a flood",
            "verbose_name_plural": "reports of floods",
            "default_permissions": (),
        },
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("moderation", "0008_learning"),
        ("conversation", "0009_verdict_made"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        _record(),
        _flood(),
        _member(),
        migrations.AddField(
            "layer",
            "reports_hold",
            models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[MaxValueValidator(50)],
                verbose_name="weight of reports from which a comment waits",
            ),
        ),
        migrations.AddField(
            "queueitem",
            "weight",
            models.PositiveIntegerField(default=0, help_text="What the new reports weigh together, in hundredths."),
        ),
        migrations.AddField("queueitem", "weighed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "queueitem",
            "flood",
            models.ForeignKey(
                db_index=False, null=True, on_delete=SET_NULL, related_name="items", to="moderation.reportflood"
            ),
        ),
        migrations.AddIndex(
            "queueitem",
            models.Index(condition=Q(flood__isnull=False), fields=["flood", "comment"], name="queue_flood"),
        ),
    ]
