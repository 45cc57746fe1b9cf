"""What a reader may not do for a while, and why."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment

from .decisions import Reasoned, RejectionReason


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Sanctions, with the one rule for which of them hold."""

    def holding(self, now: datetime) -> SanctionQuerySet:
        """Neither lifted nor over, and no warning that was read."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None, read_at=None)

    def in_title(self, title_id: int) -> SanctionQuerySet:
        """Those that reach a title."""
        return self.filter(Q(title=None) | Q(title=title_id))


class Sanction(Reasoned):
    """What moderators asked of a reader: given once, perhaps lifted, never changed or deleted.

    It holds in one title, or in all where `title` is empty; until `ends_at`, or until it is lifted where that is empty.
    A warning holds until its reader has read it.
    """

    class Kind(models.TextChoices):
        """From the mildest to the strictest."""

        WARNING = "warning", _("Warning")
        PAUSE = "pause", _("Pause")
        APPROVE_FIRST = "approve_first", _("Approval first")
        BAN = "ban", _("Ban")

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.PAUSE)
    title = models.ForeignKey(
        "newsroom.TitlePage", verbose_name=_("title"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(
        Comment, verbose_name=_("about the comment"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(_("note for colleagues"), max_length=300, blank=True)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_why = models.CharField(_("why it was lifted"), max_length=300, blank=True)
    taken_back = models.BooleanField(default=False, help_text=_("Who gave it had a second thought within a minute."))

    objects: ClassVar[models.Manager[Sanction]] = models.Manager.from_queryset(SanctionQuerySet)()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        permissions = [("ban_reader", "Can ban readers without an end")]
        ordering = ["-id"]
        indexes = [models.Index(fields=["reader"], name="sanction_open", condition=Q(lifted_at=None, read_at=None))]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="pause") | Q(ends_at__isnull=False), name="pause_has_an_end"),
            models.CheckConstraint(condition=~Q(reason_text=""), name="sanction_keeps_its_words"),
            models.CheckConstraint(condition=Q(kind="warning") | Q(read_at=None), name="only_warnings_are_read"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of reader {self.reader_id}"

    def holds(self, now: datetime) -> bool:
        """Whether it holds at a time; as `SanctionQuerySet.holding`."""
        return self.lifted_at is None and self.read_at is None and (self.ends_at is None or self.ends_at > now)


class ReaderNote(models.Model):
    """What moderators tell each other about a writer. The reader does not see it; it is only ever added."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderators_notes")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("note for colleagues"), max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note about a reader")
        verbose_name_plural = _("notes about readers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"note about reader {self.reader_id}"
