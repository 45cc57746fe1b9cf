"""What readers decide for themselves: whom they do not want to read, which conversations they follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .thread import Thread


class Follow(models.Model):
    """A reader wants to hear of every new comment in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="follows")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["reader", "thread"], name="follow_once")]

    def __str__(self) -> str:
        return f"follow of {self.thread_id}"


class Mute(models.Model):
    """A reader does not want to read another one; only the first of them knows."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes", db_index=False)
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [
            models.UniqueConstraint(fields=["reader", "muted"], name="mute_once"),
            models.CheckConstraint(condition=~models.Q(reader=models.F("muted")), name="mute_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"


class GuestComment(models.Model):
    """What a guest wrote, until the address is confirmed: nobody sees it, no moderator has it yet."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("conversation.Comment", null=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    client_key = models.UUIDField(unique=True)
    name = models.CharField(max_length=40)
    email = models.EmailField()
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_as = models.OneToOneField("conversation.Comment", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("comment of a guest")
        verbose_name_plural = _("comments of guests")
        indexes = [
            models.Index(fields=["made_at"], name="guest_comment_made"),
            models.Index(fields=["email"], name="guest_comment_email"),
        ]

    def __str__(self) -> str:
        return f"guest comment {self.pk}"


class Guest(models.Model):
    """Whom a confirmed guest address speaks as; the address itself is not kept, only its keyed hash."""

    address_hash = models.CharField(max_length=64)
    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guest")
    name = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints = [models.UniqueConstraint(fields=["address_hash", "name"], name="guest_once")]

    def __str__(self) -> str:
        return self.name
