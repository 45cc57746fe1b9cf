"""Blind indexes: compare a value and find its duplicates without being able to read it.

An index is `<key version>.<64 hex digits>`: HMAC-SHA256 of the normalised value under a key derived for that field.
It leaks equality within one field and nothing else, as long as the index key stays outside the database: without
the secret key every possible national number could be tried in hours.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import date

from .keyring import Key, KeyKind, KeyRing

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def blind_index(ring: KeyRing, field: str, value: str) -> str:
    """The index to store, under the current key. `value` must already be normalised."""
    return _index(ring.current(KeyKind.INDEX), field, value)


def blind_indexes(ring: KeyRing, field: str, value: str) -> list[str]:
    """The index under every key held, newest first: what to look for until all rows are on the newest key."""
    return [_index(key, field, value) for key in ring.all(KeyKind.INDEX)]


def matches(ring: KeyRing, field: str, value: str, stored: str) -> bool:
    """Whether `value` (normalised) is the one behind `stored`; the comparison takes constant time."""
    version = stored.partition(".")[0]
    if not (version.isascii() and version.isdigit()):
        raise ValueError("This is not a blind index.")
    return hmac.compare_digest(_index(ring.get(KeyKind.INDEX, int(version)), field, value), stored)


def _index(key: Key, field: str, value: str) -> str:
    if not value:
        raise ValueError("An empty value has no blind index: all empty fields would look like one person.")
    return f"{key.version}.{key.mac(f'blind:{field}', value.encode()).hex()}"


def normalise_name(name: str) -> str:
    """Case, Unicode form and spacing evened out; titles (`Hj.`, `Dr.`) stay, for they are part of what people write."""
    folded = name
    for _ in range(2):  # folding can undo the Unicode form, and the form can undo folding
        folded = unicodedata.normalize("NFKC", folded).casefold()
    text = " ".join(unicodedata.normalize("NFKC", folded).split())
    if not text:
        raise ValueError("A name cannot be empty.")
    return text


def normalise_date(day: date | str) -> str:
    """`YYYY-MM-DD` of a date or of ISO 8601 text. The error does not repeat the value."""
    try:
        parsed = date.fromisoformat(day.strip()) if isinstance(day, str) else day
    except ValueError:
        raise ValueError("A date must be given as YYYY-MM-DD.") from None
    return date(parsed.year, parsed.month, parsed.day).isoformat()  # a datetime is a date too: drop its time


def normalise_phone(number: str) -> str:
    """A number that the caller has already brought into E.164 (`+628123456789`); anything else is refused."""
    if not _E164.fullmatch(number):
        raise ValueError("A telephone number must be given in E.164 form, such as +628123456789.")
    return number
