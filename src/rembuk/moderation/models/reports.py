"""What readers' reports weigh, and which of them came as a flood."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Report


class ReporterRecord(models.Model):
    """How many of a reader's newest decided reports were right. Moderators read it in words, nobody else at all.

    It is made again out of reports and decisions at each decision about what the reader reported.
    """

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="reporter_record"
    )
    upheld = models.PositiveSmallIntegerField(default=0)
    dismissed = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("record of a reporter")
        verbose_name_plural = _("records of reporters")
        default_permissions = ()

    def __str__(self) -> str:
        return f"record of reader {self.reader_id}"


class ReportFlood(models.Model):
    """Reports against one writer that look arranged (`floods`). It takes reports in while it runs."""

    class Mark(models.TextChoices):
        """What most of its accounts have in common."""

        NEW = "new", _("most of them from new accounts")
        WRONG = "wrong", _("most of them by readers whose reports are rarely right")
        AIM = "aim", _("most of them by readers who report nobody else")
        BURST = "burst", _("about many comments at the same moment")

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_floods")
    mark = models.CharField(max_length=10, choices=Mark.choices)
    reports = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("flood of reports")
        verbose_name_plural = _("floods of reports")
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"flood of reports {self.pk}"


class FloodedReport(models.Model):
    """A report that came with a flood: it weighs nothing."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE, related_name="flooded")
    flood = models.ForeignKey(ReportFlood, on_delete=models.CASCADE, related_name="members")

    class Meta:
        verbose_name = _("report of a flood")
        verbose_name_plural = _("reports of floods")
        default_permissions = ()

    def __str__(self) -> str:
        return f"report {self.report_id} of flood {self.flood_id}"
