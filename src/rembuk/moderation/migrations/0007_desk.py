"""The moderators desk: claims, notes, filters, clusters. Runs before the new code; only adds, and fills open rows in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import CASCADE, DO_NOTHING, SET_NULL

REPORTED = 10
OPEN = Q(closed_at=None)


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _author(name: str) -> tuple[str, models.ForeignKey]:
    return name, models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)


def _bare(to: str) -> models.ForeignKey:
    """A row dies with its comment, so these two ask the database for nothing."""
    return models.ForeignKey(
        db_constraint=False, db_index=False, null=True, on_delete=DO_NOTHING, related_name="+", to=to
    )


def fill_in(apps: Any, _editor: Any) -> None:
    """What waits already gets the facts that the desk filters by."""
    item, verdict = apps.get_model("moderation", "QueueItem"), apps.get_model("conversation", "Verdict")
    rows = item.objects.filter(closed_at=None).select_related("comment__thread__story")
    for row in rows.iterator(chunk_size=500):
        newest = verdict.objects.filter(comment_id=row.comment_id).order_by("-id").values_list("reasons", flat=True)
        reasons = [reason for reason in (newest[:1] or [[]])[0] if isinstance(reason, dict)]
        kinds = dict.fromkeys(str(reason.get("kind", "")) for reason in reasons)
        weights = [reason["weight"] for reason in reasons if isinstance(reason.get("weight"), int | float)]
        thread = row.comment.thread
        item.objects.filter(pk=row.pk).update(
            urgency=REPORTED if row.origin == "reported" and row.comment.state == "published" else 0,
            title_id=thread.title_id,
            thread_id=thread.pk,
            section=thread.story.kicker if thread.story else "",
            kinds=f",{','.join(list(kinds)[:9])}," if kinds else "",
            score=round(100 * min(max(weights), 1)) if weights else None,
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("moderation", "0006_appeals"),
        ("conversation", "0009_verdict_made"),
        ("newsroom", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="CommentNote",
            fields=[
                _id(),
                ("text", models.CharField(max_length=500, verbose_name="note for colleagues")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "comment",
                    models.ForeignKey(on_delete=CASCADE, related_name="moderators_notes", to="conversation.comment"),
                ),
                _author("moderator"),
            ],
            options={
                "verbose_name": "note about a comment",
                "verbose_name_plural": "notes about comments",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="QueueFilter",
            fields=[
                _id(),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(max_length=500)),
                ("is_shared", models.BooleanField(default=False, verbose_name="for all moderators")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("owner", models.ForeignKey(on_delete=CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "ordering": ["name", "id"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=["owner", "name"], name="filter_name_once")],
            },
        ),
        migrations.AddField(
            "decision",
            "batch",
            models.UUIDField(editable=False, help_text="The same for all that one click has decided.", null=True),
        ),
        migrations.AddField(
            "queueitem",
            "urgency",
            models.PositiveSmallIntegerField(default=0, help_text="What readers can see now stands above 0."),
        ),
        migrations.AddField("queueitem", "title", _bare("newsroom.titlepage")),
        migrations.AddField("queueitem", "thread", _bare("conversation.thread")),
        migrations.AddField(
            "queueitem", "section", models.CharField(blank=True, max_length=40, verbose_name="section")
        ),
        migrations.AddField(
            "queueitem",
            "kinds",
            models.CharField(blank=True, help_text="Kinds of reasons, each between two commas.", max_length=300),
        ),
        migrations.AddField(
            "queueitem",
            "score",
            models.PositiveSmallIntegerField(help_text="The heaviest reason, in percent.", null=True),
        ),
        migrations.AddField(
            "queueitem",
            "claimed_by",
            models.ForeignKey(
                db_index=False, null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("queueitem", "claimed_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "decision", models.Index(condition=Q(batch__isnull=False), fields=["batch"], name="decision_batch")
        ),
        migrations.RemoveIndex("queueitem", "queue_open"),
        migrations.AddIndex("queueitem", models.Index(condition=OPEN, fields=["-urgency", "comment"], name="queue_risk")),
        migrations.AddIndex("queueitem", models.Index(condition=OPEN, fields=["comment"], name="queue_age")),
        migrations.AddIndex("queueitem", models.Index(condition=OPEN, fields=["thread", "comment"], name="queue_thread")),
        migrations.AddIndex(
            "queueitem",
            models.Index(condition=Q(claimed_by__isnull=False), fields=["claimed_by"], name="queue_claimed"),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
