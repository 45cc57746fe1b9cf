"""What happened in a title on a day, counted once so that no page has to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DaySummary(models.Model):
    """The counts of one title and one day of the newsroom's calendar. `summing` makes them and says what they mean.

    A row is only a memory: it can be thrown away and made again out of verdicts, decisions, appeals and sanctions.
    """

    title = models.ForeignKey("newsroom.TitlePage", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    figures = models.JSONField(default=dict)
    stories = models.JSONField(default=dict, help_text=_("By thread: published at once, held, rejected."))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("summary of a day")
        verbose_name_plural = _("summaries of days")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["title", "day"], name="summary_once")]
        indexes = [models.Index(fields=["day"], name="summary_day")]

    def __str__(self) -> str:
        return f"{self.title_id} on {self.day}"
