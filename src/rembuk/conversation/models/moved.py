"""Where comments that came from another system came from: the same row is never brought in twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Imported(models.Model):
    """A comment under the id that it had in its old system. `source` names system and site, e.g. `disqus:lintas`."""

    source = models.CharField(max_length=80)
    foreign_id = models.CharField(max_length=190)
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="imported")

    class Meta:
        verbose_name = _("imported comment")
        verbose_name_plural = _("imported comments")
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id}"


class ImportedAuthor(models.Model):
    """Who wrote in the old system, as the account without a way in that speaks for them here."""

    source = models.CharField(max_length=80)
    foreign_id = models.CharField(max_length=190)
    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imported")

    class Meta:
        verbose_name = _("imported author")
        verbose_name_plural = _("imported authors")
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="imported_author_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id}"


class ImportRun(models.Model):
    """One run of an import over one file (known by its digest): how far it came, and what it counted."""

    source = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    rows_done = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="import_run_once")]

    def __str__(self) -> str:
        return f"import of {self.source}"
