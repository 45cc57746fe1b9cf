"""Trained models and what they were trained on. Runs before the new code; only adds."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import CASCADE, SET_NULL

STATES = [
    ("in_force", "in force"),
    ("replaced", "replaced by a newer one"),
    ("worse", "not used: worse than the former one"),
    ("unproven", "not used: too little held back to compare it"),
    ("waiting", "not used: it waits for you"),
    ("gone_back", "somebody went back from it"),
]
OUTCOMES = [
    ("begun", "begun, not finished"),
    ("too_few", "too few decisions"),
    ("nothing_new", "nothing new to learn from"),
    ("trained", "trained"),
    ("failed", "failed"),
]
LEVELS = [(0, "let it pass"), (1, "asked the writer to think again"), (2, "held it")]
# Of the reasons that an installation begins with, those about the words themselves.
TEACHING = ["kata-kasar", "sara"]
MODEL = "moderation.learnedmodel"


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _maybe(to: str, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=to, **more)


def let_reasons_teach(apps: Any, _editor: Any) -> None:
    """A newsroom may change that; its own reasons teach once it says so."""
    apps.get_model("moderation", "RejectionReason").objects.filter(code__in=TEACHING).update(teaches=True)


LEARNED = migrations.CreateModel(
    name="LearnedModel",
    fields=[
        _id(),
        ("state", models.CharField(choices=STATES, max_length=10, verbose_name="state")),
        ("weights", models.BinaryField(help_text="Empty once it is too old to be used again.", null=True)),
        ("digest", models.CharField(max_length=64)),
        ("trained_at", models.DateTimeField(verbose_name="trained")),
        (
            "approved",
            models.PositiveIntegerField(
                help_text="Decisions that published, of those it was trained and measured on."
            ),
        ),
        ("rejected", models.PositiveIntegerField(help_text="Decisions that rejected, likewise.")),
        (
            "newest_decision",
            models.PositiveBigIntegerField(help_text="The newest decision that was looked at."),
        ),
        ("figures", models.JSONField(default=dict)),
        ("changes", models.JSONField(default=dict)),
        ("differing", models.JSONField(default=list)),
        ("changed_at", models.DateTimeField(null=True)),
        ("changed_by", _maybe(settings.AUTH_USER_MODEL)),
        ("former", _maybe(MODEL, help_text="What it was compared with; empty for the seed.")),
        (
            "title",
            models.ForeignKey(on_delete=CASCADE, related_name="learned_models", to="newsroom.titlepage"),
        ),
    ],
    options={
        "verbose_name": "learned model",
        "verbose_name_plural": "learned models",
        "ordering": ["-id"],
        "default_permissions": (),
        "constraints": [
            models.UniqueConstraint(fields=["title"], condition=Q(state="in_force"), name="learned_one_in_force"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(weights__isnull=False), name="learned_in_force_has_weights"
            ),
        ],
    },
)
LEARNING = migrations.CreateModel(
    name="Learning",
    fields=[
        _id(),
        ("begun_at", models.DateTimeField(null=True)),
        ("outcome", models.CharField(blank=True, choices=OUTCOMES, max_length=12)),
        ("problem", models.CharField(blank=True, max_length=100)),
        (
            "is_paused",
            models.BooleanField(
                default=False, help_text="Somebody went back: new models wait until an editor uses one."
            ),
        ),
        ("title", models.OneToOneField(on_delete=CASCADE, related_name="learning", to="newsroom.titlepage")),
    ],
    options={
        "verbose_name": "learning of a title",
        "verbose_name_plural": "learning of titles",
        "default_permissions": (),
    },
)
SCORE = migrations.CreateModel(
    name="DecisionScore",
    fields=[
        (
            "decision",
            models.OneToOneField(
                on_delete=CASCADE,
                primary_key=True,
                related_name="model_score",
                serialize=False,
                to="moderation.decision",
            ),
        ),
        ("score", models.FloatField()),
        ("level", models.PositiveSmallIntegerField(choices=LEVELS)),
        ("model", _maybe(MODEL, help_text="Empty for the seed.")),
    ],
    options={
        "verbose_name": "score of a decision",
        "verbose_name_plural": "scores of decisions",
        "default_permissions": (),
    },
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("moderation", "0007_desk"),
        ("newsroom", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        LEARNED,
        LEARNING,
        SCORE,
        migrations.AddField(
            "layer",
            "learns",
            models.BooleanField(blank=True, null=True, verbose_name="learns from the moderators' decisions"),
        ),
        migrations.AddConstraint(
            "layer",
            models.CheckConstraint(
                condition=Q(learns=None) | Q(thread=None, section=""), name="layer_learns_of_titles_only"
            ),
        ),
        migrations.AddField(
            "rejectionreason",
            "teaches",
            models.BooleanField(
                default=False,
                help_text=(
                    "What is rejected for it teaches the model which words are harsh. Not for advertising, repetition or "
                    "what is off topic: nothing about tone can be learned from those."
                ),
                verbose_name="is about the words",
            ),
        ),
        migrations.RunPython(let_reasons_teach, migrations.RunPython.noop, elidable=True),
    ]
