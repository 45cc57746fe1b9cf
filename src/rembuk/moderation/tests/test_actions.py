"""Deciding, taking back, pausing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from smtplib import SMTPRecipientsRefused
from traceback import format_exception
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused, edit_comment, remove_comment, report_comment
from rembuk.conversation.models import Comment
from rembuk.moderation import events, panels, tasks
from rembuk.moderation.actions import AlreadyDecided, Changed, approve, reject, undo
from rembuk.moderation.models import Decision, QueueItem, RejectionReason
from rembuk.moderation.queries import seen_state
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

Write = Callable[..., Comment]


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def is_open(comment: Comment) -> bool:
    return QueueItem.objects.filter(comment=comment, closed_at=None).exists()


def test_approving_publishes_closes_and_tells(
    write: Write, ratna: Reader, damar: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    comment = write(ratna, INSULT)
    heard: list[Decision] = []

    def listen(*, decision: Decision, **_kwargs: Any) -> None:
        heard.append(decision)

    events.decision_made.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        decision = approve(moderator=damar, comment=comment, note="Mengutip narasumber.")
    assert (state(comment), is_open(comment)) == ("published", False)
    assert (decision.outcome, decision.before, heard) == ("approved", "held", [decision])
    assert AuditRow.objects.filter(verb="moderation.approve", actor=damar, subject_id=str(comment.pk)).count() == 1
    comment.thread.refresh_from_db()
    assert comment.thread.comment_count == 1


def test_nobody_decides_about_the_own_comment(write: Write, ratna: Reader, damar: Reader) -> None:
    comment = write(damar, INSULT)
    with pytest.raises(Refused, match="komentar Anda sendiri"):
        approve(moderator=damar, comment=comment)
    assert state(comment) == Comment.State.HELD
    decision = approve(moderator=damar, comment=write(ratna, INSULT))
    Comment.objects.filter(pk=decision.comment_id).update(author=damar)
    with pytest.raises(Refused, match="komentar Anda sendiri"):
        undo(moderator=damar, decision=decision)


def test_rejecting_hides_what_was_visible(write: Write, ratna: Reader, damar: Reader, reason: RejectionReason) -> None:
    comment = write(ratna, CLEAN)
    reject(moderator=damar, comment=comment, reason=reason)
    assert state(comment) == "rejected"
    assert AuditRow.objects.get(verb="moderation.reject").data["reason"] == reason.code


def test_the_writer_is_told_after_the_minute_for_taking_back(
    write: Write, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    decision = reject(moderator=damar, comment=comment, reason=reason, note="catatan rekan")
    queued = DBTaskResult.objects.get(task_path="rembuk.moderation.tasks.tell_writer")
    assert queued.run_after is not None
    assert queued.run_after >= decision.made_at + timedelta(minutes=1)
    assert queued.args_kwargs == {"args": [decision.pk], "kwargs": {}}
    tasks.tell_writer.call(decision.pk)
    letter = mail.outbox[0]
    assert letter.to == [ratna.email]
    assert reason.text in letter.body
    assert comment.thread.headline in letter.body
    assert "catatan rekan" not in letter.body
    assert damar.display_name not in letter.body


def test_the_writer_alone_reads_the_reason_on_the_story(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, reason: RejectionReason, rf: RequestFactory
) -> None:
    def shown(viewer: Reader | AnonymousUser) -> str:
        request = rf.get("/")
        request.user = viewer
        assert comment.thread.story is not None
        panel = panels.not_placed(request, comment.thread.story)
        return panel.html if panel else ""

    comment = write(ratna, INSULT)
    decision = reject(moderator=damar, comment=comment, reason=reason)
    assert shown(ratna) == ""  # it can still be taken back
    Decision.objects.filter(pk=decision.pk).update(made_at=timezone.now() - timedelta(minutes=2))
    assert reason.text in shown(ratna)
    assert shown(bagas) == shown(AnonymousUser()) == ""
    approve(moderator=damar, comment=comment)
    assert shown(ratna) == ""


def test_no_letter_about_a_decision_that_no_longer_stands(
    write: Write, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    first = reject(moderator=damar, comment=comment, reason=reason)
    undo(moderator=damar, decision=first)
    tasks.tell_writer.call(first.pk)
    second = reject(moderator=damar, comment=comment, reason=reason)
    tasks.tell_writer.call(first.pk)
    assert mail.outbox == []
    tasks.tell_writer.call(second.pk)
    assert len(mail.outbox) == 1


def test_a_second_moderator_is_told_who_decided(
    write: Write, ratna: Reader, damar: Reader, yoga: Reader, reason: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    seen = seen_state(comment)
    approve(moderator=damar, comment=comment, seen=seen)
    with pytest.raises(AlreadyDecided, match="Damar"):
        reject(moderator=yoga, comment=comment, reason=reason, seen=seen)
    assert (state(comment), Decision.objects.count()) == ("published", 1)
    # Whoever has read the colleague's decision may decide otherwise.
    reject(moderator=yoga, comment=comment, reason=reason, seen=seen_state(Comment.objects.get(pk=comment.pk)))
    assert state(comment) == "rejected"


def test_a_text_that_changed_is_read_again(write: Write, ratna: Reader, damar: Reader) -> None:
    comment = write(ratna, CLEAN)
    seen = seen_state(comment)
    edit_comment(author=ratna, comment=comment, body=CLEAN + " Alhamdulillah.")
    with pytest.raises(Changed):
        approve(moderator=damar, comment=comment, seen=seen)
    assert not Decision.objects.exists()


def test_what_the_writer_withdrew_stays_withdrawn(write: Write, ratna: Reader, damar: Reader) -> None:
    comment = write(ratna, INSULT)
    remove_comment(author=ratna, comment=comment)
    with pytest.raises(Refused):
        approve(moderator=damar, comment=comment)
    assert (state(comment), Decision.objects.count()) == ("removed", 0)


@pytest.mark.parametrize("body", [INSULT, CLEAN])
@pytest.mark.parametrize("outcome", ["approved", "rejected"])
def test_taking_back_restores_everything(
    write: Write,
    ratna: Reader,
    bagas: Reader,
    damar: Reader,
    reason: RejectionReason,
    body: str,
    outcome: str,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    comment = write(ratna, body)
    if comment.state == "published":
        with django_capture_on_commit_callbacks(execute=True):
            report_comment(reporter=bagas, comment=comment, reason="abuse", note="")
    comment.thread.refresh_from_db()
    before = (comment.state, comment.thread.comment_count, is_open(comment))
    assert before[2]
    if outcome == "approved":
        decision = approve(moderator=damar, comment=comment)
    else:
        decision = reject(moderator=damar, comment=comment, reason=reason)
    assert not is_open(comment)
    undo(moderator=damar, decision=decision)
    comment.thread.refresh_from_db()
    assert (state(comment), comment.thread.comment_count, is_open(comment)) == before
    with pytest.raises(Refused):
        undo(moderator=damar, decision=decision)


def test_taking_back_is_for_oneself_and_for_a_minute(write: Write, ratna: Reader, damar: Reader, yoga: Reader) -> None:
    decision = approve(moderator=damar, comment=write(ratna, INSULT))
    with pytest.raises(Refused):
        undo(moderator=yoga, decision=decision)
    Decision.objects.update(made_at=timezone.now() - timedelta(seconds=61))
    with pytest.raises(Refused):
        undo(moderator=damar, decision=Decision.objects.get())
    assert Decision.objects.count() == 1


def test_default_reasons_come_once_and_never_overwrite(db: None) -> None:
    RejectionReason.objects.all().delete()
    RejectionReason.objects.create(code="sara", text="Kalimat redaksi sendiri.")
    migration = import_module("rembuk.moderation.migrations.0003_default_reasons")
    for _time in range(2):
        migration.add_reasons(apps, None)
    assert RejectionReason.objects.count() == 6
    assert RejectionReason.objects.get(code="sara").text == "Kalimat redaksi sendiri."


def test_a_mail_server_that_says_no_leaves_a_failed_task_without_the_address(
    write: Write, ratna: Reader, damar: Reader, reason: RejectionReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _letters: object) -> int:
        raise SMTPRecipientsRefused({ratna.email: (550, b"No such mailbox")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    decision = reject(moderator=damar, comment=write(ratna, INSULT), reason=reason)
    with pytest.raises(ConnectionError, match="SMTPRecipientsRefused") as failure:
        tasks.tell_writer.call(decision.pk)
    assert ratna.email not in "".join(format_exception(failure.value))


def test_what_stands_by_an_approval_is_approved_again_only_when_somebody_asks(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, sekar: Reader, reason: RejectionReason,
    django_capture_on_commit_callbacks: Capture,
) -> None:  # fmt: skip
    comment = write(ratna, CLEAN)
    approve(moderator=damar, comment=comment)
    for moderator in (damar, sekar):
        with pytest.raises(AlreadyDecided, match="Damar"):
            approve(moderator=moderator, comment=comment)
    with django_capture_on_commit_callbacks(execute=True):
        report_comment(reporter=bagas, comment=comment, reason="abuse", note="")
    again = approve(moderator=sekar, comment=comment)
    undo(moderator=sekar, decision=again)
    assert approve(moderator=sekar, comment=comment).before == "published", "it waits again"
    reject(moderator=damar, comment=comment, reason=reason)
    assert approve(moderator=sekar, comment=comment).before == "rejected"
    with pytest.raises(AlreadyDecided, match="Sekar"):
        approve(moderator=damar, comment=comment)
