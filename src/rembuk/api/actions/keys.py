"""Making and ending keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.api.models import ApiKey, Scope
from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

LONGEST: Final = 365  # days


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@sensitive_variables("secret")
@transaction.atomic
def make_key(*, actor: Reader, title: TitlePage, name: str, scopes: Iterable[str], days: int) -> tuple[ApiKey, str]:
    """Make a key that holds for 1 to 365 days. The second value is the whole key, which nobody can see again.

    Raises:
        Refused: no scope, one that there is not, or too many days.
    """
    wanted = [scope for scope in Scope.values if scope in set(scopes)]
    if not wanted:
        raise Refused(_("Choose what the key may do. To read what everyone may read, no key is needed."))
    if not 1 <= days <= LONGEST:
        raise Refused(_("A key holds from 1 to %(days)d days.") % {"days": LONGEST})
    secret = secrets.token_hex(24)
    key = ApiKey.objects.create(
        title=title,
        name=name[:80],
        key_id=secrets.token_hex(6),
        secret_hash=digest(secret),
        scopes=wanted,
        made_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record("api.make_key", key, actor=actor, title=title.pk, scopes=wanted, days=days)
    return key, f"rk_{key.key_id}_{secret}"


@transaction.atomic
def revoke_key(*, actor: Reader, key: ApiKey) -> ApiKey:
    """End a key now. Ending it twice is the same as once."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record("api.revoke_key", key, actor=actor)
    return key


def note_use(*, key: ApiKey, now: datetime) -> None:
    """Note the hour in which the key was last used: one write an hour, and no trail of who did what when."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if key.last_used_at is None or key.last_used_at < hour:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=hour)
