"""A code by e-mail confirms a device: proof of holding the mailbox, not of knowing something."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import record
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.sealed.codes import code_fingerprint, numeric_code
from rembuk.sealed.keyring import KeyKind
from rembuk.trust import mail
from rembuk.trust.models import Device, StepUp

LIFE: Final = timedelta(minutes=10)
TRIES: Final = 5
CODES_AN_HOUR: Final = 5
WRONG_A_DAY: Final = 20  # by one reader, over all devices and codes


class CodeRefused(Exception):
    """No code was sent, or the typed one does not count. `str()` is a sentence for the reader."""


@sensitive_variables()
def send_code(*, device: Device) -> None:
    """Send a new code to the reader's first confirmed address; the codes before it no longer count.

    Raises:
        CodeRefused: five codes went out within the hour, twenty wrong ones were typed within a day, or the account
            has no confirmed address.
        OSError: the mail server did not take it; the code is void.
    """
    now = timezone.now()
    code = numeric_code()
    with transaction.atomic():
        reader = Reader.objects.select_for_update().get(pk=device.reader_id)
        addresses = mail.confirmed_addresses(reader)
        if not addresses:
            raise CodeRefused(_("This account has no confirmed e-mail address yet. Confirm one first."))
        _need_a_guess_left_today(reader)
        codes = StepUp.objects.filter(device__reader=reader)
        if codes.filter(sent_at__gt=now - timedelta(hours=1)).count() >= CODES_AN_HOUR:
            raise CodeRefused(_("Five codes went out within an hour. Wait an hour, then ask for a new one."))
        codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
        step_up = StepUp.objects.create(device=device, code_hash=_hash(device, code), expires_at=now + LIFE)
        record("trust.send_code", step_up, actor=reader)
    mail.send("code", reader, addresses[0], code=code, minutes=LIFE // timedelta(minutes=1), label=device.label)


@sensitive_variables()
def confirm_device(*, device: Device, typed: str) -> None:
    """Confirm the device when the code is right; raise CodeRefused otherwise. Every try counts, also a wrong one."""
    digits = "".join(character for character in typed if character.isdigit())
    now = timezone.now()
    with transaction.atomic():
        _need_a_guess_left_today(Reader.objects.select_for_update().get(pk=device.reader_id))
        step_up = StepUp.objects.filter(device=device, used_at=None, expires_at__gt=now).first()
        # The database counts, so that tries at the same moment are all counted.
        counted = step_up is not None and bool(
            StepUp.objects.filter(pk=step_up.pk, used_at=None, tries__lt=TRIES).update(tries=F("tries") + 1)
        )
        right = step_up is not None and counted and hmac.compare_digest(step_up.code_hash, _hash(device, digits))
        if step_up is not None and right:
            StepUp.objects.filter(pk=step_up.pk).update(used_at=now)
            Device.objects.filter(pk=device.pk).update(confirmed_at=now)
            record("trust.confirm_device", device, actor=device.reader)
    if not counted:
        raise CodeRefused(_("This code no longer counts. Ask for a new one."))
    if not right:
        raise CodeRefused(_("That is not the code we sent. Look at the newest e-mail and try again."))


def _need_a_guess_left_today(reader: Reader) -> None:
    """New codes bring new tries, so the day has a limit too: a patient guesser must not win in the end."""
    lately = StepUp.objects.filter(device__reader=reader, sent_at__gt=timezone.now() - timedelta(days=1))
    counts = lately.aggregate(tries=Sum("tries", default=0), right=Count("used_at"))
    if counts["tries"] - counts["right"] >= WRONG_A_DAY:
        raise CodeRefused(
            _(
                "Twenty wrong codes were typed for this account within a day. To keep it safe, no code counts for now: "
                "try again tomorrow, or use a device that is confirmed already. Was it not you? Choose a new password "
                "through “Forgot your password?”."
            )
        )


@sensitive_variables()
def _hash(device: Device, code: str) -> str:
    return code_fingerprint(keyring().current(KeyKind.CODE), code, context=f"step-up:{device.token_hash}")
