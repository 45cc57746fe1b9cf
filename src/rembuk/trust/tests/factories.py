"""What tests of this room, and of the rooms above it, need of devices."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from rembuk.readers.models import Reader
from rembuk.trust import devices
from rembuk.trust.models import Device


def device(client: Client, reader: Reader, *, confirmed: bool, token: str = "a token of this test") -> Device:
    """Make the test's browser a device of the reader's, or change whether it is confirmed."""
    client.cookies[devices.COOKIE] = devices.signed(token)
    now = timezone.now()
    facts = {"label": "Chrome, Android", "last_seen": now, "confirmed_at": now if confirmed else None}
    made, _is_new = Device.objects.update_or_create(reader=reader, token_hash=devices.hash_of(token), defaults=facts)
    return made
