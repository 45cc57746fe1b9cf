"""From what a file says to values we keep, or a sentence that says why not. Bounds stand here, for all formats."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .rows import ANONYMOUS, LONGEST_ID, LONGEST_NAME, LONGEST_TEXT, Bad

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
MOST_GIVEN: Final = 1_000_000_000


class BadValueError(Exception):
    """A value of one row is not what it should be; the message is the sentence that says so."""


def bad(place: int, problem: Exception) -> Bad:
    """The row at `place` cannot be brought."""
    return Bad(place, str(problem))


def clean(value: Any) -> str:
    """A value as text that a database takes: no NUL, no lone surrogate."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def words(value: Any) -> str:
    """A comment's text, whole.

    Raises:
        BadValueError: it is none, or too long.
    """
    if value is not None and not isinstance(value, str):
        raise BadValueError(_("the text is no text"))
    text = clean(value)
    if len(text) > LONGEST_TEXT or len(text.encode()) > LONGEST_TEXT:
        raise BadValueError(_("the text is longer than %d kB") % (LONGEST_TEXT // 1024))
    return text


def some_words(text: str) -> str:
    """A text that must not be empty.

    Raises:
        BadValueError: it is.
    """
    if not text.strip():
        raise BadValueError(_("there is no text"))
    return text


def name(value: Any) -> str:
    """A name of bounded length, on one line."""
    return " ".join(clean(value)[: 4 * LONGEST_NAME].split())[:LONGEST_NAME]


def key(value: Any) -> str:
    """An id of the old system; empty for none.

    Raises:
        BadValueError: it is neither text nor a whole number, or too long.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadValueError(_("an id is neither text nor a number"))
    try:
        text = clean(value).strip()
    except ValueError:  # a whole number with thousands of digits
        text = " " * (LONGEST_ID + 1)
    if len(text) > LONGEST_ID:
        raise BadValueError(_("an id is longer than %d characters") % LONGEST_ID)
    return text


def own_key(value: Any) -> str:
    """The id of the row itself.

    Raises:
        BadValueError: there is none, or `key` says so.
    """
    found = key(value)
    if not found:
        raise BadValueError(_("there is no id"))
    return found


def moment(value: Any) -> datetime:
    """A time from ISO 8601 text, seconds since 1970, or MongoDB's `{"$date": …}`; in UTC where nothing else is said.

    Raises:
        BadValueError: it is none, before 1990, or later than tomorrow.
    """
    try:
        found = _moment(value)
    except (ValueError, OverflowError, OSError, TypeError):
        raise BadValueError(_("the time is not understood")) from None
    if not EARLIEST <= found <= datetime.now(UTC) + timedelta(days=1):
        raise BadValueError(_("the time is out of range"))
    return found


def _moment(value: Any) -> datetime:
    if isinstance(value, Mapping) and "$date" in value:
        inner = value["$date"]
        if isinstance(inner, Mapping):
            return _moment(int(inner["$numberLong"]) / 1000)
        return _moment(inner / 1000 if isinstance(inner, int) else inner)
    if isinstance(value, str):
        if not 10 <= len(value.strip()) <= 40:
            raise ValueError
        found = datetime.fromisoformat(value.strip())
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    seconds = float(value)
    if isinstance(value, bool) or not math.isfinite(seconds):
        raise ValueError
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(value: Any) -> datetime | None:
    """A time that may be missing, or be worth nothing: a row is not lost for it."""
    if not value:
        return None
    try:
        return moment(value)
    except BadValueError:
        return None


def amount(value: Any) -> int:
    """How many; 0 for what is no sensible number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if math.isfinite(value) and 0 < value <= MOST_GIVEN else 0


def liked(count: Any) -> dict[str, int]:
    """A count of likes as reactions."""
    found = amount(count)
    return {"setuju": found} if found else {}


def guest(shown: str, email: Any) -> str:
    """The id of someone who is known by name and address only. The address cannot be read from it."""
    if not shown and not email:
        return ANONYMOUS
    mark = salted_hmac("rembuk.transfer.guest", f"{shown.casefold()}\n{clean(email).strip().lower()}").hexdigest()
    return f"guest:{mark[:32]}"
