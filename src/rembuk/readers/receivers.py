"""Whoever gets, confirms or loses an address: the mailboxes of the account are kept."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from . import mailboxes
from .models import Reader


@receiver(post_save, sender=Reader, dispatch_uid="readers.mailbox_of_reader")
def keep_of_reader(
    instance: Reader, *, raw: bool = False, update_fields: frozenset[str] | None = None, **_signal: Any
) -> None:
    """The address that an account signs in with was set."""
    if not raw and (update_fields is None or "email" in update_fields):
        mailboxes.keep(instance)


@receiver(post_save, sender=EmailAddress, dispatch_uid="readers.mailbox_of_address")
def keep_of_address(instance: EmailAddress, *, raw: bool = False, **_signal: Any) -> None:
    """A further address was confirmed, or is confirmed no more."""
    if not raw and not instance.primary:
        mailboxes.keep(instance.user)


@receiver(post_delete, sender=EmailAddress, dispatch_uid="readers.mailbox_of_lost_address")
def keep_without_address(instance: EmailAddress, origin: Any = None, **_signal: Any) -> None:
    """An address was removed; when its whole account goes, its mailboxes go with it."""
    if isinstance(origin, EmailAddress):
        mailboxes.keep(instance.user)
