"""Canonical JSON: one value, one sequence of bytes (the RFC 8785 subset without floats), and SHA-256 over it."""

from __future__ import annotations

import hashlib
import json

from rembuk.fairdraw.errors import CanonicalError

MAX_INT = 2**53 - 1  # beyond this a JavaScript reader of the same file would see another number


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of `value` (str, int, bool, None, list, tuple, dict with str keys).

    Raises CanonicalError for floats, integers beyond 2**53 - 1, lone surrogates and any other type.
    """
    try:
        text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:
        raise CanonicalError("The value has no canonical form: a broken character or too many levels.") from error


def _ordered(value: object) -> object:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise CanonicalError(f"The number {value} is too large; write it as a string.")
        return int(value)
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise CanonicalError("Every key of an object must be a string.")
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    raise CanonicalError(f"A {type(value).__name__} has no canonical form.")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")  # RFC 8785 sorts by UTF-16 code units, not by code points


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
