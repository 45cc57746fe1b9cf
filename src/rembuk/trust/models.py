"""Devices, sign-ins, step-ups, help-desk cases, and the log of every opening of sealed data."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A browser that a reader signed in with, known by a signed cookie. The database holds only the cookie's hash."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=80, help_text=_("Browser and system, as a person would say it."))
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["reader", "token_hash"], name="device_once_per_reader")]

    def __str__(self) -> str:
        return self.label


class StepUp(models.Model):
    """A code sent by e-mail that confirms one device. Only its keyed hash is kept."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="step_ups")
    code_hash = models.CharField(max_length=80)
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step-up")
        verbose_name_plural = _("step-ups")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"step-up for device {self.device_id}"


class Case(models.Model):
    """Someone asks the help desk for help with an account.

    `reader` is empty when no account has the address that the caller gave. Such a case looks and answers like any
    other, so that a case tells nobody whether an account exists. The address itself is not kept: `about` is its
    keyed hash, so that the cases about one address can be counted, whether or not there is an account.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="cases")
    about = models.CharField(max_length=64, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(_("what it is about"), max_length=200)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("help-desk case")
        verbose_name_plural = _("help-desk cases")
        permissions = [
            ("work_on_case", "Can work on help-desk cases"),
            ("open_sealed", "Can open sealed data in a case"),
        ]
        ordering = ["-id"]
        indexes = [models.Index(fields=["about"], name="case_about")]

    def __str__(self) -> str:
        return f"case {self.public_id}"


class Comparison(models.Model):
    """The help desk typed what a caller said, and the system answered match or no match. The value is not kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comparisons")
    field = models.CharField(max_length=30)
    matched = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.field}: {'match' if self.matched else 'no match'}"


class Opening(models.Model):
    """One opening of a sealed field, in a hash chain: a row that is changed or removed breaks the chain."""

    sequence = models.PositiveBigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64)
    at = models.CharField(max_length=40, help_text=_("ISO 8601, as it stands in the hash."))
    payload = models.JSONField()
    hash = models.CharField(max_length=64)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="openings")

    class Meta:
        verbose_name = _("opening of sealed data")
        verbose_name_plural = _("openings of sealed data")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"opening {self.sequence}"
