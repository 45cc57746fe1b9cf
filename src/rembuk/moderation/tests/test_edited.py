"""What an edit changes: a decision stood about the text before it, and so did the reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.actions import Refused, edit_comment, report_comment
from rembuk.conversation.models import Comment, Report, Revision
from rembuk.moderation import queries
from rembuk.moderation.actions import AlreadyDecided, Changed, approve, reject, undo, undo_together
from rembuk.moderation.models import (
    Decision,
    FloodedReport,
    QueueItem,
    RejectionReason,
    ReporterRecord,
    ReportFlood,
)
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

Write = Callable[..., Comment]
OTHER = "Semoga warungnya ramai terus, dan jalannya cepat selesai."


@pytest.fixture
def edit(django_capture_on_commit_callbacks: Capture) -> Callable[[Comment, str], Comment]:
    """Edits a comment as its writer does, events included."""

    def change(comment: Comment, body: str) -> Comment:
        with django_capture_on_commit_callbacks(execute=True):
            return edit_comment(author=comment.author, comment=Comment.objects.get(pk=comment.pk), body=body)

    return change


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Capture) -> Callable[..., None]:
    """Reports a comment as a reader does, events included."""

    def send(reporter: Reader, comment: Comment, note: str = "") -> None:
        now = Comment.objects.get(pk=comment.pk)
        with django_capture_on_commit_callbacks(execute=True):
            report_comment(reporter=reporter, comment=now, reason="abuse", note=note)

    return send


Edit = Callable[[Comment, str], Comment]
Tell = Callable[..., None]


def waits(comment: Comment) -> bool:
    return QueueItem.objects.filter(comment=comment, closed_at=None).exists()


@pytest.mark.parametrize("after", [INSULT, OTHER])
@pytest.mark.parametrize("together", [False, True])
def test_going_back_does_not_reach_over_an_edit(
    write: Write, edit: Edit, tell: Tell, ratna: Reader, bagas: Reader, damar: Reader, after: str, together: bool
) -> None:
    comment, batch = write(ratna, CLEAN), uuid4()
    tell(bagas, comment)
    decision = approve(moderator=damar, comment=comment, batch=batch)
    state = edit(comment, after).state
    with pytest.raises(Refused if together else Changed, match="sejak Anda memutuskan"):
        undo_together(moderator=damar, batch=batch) if together else undo(moderator=damar, decision=decision)
    assert Comment.objects.get(pk=comment.pk).state == state == ("held" if after == INSULT else "published")
    assert (waits(comment), Decision.objects.count()) == (after == INSULT, 1)


def test_one_rejection_is_not_given_twice(
    write: Write, ratna: Reader, damar: Reader, yoga: Reader, reason: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    first = reject(moderator=damar, comment=comment, reason=reason)
    for moderator in (yoga, damar):
        with pytest.raises(AlreadyDecided, match="Damar"):
            reject(moderator=moderator, comment=comment, reason=reason)
    assert Decision.objects.count() == 1
    undo(moderator=damar, decision=first)
    assert reject(moderator=yoga, comment=comment, reason=reason).before == "held"


def test_reports_before_and_after_an_edit_are_one_voice(
    write: Write, edit: Edit, tell: Tell, ratna: Reader, bagas: Reader, yoga: Reader, damar: Reader,
    reason: RejectionReason,
) -> None:  # fmt: skip
    comment = write(ratna, CLEAN)
    tell(bagas, comment, "Menyebut rumah saya.")
    tell(yoga, comment)
    edit(comment, OTHER)
    tell(bagas, comment, "Sekarang nomor saya.")
    item = QueueItem.objects.get(comment=comment)
    assert (Report.objects.count(), item.weight, item.urgency) == (3, 200, 11)
    row = queries.one(damar, comment)
    assert row is not None
    assert row.reported is not None
    assert row.reported.words == "Dilaporkan 2 pembaca, 1 di antaranya tentang teks sebelumnya"
    assert row.reported.reasons == [("Hinaan atau ancaman", 2)]
    assert row.reported.notes == ["Menyebut rumah saya.", "Sekarang nomor saya."]
    assert queries.reports_about(damar, ratna).received == 2
    assert queries.reports_about(damar, bagas).made == 1
    reject(moderator=damar, comment=comment, reason=reason)
    record = ReporterRecord.objects.get(reader=bagas)
    assert (record.upheld, record.dismissed) == (1, 0)


def test_a_report_of_the_new_text_brings_it_back_after_a_decision(
    write: Write, edit: Edit, tell: Tell, ratna: Reader, bagas: Reader, damar: Reader
) -> None:
    comment = write(ratna, CLEAN)
    tell(bagas, comment)
    approve(moderator=damar, comment=comment)
    edit(comment, OTHER)
    assert not waits(comment)
    tell(bagas, comment)
    assert waits(comment)
    assert QueueItem.objects.get(comment=comment).weight == 80, "once dismissed, so it weighs a little less"
    approve(moderator=damar, comment=comment)
    assert ReporterRecord.objects.get(reader=bagas).dismissed == 1


@pytest.mark.parametrize("runs", [False, True])
def test_a_flood_before_the_edit_does_not_swallow_the_report_after_it(
    write: Write, edit: Edit, tell: Tell, ratna: Reader, make_reader: Callable[..., Reader], runs: bool
) -> None:
    now = timezone.now()
    new = make_reader("Wening", date_joined=now - timedelta(days=1 if runs else 99))
    comment = write(ratna, CLEAN)
    tell(new, comment)
    seen = now if runs else now - timedelta(hours=2)
    flood = ReportFlood.objects.create(writer=ratna, mark="new", reports=1, began_at=seen, last_at=seen)
    FloodedReport.objects.create(report=Report.objects.get(), flood=flood)
    edit(comment, OTHER)
    tell(new, comment)
    item = QueueItem.objects.get(comment=comment)
    # A flood that still runs takes in what belongs to it, as it takes every report, and counts its reader once.
    assert (item.weight, item.urgency) == ((0, 5) if runs else (100, 10))
    flood.refresh_from_db()
    assert (flood.reports, FloodedReport.objects.count()) == (1, 2 if runs else 1)


def test_the_desk_shows_the_texts_before_an_edit(
    sign_in: Callable[[Reader], Client], write: Write, edit: Edit, tell: Tell, ratna: Reader, bagas: Reader,
    damar: Reader,
) -> None:  # fmt: skip
    def shown(name: str, *args: object) -> str:
        found = re.search(
            r'<details class="desk-earlier".*?</details>', browser.get(reverse(name, args=args)).text, re.S
        )
        return found[0] if found else ""

    browser, comment = sign_in(damar), write(ratna, "Dia menipu <b>tetangga</b> & kabur.")
    own = ("moderation_comment", comment.public_id)
    assert shown(*own) == ""
    edit(comment, CLEAN)
    pieces = shown(*own)
    assert "Teks sebelumnya (1)" in pieces
    assert '<details class="desk-earlier">' in pieces, "closed, as long as nobody reported it"
    assert "Dia menipu &lt;b&gt;tetangga&lt;/b&gt; &amp; kabur." in pieces
    tell(bagas, comment)
    edit(comment, OTHER)
    for pieces in (shown(*own), shown("moderation_queue")):
        assert "Teks sebelumnya (2)" in pieces
        assert '<details class="desk-earlier" open>' in pieces
        assert [CLEAN in pieces, "Dia menipu" in pieces] == [True, True]
        assert pieces.index(CLEAN) < pieces.index("Dia menipu"), "the newest first"
        (of_reported, of_first) = re.findall(r"<li>.*?</li>", pieces, re.S)
        assert "Dilaporkan: Hinaan atau ancaman" in of_reported
        assert "Dilaporkan" not in of_first
        assert re.search(r'<time datetime="20\d\d-[^"]+" title="[^"]+">diganti, ', of_first)
        assert bagas.display_name not in pieces


def test_of_many_earlier_texts_the_newest_and_the_reported_are_shown(
    write: Write, tell: Tell, ratna: Reader, bagas: Reader, damar: Reader
) -> None:
    comment = write(ratna, CLEAN)
    made = [Revision.objects.create(comment=comment, body=f"Teks {number}.") for number in range(30)]
    Report.objects.create(comment=comment, reporter=bagas, reason="abuse", revision=made[3])
    row = queries.one(damar, comment)
    assert row is not None
    assert [text.body for text in row.earlier] == [f"Teks {number}." for number in [*range(29, 9, -1), 3]]
