"""What hangs on a comment: earlier texts, verdicts, reports, reactions, mentions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Revision(models.Model):
    """An earlier text of an edited comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"revision of {self.comment_id}"


class Verdict(models.Model):
    """What the phases said about one text of a comment. `reasons` is the list of reasons, as plain JSON."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="verdicts")
    outcome = models.CharField(max_length=10)
    phase = models.CharField(max_length=120)
    reasons = models.JSONField(default=list)
    engine = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["id"]
        # What arrived within an hour is counted from here, also when millions came before.
        indexes = [models.Index(fields=["made_at"], name="verdict_made")]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.phase}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Which reports count."""

    def newest(self) -> ReportQuerySet:
        """One of each reader about each comment: who reports one text and then the next has one voice, not two."""
        newer = Report.objects.filter(comment=OuterRef("comment"), reporter=OuterRef("reporter"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer))


class Report(models.Model):
    """A reader tells the moderators that a comment should be looked at.

    It is about one text: `revision` is that text once it was replaced, and empty as long as it stands. So a reader may
    report the text that came after it as well; `ReportQuerySet.newest` is what is counted.
    """

    class Reason(models.TextChoices):
        """What readers can report."""

        ABUSE = "abuse", _("Insult or threat")
        SPAM = "spam", _("Spam or gambling")
        HATE = "hate", _("Hatred against a group")
        PRIVACY = "privacy", _("Someone's personal data")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("what is wrong"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revision = models.ForeignKey(Revision, null=True, editable=False, on_delete=models.CASCADE, related_name="reports")

    objects: ClassVar[models.Manager[Report]] = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], condition=Q(revision=None), name="report_once"),
            models.UniqueConstraint(fields=["revision", "reporter"], name="report_once_of_a_revision"),
        ]

    def __str__(self) -> str:
        return f"report on {self.comment_id}"


class Reaction(models.Model):
    """What one reader said to a comment without words: one kind at a time."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="given_reactions")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [models.UniqueConstraint(fields=["reader", "comment"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.comment_id}"


class Mention(models.Model):
    """A comment names a reader by handle."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["reader", "comment"], name="mention_once")]

    def __str__(self) -> str:
        return f"mention in {self.comment_id}"
