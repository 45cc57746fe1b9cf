"""Warnings, pauses, approve-first and bans; notes about readers."""

from __future__ import annotations

from typing import ClassVar

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE, SET_NULL

KINDS = [
    ("warning", "Warning"),
    ("pause", "Pause"),
    ("approve_first", "Approval first"),
    ("ban", "Ban"),
]
READER_NOTE = migrations.CreateModel(
    name="ReaderNote",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("text", models.CharField(max_length=500, verbose_name="note for colleagues")),
        ("made_at", models.DateTimeField(auto_now_add=True)),
        ("moderator", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
        (
            "reader",
            models.ForeignKey(on_delete=CASCADE, related_name="moderators_notes", to=settings.AUTH_USER_MODEL),
        ),
    ],
    options={
        "verbose_name": "note about a reader",
        "verbose_name_plural": "notes about readers",
        "ordering": ["-id"],
    },
)
FIELDS = {
    "kind": models.CharField(choices=KINDS, default="pause", max_length=15, verbose_name="kind"),
    "title": models.ForeignKey(
        blank=True, null=True, on_delete=CASCADE, related_name="+", to="newsroom.titlepage", verbose_name="title"
    ),
    "comment": models.ForeignKey(
        blank=True,
        null=True,
        on_delete=SET_NULL,
        related_name="+",
        to="conversation.comment",
        verbose_name="about the comment",
    ),
    "note": models.CharField(blank=True, max_length=300, verbose_name="note for colleagues"),
    "read_at": models.DateTimeField(blank=True, editable=False, null=True, verbose_name="read"),
    "lifted_at": models.DateTimeField(blank=True, editable=False, null=True, verbose_name="lifted"),
    "lifted_by": models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
    "lifted_why": models.CharField(blank=True, max_length=300, verbose_name="why it was lifted"),
    "taken_back": models.BooleanField(default=False, help_text="Who gave it had a second thought within a minute."),
}
CONSTRAINTS = [
    models.CheckConstraint(
        condition=~models.Q(kind="pause") | models.Q(ends_at__isnull=False), name="pause_has_an_end"
    ),
    models.CheckConstraint(condition=models.Q(kind="warning") | models.Q(read_at=None), name="only_warnings_are_read"),
]


class Migration(migrations.Migration):
    """What there was are pauses of all titles; those that were lifted have ended."""

    dependencies: ClassVar = [
        ("moderation", "0004_layers"),
        ("conversation", "0007_editors"),
        ("newsroom", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        READER_NOTE,
        migrations.AlterModelOptions(
            name="sanction",
            options={
                "ordering": ["-id"],
                "permissions": [("ban_reader", "Can ban readers without an end")],
                "verbose_name": "sanction",
                "verbose_name_plural": "sanctions",
            },
        ),
        *[migrations.AddField(model_name="sanction", name=name, field=field) for name, field in FIELDS.items()],
        migrations.AlterField(
            model_name="sanction",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="until"),
        ),
        migrations.AlterField(
            model_name="sanction",
            name="starts_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="from"),
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(
                fields=["reader"], name="sanction_open", condition=models.Q(lifted_at=None, read_at=None)
            ),
        ),
        *[migrations.AddConstraint(model_name="sanction", constraint=each) for each in CONSTRAINTS],
    ]
