"""What the server writes down when an address fails."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader
from rembuk.site.logs import RoutesNotPaths


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as the console has it."""
    logging_of: dict[str, Any] = settings.LOGGING
    console = logging_of["handlers"]["console"]
    kinds = [logging_of["filters"][name]["()"] for name in console["filters"]]
    assert kinds == [f"{RoutesNotPaths.__module__}.{RoutesNotPaths.__name__}"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RoutesNotPaths())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    [
        "/bincang/pembaca/siti-aminah-rahasia/",
        "/keberatan/tamu/rahasia-123/",
        "/siti.rahasia@contoh.test",
        "/a/rahasia/b/",
    ],
)
def test_an_address_that_fails_is_logged_by_its_route(
    path: str, log: io.StringIO, client: Client, title: TitlePage
) -> None:
    assert client.get(path, HTTP_HOST="localhost").status_code == 404
    assert "Not Found" in log.getvalue()
    assert "rahasia" not in log.getvalue()


def test_what_a_form_was_sent_to_is_not_named(log: io.StringIO, ratna: Reader) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/staf/moderasi/penulis/{ratna.public_id}/sanksi/").status_code == 403
    assert "Forbidden" in log.getvalue()
    assert str(ratna.public_id) not in log.getvalue()
    assert "sanksi" in log.getvalue()
