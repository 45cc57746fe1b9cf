"""The key folder of this installation, read once per process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rembuk.sealed.keyring import KeyRing, KeyRingError


@lru_cache(maxsize=1)
def keyring() -> KeyRing:
    """The keys in `settings.REMBUK_KEYS`; only a demo or a development tree makes missing ones by itself.

    Raises:
        ImproperlyConfigured: there are no keys, or they cannot be used; the message says what to do.
    """
    if not settings.REMBUK_KEYS.exists() and (settings.DEMO or settings.DEBUG):
        return make_keys()
    try:
        return KeyRing.load(settings.REMBUK_KEYS)
    except KeyRingError as problem:
        raise ImproperlyConfigured(
            f"The keys that seal readers' data cannot be used. {problem} "
            "A new installation makes its keys with `rembuk prepare`; an old one must get its own keys back."
        ) from None


def make_keys() -> KeyRing:
    """Make the first keys of an installation (`rembuk prepare`, demo). Keys that another process just made are used."""
    try:
        return KeyRing.create(settings.REMBUK_KEYS)
    except KeyRingError:
        return KeyRing.load(settings.REMBUK_KEYS)
