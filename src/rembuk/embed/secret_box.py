"""The shared secrets of sign-on keys: sealed under the master key, unreadable in a copy of the database."""

from __future__ import annotations

import secrets

from django.views.decorators.debug import sensitive_variables

from rembuk.readers.keys import keyring
from rembuk.sealed import envelope
from rembuk.sealed.keyring import KeyKind

from .models import SignOnKey


def new_secret() -> str:
    """43 letters and figures that carry 256 bits; these characters themselves are the key."""
    return secrets.token_urlsafe(32)


@sensitive_variables()
def close(key: SignOnKey, secret: str) -> None:
    """Put the secret into the key's row, under the newest master key. Its first two bytes say which."""
    version = keyring().current(KeyKind.MASTER).version
    sealed = envelope.seal(_box(version), secret.encode(), _place(key))
    key.sealed = version.to_bytes(2, "big") + sealed


@sensitive_variables()
def open_(key: SignOnKey) -> bytes:
    """The secret of an HS256 key. Raises SealedError or KeyRingError when it cannot be read."""
    content = bytes(key.sealed or b"")
    return envelope.open_(_box(int.from_bytes(content[:2], "big")), content[2:], _place(key))


def _place(key: SignOnKey) -> bytes:
    return f"sign-on:{key.sign_on_id}:{key.kid}".encode()


def _box(master_version: int) -> envelope.PersonKey:
    master = keyring().get(KeyKind.MASTER, master_version)
    return envelope.PersonKey(master.mac("embed", b"sign-on secrets"))
