"""Sealing: one key per person, wrapped by the master key; one AES-256-GCM seal per field.

Delete a person's wrapped key and every field sealed under it is gone for good (crypto-shredding), also in database
backups, provided that the key backups are kept apart. Layout of a sealed value: format byte 1, 12-byte nonce,
ciphertext, 16-byte tag: 29 bytes more than the plaintext, whose length is therefore visible.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from .keyring import KEY_BYTES, KeyKind, KeyRing

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


class SealedError(Exception):
    """A sealed value or a wrapped key did not open. Says nothing about its content or the cause."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's 256-bit key in the clear. Lives in memory only; `repr` does not show it."""

    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key as the database may hold it: 40 bytes (AES key wrap, RFC 3394) and the master that wrapped it."""

    master_version: int
    blob: bytes


def new_person_key() -> PersonKey:
    """A fresh random key."""
    return PersonKey(secrets.token_bytes(KEY_BYTES))


def wrap(ring: KeyRing, person_key: PersonKey) -> WrappedKey:
    """Wrap under the current master key."""
    master = ring.current(KeyKind.MASTER)
    return WrappedKey(master.version, aes_key_wrap(master.secret, person_key.secret))


def unwrap(ring: KeyRing, wrapped: WrappedKey) -> PersonKey:
    """Raises KeyRingError when the master version is missing, SealedError when the blob was altered."""
    master = ring.get(KeyKind.MASTER, wrapped.master_version)
    try:
        return PersonKey(aes_key_unwrap(master.secret, wrapped.blob))
    except (InvalidUnwrap, ValueError):
        raise SealedError("This wrapped key does not open.") from None


def rewrap(ring: KeyRing, wrapped: WrappedKey) -> WrappedKey:
    """Rotation: the same person key under the current master. The sealed fields need no change."""
    if wrapped.master_version == ring.current(KeyKind.MASTER).version:
        return wrapped
    return wrap(ring, unwrap(ring, wrapped))


def aad_for(person_id: int | str | UUID, field_name: str) -> bytes:
    """`profile:<person id>:<field>`: ties a seal to its place, so that no value can be moved to another row."""
    parts = (str(person_id), field_name)
    if not all(parts) or any(":" in part for part in parts):
        raise ValueError("A person id and a field name are not empty and hold no colon.")
    return ":".join(("profile", *parts)).encode()


def seal(person_key: PersonKey, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt with a random nonce; sealing the same text twice gives two different values."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(person_key.secret).encrypt(nonce, plaintext, aad)


def open_(person_key: PersonKey, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext, or SealedError for a wrong key, a wrong place, an altered or a malformed value."""
    body = sealed.removeprefix(_FORMAT)
    if len(body) != len(sealed) - 1 or len(body) < _NONCE_BYTES + _TAG_BYTES:
        raise SealedError("This sealed value does not open.")
    try:
        return AESGCM(person_key.secret).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], aad)
    except InvalidTag:
        raise SealedError("This sealed value does not open.") from None
