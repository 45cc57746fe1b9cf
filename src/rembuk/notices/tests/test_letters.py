"""Letters that come at once: gathered, looked at again, at most once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import edit_comment, hide, release, remove_comment
from rembuk.conversation.models import Comment, Follow, Mute
from rembuk.notices import actions, gather, queries, sending
from rembuk.notices.models import Choice, Cursor, Kind, Letter, Notice, Pace, Publication
from rembuk.readers.models import Reader

from .conftest import Say, Sweep


def test_answers_of_two_minutes_are_one_letter(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep) -> None:
    own = say(ratna)
    answers = [say(bagas, f"Jawaban {number}.", own) for number in range(5)]
    assert (sweep(0), mail.outbox) == (0, [])
    assert sweep() == 1
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([ratna.email], "5 balasan baru untuk komentar Anda")
    assert all(f"https://lintas.test/bincang/komentar/{answer.public_id}/" in letter.body for answer in answers)
    assert (sweep(), sweep(10), len(mail.outbox)) == (0, 0, 1)


def test_a_letter_as_it_goes_out(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep) -> None:
    Reader.objects.filter(pk=bagas.pk).update(display_name="Bagas <b>\nBcc: x@y.test")
    say(bagas, "Saya <i>tidak</i> setuju & heran.", say(ratna))
    sweep()
    message = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert message["Subject"] == "Bagas <b> Bcc: x@y.test membalas komentar Anda"
    assert message["Bcc"] is None
    stop = str(message["List-Unsubscribe"]).strip()
    assert stop.startswith("<https://lintas.test/pemberitahuan/berhenti/")
    assert stop.endswith("/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    assert "Saya <i>tidak</i> setuju & heran." in plain.get_content()
    assert "Saya &lt;i&gt;tidak&lt;/i&gt; setuju &amp; heran." in rich.get_content()
    assert "Bagas &lt;b&gt;" in rich.get_content()
    assert stop.strip("<>") in plain.get_content().replace("\n", "")


def test_a_comment_is_told_once_for_its_nearest_reason(
    ratna: Reader, bagas: Reader, say: Say, follow: Callable[..., Follow], sweep: Sweep
) -> None:
    follow(ratna)
    actions.choose(reader=ratna, paces={Kind.FOLLOWED: Pace.IMMEDIATE})
    say(bagas, "Setuju, @ratna.", say(ratna))
    sweep()
    assert [letter.subject for letter in mail.outbox] == ["Bagas membalas komentar Anda"]
    assert Notice.objects.get().kind == Kind.REPLIES
    say(bagas, "Yang lain.")
    sweep()
    assert mail.outbox[1].subject == "Bagas menulis di “Warung belajar berjualan daring”"


@pytest.mark.parametrize("kind", ["unconfirmed", "without", "nowhere", "off", "deactivated"])
def test_who_gets_no_letters(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep, kind: str) -> None:
    own = EmailAddress.objects.filter(user=ratna)
    if kind == "unconfirmed":
        own.update(verified=False)
    elif kind == "without":
        own.delete()
    elif kind == "nowhere":
        own.update(email="abc@tanpa-surel.invalid")
    elif kind == "off":
        actions.choose(reader=ratna, paces={Kind.REPLIES: Pace.OFF})
    else:
        Reader.objects.filter(pk=ratna.pk).update(is_active=False)
    say(bagas, "Balasan.", say(ratna))
    sweep()
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "change", ["hidden", "withdrawn", "muted", "writer gone", "read", "stopped", "address gone", "unpublished"]
)
def test_it_looks_again_before_sending(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say, sweep: Sweep, change: str
) -> None:
    answer = say(bagas, "Balasan.", say(ratna))
    sweep(0)
    assert Notice.objects.count() == 1
    if change == "hidden":
        hide(comment=answer, actor=damar)
    elif change == "withdrawn":
        remove_comment(author=bagas, comment=answer)
    elif change == "muted":
        Mute.objects.create(reader=ratna, muted=bagas)
    elif change == "writer gone":
        Reader.objects.filter(pk=bagas.pk).update(is_active=False)
    elif change == "read":
        actions.mark_read(reader=ratna, up_to=queries.page_of(ratna).newest)
    elif change == "stopped":
        actions.stop(reader=ratna, kinds=[Kind.REPLIES])
    elif change == "address gone":
        EmailAddress.objects.filter(user=ratna).update(verified=False)
    else:
        assert answer.thread.story is not None
        answer.thread.story.unpublish()
    assert (sweep(), mail.outbox) == (0, [])
    assert (Letter.objects.count(), Notice.objects.count()) == (0, 0)


def test_a_released_comment_is_told_when_it_is_released(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say, sweep: Sweep
) -> None:
    held = say(bagas, "Ini tahan dulu.", say(ratna))
    assert (sweep(), sweep(60)) == (0, 0)
    release(comment=held, actor=damar)
    assert sweep(63) == 1
    hide(comment=held, actor=damar)
    release(comment=held, actor=damar)
    assert (sweep(70), len(mail.outbox)) == (0, 1)


def test_what_was_hidden_before_its_letter_is_told_when_it_comes_back(
    ratna: Reader, bagas: Reader, damar: Reader, say: Say
) -> None:
    answer = say(bagas, "Balasan.", say(ratna))
    hide(comment=answer, actor=damar)
    now = timezone.now()
    assert gather.gather(now) == 1  # her own; the answer is not readable
    release(comment=answer, actor=damar)
    assert gather.gather(now) == 1
    assert Notice.objects.get().comment_id == answer.pk


def test_a_mention_that_an_edit_adds_is_told(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep) -> None:
    comment = say(bagas, "Halo.")
    sweep(0)
    edit_comment(author=bagas, comment=comment, body="Halo @ratna.")
    assert (sweep(), mail.outbox[0].subject) == (1, "Bagas menyebut Anda")
    assert sweep(4) == 0


def test_what_became_visible_out_of_order_is_not_missed(ratna: Reader, bagas: Reader, say: Say) -> None:
    """On PostgreSQL a transaction may commit after one with a higher id: its row appears below the newest."""
    own = say(ratna)
    late = say(bagas, "Datang belakangan.", own)
    row = AuditRow.objects.get(subject_id=str(late.pk), verb=gather.POSTED)
    AuditRow.objects.filter(pk=row.pk).delete()
    say(bagas, "Lebih dulu terlihat.", own)
    assert gather.gather(timezone.now()) == 2
    row.save(force_insert=True)
    assert gather.gather(timezone.now()) == 1
    assert list(Publication.objects.order_by("pk").values_list("comment__body", flat=True))[-1] == late.body
    # Once it is old enough, the cursor passes it, also over deeds of other rooms.
    gather.gather(timezone.now() + timedelta(minutes=5))
    assert Cursor.objects.get().audit_id == AuditRow.objects.latest("pk").pk


def test_no_more_than_some_letters_an_hour_then_one_with_everything(
    ratna: Reader, bagas: Reader, say: Say, sweep: Sweep
) -> None:
    own = say(ratna)
    for number in range(8):
        say(bagas, f"Jawaban {number}.", own)
        sweep(3 + number)
    assert len(mail.outbox) == sending.MOST_AN_HOUR
    assert sweep(70) == 1
    assert mail.outbox[-1].subject == "4 balasan baru untuk komentar Anda"
    assert Notice.objects.filter(letter=None).count() == 0


def test_old_comments_are_no_news(ratna: Reader, bagas: Reader, damar: Reader, say: Say, sweep: Sweep) -> None:
    held = say(bagas, "Ini tahan dulu.", say(ratna))
    Comment.objects.filter(pk=held.pk).update(created_at=timezone.now() - timedelta(days=40))
    release(comment=held, actor=damar)
    assert (sweep(), queries.unread_count(ratna)) == (0, 1)


def test_many_followers_are_noted_in_batches(
    bagas: Reader, say: Say, follow: Callable[..., Follow], monkeypatch: pytest.MonkeyPatch, sweep: Sweep
) -> None:
    monkeypatch.setattr(gather, "BATCH", 100)
    readers = Reader.objects.bulk_create(
        Reader(email=f"p{number}@contoh.test", display_name=f"P{number}", handle=f"p{number}") for number in range(350)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=reader, email=reader.email, verified=True, primary=True) for reader in readers
    )
    comment = say(bagas)
    thread = comment.thread
    Follow.objects.bulk_create(Follow(reader=reader, thread=thread) for reader in readers)
    Follow.objects.update(made_at=timezone.now() - timedelta(hours=1))
    gather.gather(timezone.now())
    assert not Publication.objects.filter(reached__isnull=False).exists()  # nobody wants it at once
    Choice.objects.bulk_create(Choice(reader=reader, followed=Pace.IMMEDIATE) for reader in readers[:250])
    second = say(bagas, "Lagi.")
    now = timezone.now()
    gather.gather(now)
    assert gather._spread_some(now) == 100
    # Another worker goes on where this one was stopped.
    assert gather.spread(now) == 150
    assert Notice.objects.filter(comment=second, kind=Kind.FOLLOWED).count() == 250
    assert not Publication.objects.filter(reached__isnull=False).exists()
