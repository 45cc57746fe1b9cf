"""The record of every deed: who did what to which thing, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRow(models.Model):
    """One deed. Rows are only ever added: no code path updates or deletes one.

    `data` holds facts about the deed (ids, old and new states), never personal data or a comment's body.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty when the system itself acted."),
    )
    verb = models.CharField(_("deed"), max_length=60)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("which one"), max_length=60)
    data = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"
