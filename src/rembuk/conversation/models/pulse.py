"""How often something came from one place, for limits that hold in however many processes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pulse(models.Model):
    """How often a deed of one `kind` was done from one network in the stretch of time that begins with `minute`.

    `network` is a keyed hash (`actions.networks.fingerprint`), so no address is kept; `minute` counts from 1970.
    Old rows are swept.
    """

    kind = models.CharField(max_length=12)
    network = models.CharField(max_length=64)
    minute = models.PositiveBigIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")
        constraints = [models.UniqueConstraint(fields=["kind", "network", "minute"], name="pulse_once")]

    def __str__(self) -> str:
        return f"{self.n} times {self.kind}"
