"""The queue, the decisions, and what may follow from them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from rembuk.conversation.models import Comment, Thread

OPEN = Q(closed_at=None)


@register_snippet
class RejectionReason(models.Model):
    """A reason a moderator may give; the writer reads `text`."""

    code = models.SlugField(_("code"), unique=True)
    text = models.CharField(
        _("what the writer reads"),
        max_length=200,
        help_text=_("Holds from now on: who was told something else reads that for ever, and so do the statements."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    teaches = models.BooleanField(
        _("is about the words"),
        default=False,
        help_text=_(
            "What is rejected for it teaches the model which words are harsh. Not for advertising, repetition or what "
            "is off topic: nothing about tone can be learned from those."
        ),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("code"),
        FieldPanel("text"),
        FieldPanel("sort_order"),
        FieldPanel("teaches"),
    ]

    class Meta:
        verbose_name = _("rejection reason")
        verbose_name_plural = _("rejection reasons")
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Statements of reasons and their counts go by the code."""
        before = RejectionReason.objects.filter(pk=self.pk).values_list("code", flat=True).first()
        if before is not None and before != self.code:
            raise ValidationError({"code": _("The code stands in statements of reasons and stays as it is.")})

    def as_given(self) -> dict[str, Any]:
        """The fields of whatever is decided for this reason: its words of today, which nobody changes afterwards."""
        return {"reason": self, "reason_code": self.code, "reason_text": self.text}


class Reasoned(models.Model):
    """Something decided for a reason; `reason_text` is what its reader was told, whatever the reason says since."""

    reason_code = models.CharField(max_length=50, blank=True, default="", editable=False)
    reason_text = models.CharField(_("what the writer reads"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        abstract = True


class QueueItem(models.Model):
    """A comment that a moderator should look at. There is one row per comment; it reopens when reported again.

    What the desk filters by stands here once more, as it was when the row was opened, so that a page of the queue is a
    range of an index and asks few other tables. `title` and `thread` ask the database for nothing: a row dies with its
    comment. Who reads an item claims it until `claimed_until`; nobody else decides about it before that.
    """

    class Origin(models.TextChoices):
        """Why it is in the queue."""

        HELD = "held", _("Held before publication")
        REPORTED = "reported", _("Reported by readers")

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="queue_item")
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)

    urgency = models.PositiveSmallIntegerField(default=0, help_text=_("What readers can see now stands above 0."))
    title = models.ForeignKey(
        "newsroom.TitlePage",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    thread = models.ForeignKey(
        Thread, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    section = models.CharField(_("section"), max_length=40, blank=True)
    kinds = models.CharField(max_length=300, blank=True, help_text=_("Kinds of reasons, each between two commas."))
    score = models.PositiveSmallIntegerField(null=True, help_text=_("The heaviest reason, in percent."))

    weight = models.PositiveIntegerField(default=0, help_text=_("What the new reports weigh together, in hundredths."))
    weighed_at = models.DateTimeField(null=True)
    flood = models.ForeignKey(
        "moderation.ReportFlood", null=True, on_delete=models.SET_NULL, related_name="items", db_index=False
    )

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("queue item")
        verbose_name_plural = _("queue")
        ordering = ["id"]
        indexes = [
            # Only of what is open: an index over all of it would be SQLite's choice for any order.
            models.Index(fields=["-urgency", "comment"], condition=OPEN, name="queue_risk"),
            models.Index(fields=["comment"], condition=OPEN, name="queue_age"),
            models.Index(fields=["thread", "comment"], condition=OPEN, name="queue_thread"),
            models.Index(fields=["flood", "comment"], condition=Q(flood__isnull=False), name="queue_flood"),
            models.Index(fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="queue_claimed"),
        ]

    def __str__(self) -> str:
        return f"queue item {self.pk}"


class Decision(Reasoned):
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
    batch = models.UUIDField(null=True, editable=False, help_text=_("The same for all that one click has decided."))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        permissions = [("decide_comment", "Can decide about comments")]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(reason=None) | ~Q(reason_text=""), name="decision_keeps_its_words")
        ]
        indexes = [
            models.Index(fields=["made_at"], name="decision_made"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="decision_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} comment {self.comment_id}"
