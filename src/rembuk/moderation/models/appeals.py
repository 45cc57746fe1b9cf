"""A writer's word against a rejection."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment

from .decisions import Decision

APPEAL_LENGTH = 500
WORDS_LENGTH = 300


class Appeal(models.Model):
    """A writer asks that another moderator looks at a rejection: once for each comment, and for good.

    `outcome` is empty while it waits. `phase` is the phase that had held the comment, kept here so that it can be
    counted; `result` is the decision that published the comment again.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        STANDS = "stands", _("The rejection stands")
        REVERSED = "reversed", _("Published again")
        CLOSED = "closed", _("Closed, because the comment was withdrawn")

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="appeal")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    phase = models.CharField(max_length=120, blank=True)
    text = models.CharField(_("why the comment should stand"), max_length=APPEAL_LENGTH)
    made_at = models.DateTimeField(_("since"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    words = models.CharField(_("sentence for the writer"), max_length=WORDS_LENGTH, blank=True)
    result = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()
        permissions = [
            ("decide_appeal", "Can decide about appeals"),
            ("see_reversals", "Can see how often each moderator's decisions are reversed"),
        ]
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome=""), name="appeal_open"),
            models.Index(fields=["made_at"], name="appeal_made"),
            models.Index(fields=["decided_at"], name="appeal_decided"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="appeal_decided_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
