"""What a title has learned from its moderators: trained models, what was tried, and what the model said beforehand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .decisions import Decision


class LearnedModel(models.Model):
    """A model that was trained on a title's decisions. `weights` is a file of `civility.models`, with hash and card.

    At most one is in force in a title; where none is, the model that comes with the installation judges (the seed).
    `figures`, `changes` and `differing` were measured when it was trained and never change: see `learning.lesson`.
    """

    class State(models.TextChoices):
        """Whether it judges, and if not, why."""

        IN_FORCE = "in_force", _("in force")
        REPLACED = "replaced", _("replaced by a newer one")
        WORSE = "worse", _("not used: worse than the former one")
        UNPROVEN = "unproven", _("not used: too little held back to compare it")
        WAITING = "waiting", _("not used: it waits for you")
        GONE_BACK = "gone_back", _("somebody went back from it")

    title = models.ForeignKey("newsroom.TitlePage", on_delete=models.CASCADE, related_name="learned_models")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    weights = models.BinaryField(null=True, help_text=_("Empty once it is too old to be used again."))
    digest = models.CharField(max_length=64)
    trained_at = models.DateTimeField(_("trained"))
    approved = models.PositiveIntegerField(
        help_text=_("Decisions that published, of those it was trained and measured on.")
    )
    rejected = models.PositiveIntegerField(help_text=_("Decisions that rejected, likewise."))
    newest_decision = models.PositiveBigIntegerField(help_text=_("The newest decision that was looked at."))
    former = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What it was compared with; empty for the seed."),
    )
    figures = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    differing = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("learned model")
        verbose_name_plural = _("learned models")
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["title"], condition=Q(state="in_force"), name="learned_one_in_force"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(weights__isnull=False), name="learned_in_force_has_weights"
            ),
        ]

    def __str__(self) -> str:
        return f"model {self.pk}"

    @property
    def decisions(self) -> int:
        """How many decisions it comes from."""
        return self.approved + self.rejected


class Learning(models.Model):
    """How far a title is with learning: one row a title, written by the nightly training and by who goes back."""

    class Outcome(models.TextChoices):
        """What the last attempt ended with."""

        BEGUN = "begun", _("begun, not finished")
        TOO_FEW = "too_few", _("too few decisions")
        NOTHING_NEW = "nothing_new", _("nothing new to learn from")
        TRAINED = "trained", _("trained")
        FAILED = "failed", _("failed")

    title = models.OneToOneField("newsroom.TitlePage", on_delete=models.CASCADE, related_name="learning")
    begun_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    problem = models.CharField(max_length=100, blank=True)
    is_paused = models.BooleanField(
        default=False, help_text=_("Somebody went back: new models wait until an editor uses one.")
    )

    class Meta:
        verbose_name = _("learning of a title")
        verbose_name_plural = _("learning of titles")
        default_permissions = ()

    def __str__(self) -> str:
        return f"learning of {self.title_id}"


class DecisionScore(models.Model):
    """What the model in force said of a comment that a moderator has decided about, before it learned of the decision.

    No text: the probability, and which threshold it reached. Written once, at night.
    """

    class Level(models.IntegerChoices):
        """Which threshold the score reached."""

        NONE = 0, _("let it pass")
        NUDGE = 1, _("asked the writer to think again")
        HOLD = 2, _("held it")

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="model_score", primary_key=True)
    model = models.ForeignKey(
        LearnedModel, null=True, on_delete=models.SET_NULL, related_name="+", help_text=_("Empty for the seed.")
    )
    score = models.FloatField()
    level = models.PositiveSmallIntegerField(choices=Level.choices)

    class Meta:
        verbose_name = _("score of a decision")
        verbose_name_plural = _("scores of decisions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"score of decision {self.decision_id}"
