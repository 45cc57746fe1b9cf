"""Appeals, and what happened on each day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import CASCADE, SET_NULL

OUTCOMES = [
    ("stands", "The rejection stands"),
    ("reversed", "Published again"),
    ("closed", "Closed, because the comment was withdrawn"),
]


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


APPEAL = migrations.CreateModel(
    name="Appeal",
    fields=[
        _id(),
        ("phase", models.CharField(blank=True, max_length=120)),
        ("text", models.CharField(max_length=500, verbose_name="why the comment should stand")),
        ("made_at", models.DateTimeField(verbose_name="since")),
        ("outcome", models.CharField(blank=True, choices=OUTCOMES, max_length=10, verbose_name="outcome")),
        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
        ("words", models.CharField(blank=True, max_length=300, verbose_name="sentence for the writer")),
        ("comment", models.OneToOneField(on_delete=CASCADE, related_name="appeal", to="conversation.comment")),
        ("decided_by", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
        ("decision", models.ForeignKey(on_delete=CASCADE, related_name="appeals", to="moderation.decision")),
        ("result", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="moderation.decision")),
    ],
    options={
        "verbose_name": "appeal",
        "verbose_name_plural": "appeals",
        "default_permissions": (),
        "permissions": [
            ("decide_appeal", "Can decide about appeals"),
            ("see_reversals", "Can see how often each moderator's decisions are reversed"),
        ],
        "ordering": ["id"],
        "indexes": [
            models.Index(condition=Q(outcome=""), fields=["id"], name="appeal_open"),
            models.Index(fields=["made_at"], name="appeal_made"),
            models.Index(fields=["decided_at"], name="appeal_decided"),
        ],
        "constraints": [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="appeal_decided_has_a_time",
            )
        ],
    },
)
SUMMARY = migrations.CreateModel(
    name="DaySummary",
    fields=[
        _id(),
        ("day", models.DateField(verbose_name="day")),
        ("figures", models.JSONField(default=dict)),
        (
            "stories",
            models.JSONField(default=dict, help_text="By thread: published at once, held, rejected."),
        ),
        ("made_at", models.DateTimeField()),
        ("title", models.ForeignKey(on_delete=CASCADE, related_name="+", to="newsroom.titlepage")),
    ],
    options={
        "verbose_name": "summary of a day",
        "verbose_name_plural": "summaries of days",
        "default_permissions": (),
        "indexes": [models.Index(fields=["day"], name="summary_day")],
        "constraints": [models.UniqueConstraint(fields=["title", "day"], name="summary_once")],
    },
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("moderation", "0005_sanctions"),
        ("conversation", "0009_verdict_made"),
        ("newsroom", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        APPEAL,
        SUMMARY,
        migrations.AddIndex(model_name="decision", index=models.Index(fields=["made_at"], name="decision_made")),
    ]
