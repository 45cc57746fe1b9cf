"""The queue, the decisions, and what may follow from them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from rembuk.conversation.models import Comment


@register_snippet
class RejectionReason(models.Model):
    """A reason a moderator may give; the writer reads `text`."""

    code = models.SlugField(_("code"), unique=True)
    text = models.CharField(_("what the writer reads"), max_length=200)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels: ClassVar[list[Any]] = [FieldPanel("code"), FieldPanel("text"), FieldPanel("sort_order")]

    class Meta:
        verbose_name = _("rejection reason")
        verbose_name_plural = _("rejection reasons")
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.text


class QueueItem(models.Model):
    """A comment that a moderator should look at. There is one row per comment; it reopens when reported again."""

    class Origin(models.TextChoices):
        """Why it is in the queue."""

        HELD = "held", _("Held before publication")
        REPORTED = "reported", _("Reported by readers")

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="queue_item")
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("queue item")
        verbose_name_plural = _("queue")
        ordering = ["id"]
        indexes = [models.Index(fields=["closed_at", "id"], name="queue_open")]

    def __str__(self) -> str:
        return f"queue item {self.pk}"


class Decision(models.Model):
    """What a moderator decided about a comment. Decisions are only added; the newest one holds."""

    class Outcome(models.TextChoices):
        """The two answers, and the moderator's second thought within a minute."""

        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        TAKEN_BACK = "taken_back", _("Taken back")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    before = models.CharField(_("state before it"), max_length=10, choices=Comment.State.choices)
    reason = models.ForeignKey(RejectionReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note for colleagues"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        permissions = [("decide_comment", "Can decide about comments")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outcome} comment {self.comment_id}"


class Sanction(models.Model):
    """A pause from commenting, with a beginning, an end and a reason."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"), auto_now_add=True)
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"pause of reader {self.reader_id} until {self.ends_at:%Y-%m-%d}"


class TextPrint(models.Model):
    """A digest of a comment's text with everything but letters and digits left out, to notice the same text again."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="text_print")
    digest = models.CharField(max_length=64, help_text=_("SHA-256, as hexadecimal digits."))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("text print")
        verbose_name_plural = _("text prints")
        indexes = [models.Index(fields=["digest", "made_at"], name="text_print_again")]

    def __str__(self) -> str:
        return f"print of comment {self.comment_id}"
