"""Channels, and the outbox of what goes to them."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel

CHAT: Final = r"^(@[A-Za-z]\w{3,31}|-?\d{5,20})$"


class Channel(models.Model):
    """Where a title's updates go: a Telegram channel. Its bot token is never in the database, see settings."""

    title = models.ForeignKey(
        "newsroom.TitlePage",
        verbose_name=pgettext_lazy("publication", "title"),
        on_delete=models.CASCADE,
        related_name="channels",
    )
    name = models.CharField(_("name"), max_length=80)
    chat = models.CharField(
        _("chat"),
        max_length=64,
        validators=[RegexValidator(CHAT, _("Write it as @name, or as the chat's number."))],
        help_text=_("For example @lintaspagi. The bot must be an administrator there."),
    )
    invitation = models.TextField(_("invitation"), max_length=300)
    join_url = models.CharField(_("join address"), max_length=200, validators=[URLValidator(["https", "http"])])
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("A channel that is not active gets no updates, and invites nobody.")
    )
    pause_note = models.CharField(_("why it is paused"), max_length=300, blank=True, editable=False)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("name"),
        FieldPanel("chat"),
        FieldPanel("invitation"),
        FieldPanel("join_url"),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A channel that someone makes active again has no reason to be paused."""
        if self.is_active:
            self.pause_note = ""


class Delivery(models.Model):
    """One row of the outbox: this story, as this kind, in this edition, to this channel. At most once.

    `unknown` is an honest state: the request left, the answer was lost, and a person decides what happened.
    `claimed_at` is when a worker took the row to send it, and which taking it was: an answer counts for that one only.
    `attempts` counts the tries that found no connection.
    """

    class Kind(models.TextChoices):
        """The announcements of a story that go out. The values are those of StoryPage.Announcement."""

        PICK = "pick", _("Editor's pick")
        BREAKING = "breaking", _("Breaking news")

    class State(models.TextChoices):
        """How far it got."""

        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("Outcome unknown")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    story = models.ForeignKey("newsroom.StoryPage", on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    edition = models.CharField(_("edition"), max_length=20, help_text=_("The first publication is edition 1."))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.BigIntegerField(null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("outbox")
        permissions = [("settle_delivery", "Can settle deliveries whose outcome is unknown")]
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"], name="update_state")]
        constraints = [
            models.UniqueConstraint(fields=["channel", "story", "kind", "edition"], name="update_at_most_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_id} → {self.channel_id}"
