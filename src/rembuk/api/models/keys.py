"""Keys, and how often each was used."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    """What a key may do, besides what everyone may read."""

    COMMENTS = "write:comments", _("Write as linked readers: comment, edit, withdraw, react, report")
    THREADS = "write:threads", _("Open and set conversations under pages")
    MODERATION = "write:moderation", _("Approve and reject, as the person who made the key")
    HELD = "read:held", _("Read comments that wait for a moderator")


class ApiKey(models.Model):
    """A key of one title. The secret itself is not kept: only its SHA-256, which 192 random bits make enough.

    `key_id` is its public half. A key always ends; a new one beside it, before that, is how a key is changed. Who made
    it answers for what it decides, so it goes with their account.
    """

    title = models.ForeignKey(
        "newsroom.TitlePage",
        verbose_name=pgettext_lazy("publication", "title"),
        on_delete=models.CASCADE,
        related_name="api_keys",
    )
    name = models.CharField(_("name"), max_length=80)
    key_id = models.CharField(max_length=12, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("may do"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used, by the hour"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        permissions = [("manage_access", "Can make API keys and webhooks")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class Used(models.Model):
    """How many requests one key, or one network (as a keyed digest, never the address), sent in one minute."""

    bucket = models.CharField(max_length=40)
    minute = models.PositiveBigIntegerField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("use of the API")
        verbose_name_plural = _("uses of the API")
        constraints = [models.UniqueConstraint(fields=["bucket", "minute"], name="api_used_once_a_minute")]
        indexes = [models.Index(fields=["minute"], name="api_used_minute")]

    def __str__(self) -> str:
        return f"{self.bucket} {self.minute}"
