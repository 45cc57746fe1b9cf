"""How writers answer when they are asked to think again: numbers, and for an hour what belongs to the question."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .thread import Thread


class Nudge(models.Model):
    """A writer was asked, about one text, in one thread. No text is kept: `mark` is a keyed hash, `asks` are places.

    Settled or old rows are added up by the worker (`NudgeDay`) and go.
    """

    class Outcome(models.TextChoices):
        """What the writer did."""

        OPEN = "open", _("Not answered yet")
        REWRITTEN = "rewritten", _("Rewritten")
        ANYWAY = "anyway", _("Sent all the same")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nudges")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="nudges")
    mark = models.CharField(max_length=64)
    asks = models.JSONField()
    waits = models.BooleanField(help_text=_("The text would have waited for a moderator."))
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints = [models.UniqueConstraint(fields=["reader", "thread", "mark"], name="nudge_once_per_text")]
        indexes = [models.Index(fields=["made_at"], name="nudge_made_at")]

    def __str__(self) -> str:
        return f"nudge {self.pk}"


class NudgeDay(models.Model):
    """How often writers of a title were asked on a day, and what they did. `left` is whoever sent nothing more."""

    title = models.ForeignKey("newsroom.TitlePage", on_delete=models.CASCADE, related_name="nudge_days")
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    rewritten = models.PositiveIntegerField(default=0)
    anyway = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("nudges of a day")
        verbose_name_plural = _("nudges of days")
        constraints = [models.UniqueConstraint(fields=["title", "day"], name="nudge_day_once")]

    def __str__(self) -> str:
        return f"nudges of {self.day}"
