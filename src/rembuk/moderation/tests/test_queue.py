"""What waits: nothing lost, nothing twice, and always the same number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rembuk.civility import REASON_KINDS
from rembuk.conversation import events
from rembuk.conversation.actions import remove_comment, report_comment
from rembuk.conversation.models import Comment, Report, Revision
from rembuk.moderation import queries
from rembuk.moderation.actions import adopt, approve, reject, undo
from rembuk.moderation.filters import Filters
from rembuk.moderation.models import QueueItem, RejectionReason
from rembuk.moderation.reasons import LABELS, findings, pieces
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

Write = Callable[..., Comment]


def waiting(viewer: Reader) -> list[Comment]:
    adopt(most=100)
    return [row.comment for row in queries.open_queue(viewer).rows]


def test_held_and_reported_wait_and_decided_do_not(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    held, clean = write(ratna, INSULT), write(ratna, CLEAN)
    assert waiting(damar) == [held]
    with django_capture_on_commit_callbacks(execute=True):
        report = report_comment(reporter=bagas, comment=clean, reason="abuse", note="Menyindir tetangga saya.")
    row = queries.open_queue(damar).rows[0]  # readers can see it, so it comes first
    assert (row.comment, row.is_report, row.reports) == (clean, True, [report])
    approve(moderator=damar, comment=clean)
    approve(moderator=damar, comment=held)
    assert waiting(damar) == []


def test_only_moderators_see_the_queue(lose: Write, ratna: Reader, yoga: Reader, damar: Reader) -> None:
    comment = lose(ratna)
    approve(moderator=damar, comment=comment)
    lose(ratna)
    for viewer in (ratna, yoga, AnonymousUser()):
        assert queries.open_queue(viewer).rows == []
        assert queries.alike(viewer, [comment.pk]) == {}
        assert queries.around(viewer, comment) is None
        assert queries.readers_of(viewer, [comment.pk]) == {}
        assert queries.open_count(viewer) == 0
        assert queries.decisions(viewer).rows == []
        assert queries.one(viewer, comment) is None
        assert queries.record_of(viewer, ratna) == queries.Record()
    assert queries.record_of(damar, ratna) == queries.Record(published=1)


def test_withdrawing_what_was_rejected_washes_no_record_clean(
    write: Write, lose: Write, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    rejected, pardoned, upheld, mistaken, kept = (write(ratna, f"{INSULT} Nomor {number}.") for number in range(5))
    for comment in (rejected, pardoned, upheld):
        reject(moderator=damar, comment=comment, reason=reason)
    approve(moderator=damar, comment=pardoned)
    undo(moderator=damar, decision=approve(moderator=damar, comment=upheld))  # so the rejection holds
    undo(moderator=damar, decision=reject(moderator=damar, comment=mistaken, reason=reason))
    lose(ratna, "Menunggu.")
    assert queries.record_of(damar, ratna) == queries.Record(published=1, rejected=2)
    for comment in (rejected, pardoned, upheld, mistaken):
        remove_comment(author=ratna, comment=comment)
    assert queries.record_of(damar, ratna) == queries.Record(published=0, rejected=2)
    (row,) = [row for row in queries.open_queue(damar).rows if row.comment == kept]
    assert row.author == queries.Record(published=0, rejected=2)


def test_a_lost_event_loses_no_comment(lose: Write, ratna: Reader, damar: Reader) -> None:
    comment = lose(ratna)
    assert not QueueItem.objects.exists()
    assert queries.lost_lately(5)
    assert waiting(damar) == [comment]
    assert queries.open_count(damar) == 1
    assert not queries.lost_lately(5)


def test_an_event_that_comes_twice_or_late_changes_nothing(write: Write, ratna: Reader, damar: Reader) -> None:
    comment = write(ratna, INSULT)
    events.comment_held.send(sender=Comment, comment=comment)
    assert QueueItem.objects.count() == 1
    approve(moderator=damar, comment=comment)
    events.comment_held.send(sender=Comment, comment=comment)
    assert waiting(damar) == []


def test_a_new_report_opens_again_and_an_old_one_does_not(
    write: Write,
    ratna: Reader,
    bagas: Reader,
    yoga: Reader,
    damar: Reader,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    comment = write(ratna, CLEAN)
    with django_capture_on_commit_callbacks(execute=True):
        old = report_comment(reporter=bagas, comment=comment, reason="other", note="")
    approve(moderator=damar, comment=comment)
    events.comment_reported.send(sender=Comment, comment=comment, report=old)
    assert waiting(damar) == []
    with django_capture_on_commit_callbacks(execute=True):
        report_comment(reporter=yoga, comment=comment, reason="spam", note="")
    assert waiting(damar) == [comment]


def test_what_the_writer_withdrew_no_longer_waits(write: Write, ratna: Reader, damar: Reader) -> None:
    remove_comment(author=ratna, comment=write(ratna, INSULT))
    assert waiting(damar) == []
    assert queries.open_count(damar) == 0


def test_pages_follow_each_other(lose: Write, ratna: Reader, damar: Reader) -> None:
    made = [lose(ratna).pk for _number in range(5)]
    adopt(most=100)
    for order, expected in [("risk", made), ("oldest", made), ("newest", made[::-1])]:
        filters = Filters(order=order, size=3)
        first = queries.open_queue(damar, filters)
        assert [row.comment.pk for row in first.rows] == expected[:3]
        second = queries.open_queue(damar, filters, after=first.next)
        assert ([row.comment.pk for row in second.rows], second.next) == (expected[3:], "")


def test_the_number_of_queries_does_not_grow(
    lose: Write,
    make_reader: Callable[..., Reader],
    damar: Reader,
    django_assert_num_queries: Callable[..., object],
) -> None:
    damar.has_perm("any.thing")  # permissions are read once and kept with the person
    for number in range(20):
        comment = lose(make_reader(f"Penulis {number}"))
        undo(moderator=damar, decision=approve(moderator=damar, comment=comment))
        Revision.objects.create(comment=comment, body="Sebelumnya.")
        Report.objects.create(comment=comment, reporter=damar, reason="other")
        if number in {9, 19}:
            adopt(most=100)
            with django_assert_num_queries(10):  # type: ignore[attr-defined]  # a context manager
                assert len(queries.open_queue(damar, Filters(size=50)).rows) == number + 1
            with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a context manager
                assert len(queries.alike(damar, [comment.pk])[comment.pk]) == number
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # a context manager
        queries.open_count(damar)


def test_only_a_fresh_decision_of_ones_own_can_be_undone(lose: Write, ratna: Reader, damar: Reader) -> None:
    decision = approve(moderator=damar, comment=lose(ratna))
    now = timezone.now()
    assert queries.last_decision(damar, now - timedelta(minutes=1)) == decision
    assert queries.last_decision(damar, now + timedelta(seconds=1)) is None


def test_every_kind_of_reason_has_words() -> None:
    assert {*REASON_KINDS, "copied", "phase_failed"} <= LABELS.keys()
    assert [found.words for found in findings([{"kind": "insult", "word": "x"}, {"kind": "insult", "word": "x"}])] == [
        ["x"]
    ]


SPANS = st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), max_size=6)


@given(text=st.text(max_size=25), spans=SPANS)
def test_marked_pieces_are_always_the_whole_text(text: str, spans: list[tuple[int, int]]) -> None:
    cut = pieces(text, [{"kind": "insult", "span": list(span)} for span in spans])
    assert "".join(piece.text for piece in cut) == text


def test_overlapping_reasons_are_both_named() -> None:
    cut = pieces("abcd", [{"kind": "x", "span": [0, 3]}, {"kind": "y", "span": [2, 4]}, {"kind": "phase_failed"}])
    assert [(piece.text, piece.why) for piece in cut] == [("ab", "x"), ("c", "x, y"), ("d", "y")]


@pytest.mark.parametrize("span", [[0, 9], [3, 2], [-1, 2]])
def test_a_span_from_another_text_marks_nothing(span: list[int]) -> None:
    assert [piece.why for piece in pieces("abc", [{"kind": "x", "span": span}])] == [""]
