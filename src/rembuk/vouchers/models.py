"""Vouchers, the shops that take them, and the ledger that always balances. All amounts are whole rupiah."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .editor import MerchantForm

# What a voucher may be worth, in rupiah, and how long it may be valid: a slip of the hand lies outside.
LEAST_VALUE: Final = 1_000
MOST_VALUE: Final = 10_000_000
MOST_DAYS: Final = 3_650


class Merchant(models.Model):
    """A small shop that takes vouchers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("shop"), max_length=80)
    sells = models.CharField(_("what it sells"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("accounts"), related_name="merchants", blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)

    base_form_class = MerchantForm
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("sells"),
        FieldPanel("place"),
        FieldPanel("people_addresses"),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A ledger account. `balance` is the sum of what came in less what went out, kept with every transfer.

    Over all accounts the balances sum to zero; only the newsroom's prize fund may be below zero (it owes what it
    has promised).
    """

    class Kind(models.TextChoices):
        """Whose money it is."""

        FUND = "fund", _("Prize fund")
        VOUCHER = "voucher", _("Voucher")
        MERCHANT = "merchant", _("Merchant")
        PAID = "paid", _("Paid out")

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    balance = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.CheckConstraint(condition=Q(kind="fund") | Q(balance__gte=0), name="account_never_overdrawn")
        ]

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """Money moved from one account to another. Transfers are only added; a correction is a transfer back."""

    key = models.CharField(max_length=120, unique=True, help_text=_("The same key never moves money twice."))
    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="outgoing")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="incoming")
    amount = models.PositiveBigIntegerField()
    memo = models.CharField(max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.source_id} → {self.target_id}"


class Voucher(models.Model):
    """A promise of a sum at any active merchant, to one holder.

    The code itself is stored nowhere: it is derived from a key outside the database. `fingerprint` finds a typed code.
    """

    class State(models.TextChoices):
        """Where the voucher stands."""

        ACTIVE = "active", _("Ready to use")
        REDEEMED = "redeemed", _("Used")
        VOIDED = "voided", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vouchers")
    reference = models.CharField(max_length=120, unique=True, help_text=_("What it was issued for, once."))
    occasion = models.CharField(_("won in"), max_length=120)
    value = models.PositiveBigIntegerField(_("value in rupiah"))
    fingerprint = models.CharField(max_length=80, unique=True)
    key_version = models.PositiveSmallIntegerField()
    last_four = models.CharField(max_length=4)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__range=(LEAST_VALUE, MOST_VALUE)), name="voucher_value_in_bounds")
        ]

    def __str__(self) -> str:
        return f"voucher …{self.last_four}"


class Redemption(models.Model):
    """A voucher was used at a merchant. One row per voucher, whatever the number of tries."""

    voucher = models.OneToOneField(Voucher, on_delete=models.PROTECT, related_name="redemption")
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="redemptions")
    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.UUIDField(unique=True, help_text=_("Made with the form: the same key gives the same answer."))
    amount = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.amount} at {self.merchant_id}"
