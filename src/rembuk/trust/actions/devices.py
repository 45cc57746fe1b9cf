"""Knowing a browser again."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from rembuk.audit.actions import record
from rembuk.readers.models import Reader
from rembuk.trust import devices, mail
from rembuk.trust.models import Device


def recognise(request: HttpRequest, *, reader: Reader) -> Device:
    """The device that the reader signs in with. One we do not know is noted, unconfirmed, and told by e-mail."""
    return _seen(request, reader=reader, confirmed=False)


def confirm_first_device(request: HttpRequest, *, reader: Reader) -> None:
    """The reader followed the link in our e-mail: the browser is confirmed when it is the account's first.

    Only the first: whoever has got in with a stolen password could add an own address and confirm that.
    """
    if not Device.objects.filter(reader=reader).exists():
        _seen(request, reader=reader, confirmed=True)


def forget_device(*, device: Device) -> None:
    """Treat this browser as unknown from now on."""
    with transaction.atomic():
        record("trust.forget_device", device, actor=device.reader)
        device.delete()


def _seen(request: HttpRequest, *, reader: Reader, confirmed: bool) -> Device:
    now = timezone.now()
    label = devices.label(request.headers.get("user-agent", ""))
    with transaction.atomic():
        device, is_new = Device.objects.get_or_create(
            reader=reader,
            token_hash=devices.token_hash(request) or devices.new_token(request),
            defaults={"label": label, "last_seen": now, "confirmed_at": now if confirmed else None},
        )
        if not is_new:
            device.label, device.last_seen = label, now
            device.save(update_fields=["label", "last_seen"])
            return device
        record("trust.new_device", device, actor=reader, confirmed=confirmed)
        if not confirmed:
            transaction.on_commit(partial(mail.notify, "new_device", reader, at=now, label=label))
    return device
