"""Sealed values leave no trace: not in the database's bytes, the log, the cache, the session or an error report."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter

from rembuk.readers import actions
from rembuk.readers.models import Reader
from rembuk.sealed.keyring import KeyRing

TYPED = {"name": "Kenari Zaitun Wukirsari", "birth_date": "1987-03-29", "phone": "0857 1928 3746"}
CANARIES = ["kenari zaitun wukirsari", "zaitun", "1987-03-29", "+6285719283746", "85719283746", "0857 1928 3746"]


def disguises(value: str) -> Iterator[bytes]:
    """The value as it could stand in bytes: plain, UTF-16, hex, and base64 at each of its three offsets."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = value.encode(encoding)
        yield from (plain, plain.hex().encode())
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + plain)
            yield encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4]


def found(haystack: bytes) -> list[str]:
    folded = haystack.lower()
    return [
        value
        for value in CANARIES
        if any(disguise in haystack or disguise.lower() in folded for disguise in disguises(value))
    ]


def dump() -> bytes:
    """Everything the database holds: the bytes of SQLite, or every row of every table as PostgreSQL says it."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        content: bytes = connection.connection.serialize()
        return content
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  # names from the database itself
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows).encode()


@pytest.mark.parametrize("value", CANARIES)
def test_the_search_finds_what_it_should(value: str) -> None:
    for text in (value, value.title(), value.encode().hex(), base64.b64encode(f"xy{value}z".encode()).decode()):
        assert found(b"\x01\x02" + text.encode() + b"\x03"), text


def test_no_value_is_in_the_database_the_log_or_the_cache(
    bagas: Reader, sign_in: Callable[[Reader], Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    browser = sign_in(bagas)
    browser.post(reverse("readers:profile"), TYPED | {"birth_date": "1987-03-99"})
    browser.post(reverse("readers:profile"), TYPED)
    browser.get(reverse("readers:profile"))
    database = dump()
    assert b"Bagas" in database, "the dump holds this test's rows"
    assert b"profile" in database
    assert found(database) == []
    assert found(caplog.text.encode()) == []
    assert found(repr(getattr(cache, "_cache", "")).encode()) == []


def test_no_value_is_in_an_error_report(bagas: Reader, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory) -> None:
    def broken(*_: object) -> KeyRing:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("rembuk.readers.sealing.keyring", broken)
    try:
        actions.save_profile(reader=bagas, answers=TYPED)
    except RuntimeError:
        reporter = ExceptionReporter(rf.get("/"), *sys.exc_info())
        report = (reporter.get_traceback_html() + reporter.get_traceback_text()).encode()
    assert b"the disk is on fire" in report
    assert b"save_profile" in report
    # This test's own frame and source lines show TYPED; the project's frames must not.
    ours = report.replace(repr(TYPED).encode(), b"")
    assert found(ours.split(b"save_profile", 1)[1].split(b"test_canary", 1)[0]) == []
