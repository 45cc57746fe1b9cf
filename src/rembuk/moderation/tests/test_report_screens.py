"""What moderators read of reports, and how a flood is dismissed, in a browser without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.models import Comment, Report
from rembuk.moderation.actions import take_report
from rembuk.moderation.models import Decision, ReporterRecord, ReportFlood
from rembuk.readers.models import Reader

Write = Callable[..., Comment]


@pytest.fixture
def browser(sign_in: Callable[[Reader], Client], damar: Reader) -> Client:
    """Damar's browser."""
    return sign_in(damar)


@pytest.fixture
def tell(make_reader: Callable[..., Reader]) -> Callable[..., Reader]:
    """Reports a comment in the name of an account that is so many days old."""

    def send(name: str, comment: Comment, *, days: int = 365, right: int = 0, wrong: int = 0, note: str = "") -> Reader:
        reader = make_reader(name, date_joined=timezone.now() - timedelta(days=days))
        ReporterRecord.objects.create(reader=reader, upheld=right, dismissed=wrong)
        report = Report.objects.create(comment=comment, reporter=reader, reason="abuse", note=note)
        take_report(comment=comment, report=report)
        return reader

    return send


def queue(browser: Client) -> str:
    return browser.get(reverse("moderation_queue")).content.decode()


def test_moderators_read_records_in_words(browser: Client, write: Write, ratna: Reader, tell: Any) -> None:
    comment = write(ratna, "Warung di kampung saya ikut katalog ini, dan ramai.")
    tell("Sulastri", comment, right=9)
    assert "Dilaporkan 1 pembaca, biasanya tepat: Hinaan atau ancaman" in queue(browser)
    tell("Hendro", comment, right=6, wrong=1, note="<b>Kasar</b> sekali.")
    tell("Wening", comment, wrong=7)
    tell("Gilang", comment, right=2)
    page = queue(browser)
    assert "Dilaporkan 4 pembaca, 2 di antaranya biasanya tepat, 1 di antaranya jarang tepat: " in page
    assert "Hinaan atau ancaman (4)" in page
    assert "&lt;b&gt;Kasar&lt;/b&gt; sekali." in page
    assert not [name for name in ("Sulastri", "Hendro", "Wening", "Gilang") if name in page]


def test_readers_read_nothing_of_it(
    sign_in: Callable[[Reader], Client], write: Write, ratna: Reader, bagas: Reader, tell: Any
) -> None:
    comment = write(ratna, "Warung di kampung saya ikut katalog ini, dan ramai.")
    tell("Sulastri", comment, right=9)
    for person in (ratna, bagas):
        page = sign_in(person).get(comment.thread.address()).content.decode()
        assert "ikut katalog ini" in page
        assert "Sulastri" not in page
        assert "biasanya tepat" not in page


def test_a_flood_is_dismissed_with_one_click_and_taken_back(
    browser: Client, write: Write, ratna: Reader, tell: Any
) -> None:
    comments = [write(ratna, f"Warung nomor {number} ikut katalog, dan ramai.") for number in range(2)]
    for number in range(9):
        tell(f"Baru {number}", comments[number % 2], days=1)
    flood = ReportFlood.objects.get()
    said = "9 laporan dalam 1 menit terhadap satu orang, kebanyakan dari akun baru."
    address = reverse("moderation_flood", args=[flood.pk])
    listed = queue(browser)
    assert listed.count(said) == listed.count(f'href="{address}"') == 2
    page = browser.get(address).content.decode()
    assert said in page
    items = re.findall(r'name="item" value="([^"]+)" checked', page)
    assert len(items) == 2
    browser.post(reverse("moderation_together"), {"item": items, "outcome": "approved"})
    assert set(ReporterRecord.objects.values_list("dismissed", flat=True)) == {1}
    assert "Tidak ada lagi yang menunggu dari serbuan ini." in browser.get(address).content.decode()
    batch = Decision.objects.values_list("batch", flat=True)[0]
    browser.post(reverse("moderation_undo_together", args=[batch]))
    assert set(ReporterRecord.objects.values_list("dismissed", flat=True)) == {0}
    assert browser.get(address).content.decode().count('name="item"') == 2
    piece = browser.get(address, headers={"rembuk-piece": "1"}).content.decode()
    assert piece.count('name="item"') == 2
    assert "<html" not in piece
