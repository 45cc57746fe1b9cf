from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.dispatch import Signal
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation import actions, events, markup, queries
from rembuk.conversation.actions.edit import EDITS_A_MINUTE
from rembuk.conversation.actions.react import REACTIONS_A_MINUTE
from rembuk.conversation.models import Comment, Report, Thread
from rembuk.readers.models import Reader

Say = Callable[..., Comment]


@pytest.fixture
def heard(django_capture_on_commit_callbacks: Any) -> Any:
    """Runs a deed and names the events it sent."""

    def run(deed: Callable[[], Any]) -> list[str]:
        names: list[str] = []
        receivers = []
        for name, event in vars(events).items():
            if isinstance(event, Signal) and name != "comments_recorded":  # that one speaks inside the transaction

                def receiver(*, _name: str = name, **_facts: Any) -> None:
                    names.append(_name)

                event.connect(receiver)
                receivers.append((event, receiver))
        try:
            with django_capture_on_commit_callbacks(execute=True):
                deed()
        finally:
            for event, receiver in receivers:
                event.disconnect(receiver)
        return names

    return run


def counted(thread: Thread) -> int:
    thread.refresh_from_db()
    shown = thread.comments.filter(state=Comment.State.PUBLISHED).count()
    assert thread.comment_count == shown
    return shown


def test_posting_publishes_counts_and_records(ratna: Reader, thread: Thread, say: Say, heard: Any) -> None:
    assert heard(lambda: say(ratna, "Bagus. #BicaraJernih")) == ["comment_published"]
    comment = Comment.objects.get()
    assert [tag.name for tag in comment.hashtags.all()] == ["bicarajernih"]
    assert comment.verdicts.get().outcome == "publish"
    assert counted(thread) == 1
    assert thread.version == 1
    row = AuditRow.objects.get(verb="conversation.post_comment")
    assert (row.actor_id, row.data) == (ratna.pk, {"state": "published"})


def test_a_held_comment_changes_nothing_visible(ratna: Reader, thread: Thread, say: Say, heard: Any) -> None:
    assert heard(lambda: say(ratna, "tahan ini")) == ["comment_held"]
    assert counted(thread) == 0
    assert thread.version == 0


def test_a_broken_phase_holds(ratna: Reader, say: Say) -> None:
    comment = say(ratna, "rusak")
    assert comment.state == Comment.State.HELD
    assert comment.verdicts.get().reasons == [
        {"kind": "phase_failed", "phase": "rembuk.conversation.tests.conftest.hold_foul_words"}
    ]


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u200d", "\u0301", "x" * 2001, "tolak"])
def test_what_the_phases_reject_is_refused(ratna: Reader, say: Say, body: str) -> None:
    with pytest.raises(actions.Refused) as refusal:
        say(ratna, body)
    assert refusal.value.message
    assert not Comment.objects.exists()


def test_a_closed_thread_takes_nothing(ratna: Reader, thread: Thread, say: Say) -> None:
    Thread.objects.update(is_open=False)
    with pytest.raises(actions.Refused):
        say(ratna)


def test_a_thread_that_closes_while_the_phases_think_takes_nothing(
    ratna: Reader, say: Say, thread: Thread, settings: Any
) -> None:
    Thread.objects.update(is_open=False)
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length"]
    with pytest.raises(actions.Refused):
        say(ratna)


def test_the_same_key_gives_the_same_comment(ratna: Reader, bagas: Reader, thread: Thread) -> None:
    key = uuid.uuid4()

    def post(author: Reader, body: str) -> Comment:
        return actions.post_comment(author=author, thread=thread, body=body, client_key=key)

    first = post(ratna, "Satu")
    assert post(ratna, "Satu\r\n") == first
    assert post(bagas, "Satu") != first
    with pytest.raises(actions.KeyUsed):
        post(ratna, "Dua")
    assert counted(thread) == 2
    actions.edit_comment(author=ratna, comment=first, body="Satu lagi")
    assert post(ratna, "Satu") == first  # a late retry of the form that made it


def test_a_second_press_is_no_new_text_also_when_it_would_be_rejected_now(
    ratna: Reader, thread: Thread, settings: Any
) -> None:
    key, phases = uuid.uuid4(), settings.REMBUK_PHASES

    def press() -> Comment:
        return actions.post_comment(author=ratna, thread=thread, body="Jangan tolak.", client_key=key)

    settings.REMBUK_PHASES = phases[:-1]
    first = press()
    settings.REMBUK_PHASES = phases
    assert press() == first
    key = uuid.uuid4()
    with pytest.raises(actions.Refused, match="Tulis ulang"):
        press()


def test_reactions_have_an_exact_pace(ratna: Reader, bagas: Reader, say: Say) -> None:
    """Also when each takes back the one before, so that hardly any stand."""
    comment = say(bagas)
    for _ in range(REACTIONS_A_MINUTE):
        actions.react(reader=ratna, comment=comment, kind="setuju")
    with pytest.raises(actions.TooFast) as refusal:
        actions.react(reader=ratna, comment=comment, kind="setuju")
    assert 0 < refusal.value.seconds <= 60


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,a", "//jahat.example", ""])
def test_a_thread_leads_to_the_web_or_to_the_front_door(thread: Thread, url: str) -> None:
    page = Thread(title=thread.title, page_key="a", page_url=url)
    assert page.address() == "/"
    page.page_url = "https://kabar.example/a"
    assert page.address() == page.page_url


def test_replies_hang_from_the_branch(ratna: Reader, bagas: Reader, say: Say) -> None:
    opener = say(ratna)
    reply = say(bagas, "Saya juga.", opener)
    deeper = say(ratna, "Nah.", reply)
    assert (deeper.parent, deeper.root) == (reply, opener)
    actions.hide(comment=reply, actor=None)
    with pytest.raises(actions.Refused):
        say(bagas, "Halo?", reply)


def test_writers_who_are_too_fast_wait(ratna: Reader, say: Say, settings: Any) -> None:
    settings.REMBUK_COMMENT_PACE = ((60, 2), (3600, 3))
    say(ratna)
    say(ratna)
    with pytest.raises(actions.Refused):
        say(ratna)
    Comment.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    say(ratna)
    with pytest.raises(actions.Refused):
        say(ratna)
    Comment.objects.update(created_at=timezone.now() - timedelta(seconds=3601))
    say(ratna)


def test_editing_keeps_the_earlier_text(ratna: Reader, thread: Thread, say: Say, heard: Any) -> None:
    comment = say(ratna, "Satu #lama")
    deed = lambda: actions.edit_comment(author=ratna, comment=comment, body="Dua #baru")  # noqa: E731  # a deed to hear
    assert heard(deed) == ["comment_changed"]
    comment.refresh_from_db()
    assert (comment.body, comment.revisions.get().body) == ("Dua #baru", "Satu #lama")
    assert comment.edited_at is not None
    assert [tag.name for tag in comment.hashtags.all()] == ["baru"]
    assert counted(thread) == 1
    assert thread.version == 2


def test_a_text_that_was_reported_is_no_longer_spread_once_it_is_replaced(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say
) -> None:
    comment = say(ratna, "Yang pertama.")
    actions.edit_comment(author=ratna, comment=comment, body="Dia menipu, rumahnya di ujung gang.")
    actions.report_comment(reporter=bagas, comment=comment, reason="privacy", note="")
    for body in ("Harganya terlalu mahal.", "Harganya mahal."):
        actions.edit_comment(author=ratna, comment=comment, body=body)

    def texts(viewer: Reader | AnonymousUser) -> str:
        return " ".join(html for _time, html in queries.earlier_texts(viewer, comment))

    for viewer, reads in ((ratna, True), (damar, True), (bagas, False), (AnonymousUser(), False)):
        assert ("menipu" in texts(viewer)) is reads
        assert "pertama" in texts(viewer)
        assert "terlalu" in texts(viewer)


def test_a_text_of_blanks_holds_nobody_up(ratna: Reader, say: Say) -> None:
    """A million blanks are looked at once; so long a text is refused before that where readers can send it."""
    text = "x" + " " * 1_000_000 + "x"
    assert markup.tidy(text + "\n") == text
    with pytest.raises(actions.Refused, match="paling banyak"):
        say(ratna, text)


def test_editing_has_a_pace(ratna: Reader, say: Say) -> None:
    comment = say(ratna)
    for number in range(EDITS_A_MINUTE):
        actions.edit_comment(author=ratna, comment=comment, body=f"Saya setuju, dengan catatan {number}.")
    with pytest.raises(actions.Refused, match="semenit"):
        actions.edit_comment(author=ratna, comment=comment, body="Sekali lagi.")


def test_an_edit_that_is_held_hides_the_comment(ratna: Reader, thread: Thread, say: Say, heard: Any) -> None:
    comment = say(ratna)
    deed = lambda: actions.edit_comment(author=ratna, comment=comment, body="tahan")  # noqa: E731  # a deed to hear
    assert heard(deed) == ["comment_hidden", "comment_held"]
    assert counted(thread) == 0


def test_who_may_not_edit(ratna: Reader, bagas: Reader, say: Say, settings: Any) -> None:
    fresh, late, answered, held = say(ratna), say(ratna), say(ratna), say(ratna, "tahan")
    late.created_at -= timedelta(minutes=settings.REMBUK_EDIT_MINUTES, seconds=1)
    late.save()
    say(bagas, "Balasan.", answered)
    for author, comment in ((bagas, fresh), (ratna, late), (ratna, answered), (ratna, held)):
        with pytest.raises(actions.Refused):
            actions.edit_comment(author=author, comment=comment, body="Lain")
    with pytest.raises(actions.Refused):
        actions.edit_comment(author=ratna, comment=fresh, body="tolak")
    assert not Comment.objects.filter(edited_at__isnull=False).exists()


def test_withdrawing(ratna: Reader, bagas: Reader, thread: Thread, say: Say, heard: Any) -> None:
    comment = say(ratna)
    say(bagas, "Balasan.", comment)
    with pytest.raises(actions.Refused):
        actions.remove_comment(author=bagas, comment=comment)
    assert heard(lambda: actions.remove_comment(author=ratna, comment=comment)) == ["comment_hidden"]
    assert heard(lambda: actions.remove_comment(author=ratna, comment=comment)) == []
    assert counted(thread) == 1


def test_releasing_and_hiding(ratna: Reader, damar: Reader, thread: Thread, say: Say, heard: Any) -> None:
    comment = say(ratna, "tahan")
    assert heard(lambda: actions.release(comment=comment, actor=damar)) == ["comment_published"]
    assert heard(lambda: actions.release(comment=comment, actor=damar)) == []
    assert counted(thread) == 1
    assert heard(lambda: actions.hide(comment=comment, actor=damar)) == ["comment_hidden"]
    assert heard(lambda: actions.hide(comment=comment, actor=damar)) == []
    assert counted(thread) == 0
    actions.remove_comment(author=ratna, comment=comment)
    for deed in (actions.release, actions.hide):
        with pytest.raises(actions.Refused):
            deed(comment=comment, actor=damar)


def test_a_reader_reports_once(ratna: Reader, bagas: Reader, say: Say, heard: Any) -> None:
    comment = say(ratna)
    facts: dict[str, Any] = {"comment": comment, "reason": "abuse", "note": "Kasar."}
    assert heard(lambda: actions.report_comment(reporter=bagas, **facts)) == ["comment_reported"]
    assert heard(lambda: actions.report_comment(reporter=bagas, **facts)) == []
    with pytest.raises(actions.Refused):
        actions.report_comment(reporter=ratna, **facts)
    actions.hide(comment=comment, actor=None)
    with pytest.raises(actions.Refused):
        actions.report_comment(reporter=bagas, **facts)
    assert comment.reports.count() == 1


def test_an_edited_text_can_be_reported_once_more(ratna: Reader, bagas: Reader, say: Say, heard: Any) -> None:
    comment = say(ratna, "Dia menipu, rumahnya di ujung gang.")

    def tell(reason: str = "privacy", **facts: Any) -> list[str]:
        return list(
            heard(lambda: actions.report_comment(reporter=bagas, comment=comment, reason=reason, note="", **facts))
        )

    assert (tell(), tell()) == (["comment_reported"], [])
    for body in ("Dia menipu, nomornya berakhir 77.", "Harganya mahal."):
        actions.edit_comment(author=ratna, comment=comment, body=body)
        comment.refresh_from_db()
    assert tell("abuse", replaced=1) == ["comment_reported"], "what was on the screen when it was replaced"
    assert tell("spam", replaced=1) == []
    assert tell("other", replaced=2) == ["comment_reported"]
    assert tell("other") == tell("other", replaced=9) == []
    texts = {report.reason: report.revision and report.revision.body for report in comment.reports.all()}
    assert texts == {
        "privacy": "Dia menipu, rumahnya di ujung gang.",
        "abuse": "Dia menipu, nomornya berakhir 77.",
        "other": None,
    }
    assert [report.reason for report in Report.objects.newest()] == ["other"]
    assert queries.earlier_texts(bagas, comment) == [], "both were reported, and stay so when the third one is"
    assert len(queries.earlier_texts(ratna, comment)) == 2


def test_reports_of_edited_texts_count_for_the_pace(ratna: Reader, bagas: Reader, say: Say, monkeypatch: Any) -> None:
    monkeypatch.setattr("rembuk.conversation.actions.report.REPORTS_AN_HOUR", 2)
    comment = say(ratna)
    for number in range(2):
        actions.report_comment(reporter=bagas, comment=comment, reason="spam", note="")
        actions.edit_comment(author=ratna, comment=comment, body=f"Saya setuju, catatan {number}.")
    with pytest.raises(actions.TooFast):
        actions.report_comment(reporter=bagas, comment=comment, reason="spam", note="")


def test_old_reports_find_the_text_that_they_were_about(ratna: Reader, bagas: Reader, yoga: Reader, say: Say) -> None:
    comment = say(ratna, "Satu.")
    early = actions.report_comment(reporter=bagas, comment=comment, reason="spam", note="")
    for body in ("Dua.", "Tiga."):
        actions.edit_comment(author=ratna, comment=comment, body=body)
    late = actions.report_comment(reporter=yoga, comment=comment, reason="spam", note="")
    Report.objects.update(revision=None)
    import_module("rembuk.conversation.migrations.0011_fill_report_of_a_text").fill(apps, None)
    for report in (early, late):
        report.refresh_from_db()
    assert early.revision is not None
    assert (early.revision.body, late.revision) == ("Satu.", None)
