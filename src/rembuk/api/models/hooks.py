"""Webhooks, their secrets, and what is sent to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Event(models.TextChoices):
    """What a webhook can be told."""

    PUBLISHED = "comment.published", _("A comment became visible")
    HELD = "comment.held", _("A comment waits for a moderator")
    CHANGED = "comment.changed", _("A visible comment has a new text")
    HIDDEN = "comment.hidden", _("A visible comment is so no longer")
    WITHDRAWN = "comment.withdrawn", _("A writer withdrew a comment")
    REPORTED = "comment.reported", _("A reader reported a comment")
    REACTED = "comment.reacted", _("A reader reacted to a comment")
    DECIDED = "decision.made", _("A moderator decided")


class Webhook(models.Model):
    """An address of a title's own that is told what happens in its conversations.

    `seen_id` and `settled_id` are places in the audit log: everything up to the first was looked at; everything up to
    the second is so old that no transaction with a lower id can still be on its way.
    `failures` counts tries in a row that failed, `rests_until` is when the next may be made, and `busy_until` which
    worker has it in hand.
    """

    title = models.ForeignKey(
        "newsroom.TitlePage",
        verbose_name=pgettext_lazy("publication", "title"),
        on_delete=models.CASCADE,
        related_name="webhooks",
    )
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    with_held = models.BooleanField(
        _("with the text of comments that are not published"),
        default=False,
        help_text=_("Only for a system that moderates: otherwise texts leave that no reader has seen."),
    )
    is_on = models.BooleanField(_("on"), default=True)
    off_note = models.CharField(_("why it is off"), max_length=300, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    seen_id = models.PositiveBigIntegerField(default=0, editable=False)
    settled_id = models.PositiveBigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.url


class WebhookSecret(models.Model):
    """What deliveries are signed with, sealed under a key of its own that the master key wraps.

    A new one works beside the older ones until `ends_at`, so that the receiver has time to learn it.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.BinaryField()
    wrapped = models.BinaryField()
    master_version = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("secret of a webhook")
        verbose_name_plural = _("secrets of webhooks")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"secret of webhook {self.webhook_id}"


class Delivery(models.Model):
    """One deed of the audit log, to one webhook. What is sent is made at each try: a comment that was hidden meanwhile
    no longer carries its text. `message_id` stays the same, so a receiver knows a repetition."""

    class State(models.TextChoices):
        """How far it got."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    deed = models.ForeignKey("audit.AuditRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=30, choices=Event.choices)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "deed"], name="api_delivery_once")]
        indexes = [
            models.Index(fields=["webhook", "deed"], condition=models.Q(state="waiting"), name="api_delivery_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.event} to webhook {self.webhook_id}"
