"""Appeals: who may, when, who decides, and what the writer gets to know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.conversation.actions import Refused, remove_comment
from rembuk.conversation.models import Comment
from rembuk.moderation import actions, queries, summing
from rembuk.moderation.actions import AlreadyDecided
from rembuk.moderation.appeal_letters import tell_appellant
from rembuk.moderation.models import Appeal, Decision, RejectionReason
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

LATER = timedelta(minutes=2)
PLEA = "Itu kutipan dari narasumber, bukan makian saya."
WORDS = "Terima kasih, kutipannya memang ada di berita."
Rejected = Callable[..., Comment]


@pytest.fixture
def ayu(make_reader: Callable[..., Reader], damar: Reader, title: object) -> Reader:
    """A second moderator."""
    person = make_reader("Ayu")
    person.groups.set(damar.groups.all())
    return person


@pytest.fixture
def rejected(write: Callable[..., Comment], ratna: Reader, damar: Reader, reason: RejectionReason) -> Rejected:
    """Makes a comment of Ratna's that Damar rejected two minutes ago."""

    def make(body: str = INSULT, moderator: Reader = damar) -> Comment:
        comment = write(ratna, body)
        actions.reject(moderator=moderator, comment=comment, reason=reason)
        comment.verdicts.update(made_at=timezone.now() - 2 * LATER)
        Decision.objects.filter(comment=comment).update(made_at=timezone.now() - LATER)
        comment.refresh_from_db()
        return comment

    return make


def appealed(comment: Comment, text: str = PLEA) -> Appeal:
    return actions.appeal(writer=comment.author, comment=comment, text=text)


def test_a_writer_appeals_once(rejected: Rejected) -> None:
    comment = rejected()
    made = appealed(comment)
    assert (made.outcome, made.text, made.phase.rpartition(".")[2]) == ("", PLEA, "lexicon")
    assert appealed(comment).pk == made.pk, "a second press is the same appeal"
    with pytest.raises(Refused, match="sudah kami terima"):
        appealed(comment, "Tolong sekali lagi.")
    assert Appeal.objects.count() == 1


def test_nobody_appeals_for_another_or_for_what_stands(rejected: Rejected, write: Any, bagas: Reader) -> None:
    with pytest.raises(Refused, match="Hanya penulis"):
        actions.appeal(writer=bagas, comment=rejected(), text=PLEA)
    with pytest.raises(Refused, match="tidak ada yang perlu"):
        appealed(write(bagas, CLEAN))
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=30), "satu menit lagi"),
        (timedelta(days=14, minutes=1), "14 hari"),
    ],
)
def test_an_appeal_has_its_time(rejected: Rejected, age: timedelta, words: str) -> None:
    comment = rejected()
    made_at = comment.decisions.get().made_at
    with pytest.raises(Refused, match=words):
        actions.appeal(writer=comment.author, comment=comment, text=PLEA, now=made_at + age)
    assert actions.appeal(writer=comment.author, comment=comment, text=PLEA, now=made_at + timedelta(days=13)).pk


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_an_appeal_needs_words_but_not_too_many(rejected: Rejected, text: str) -> None:
    with pytest.raises(Refused, match="500"):
        appealed(rejected(), text)


def test_another_moderator_reverses_and_the_comment_is_published(
    rejected: Rejected, ayu: Reader, damar: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    made = appealed(comment := rejected())
    with pytest.raises(Refused, match="orang lain"):
        actions.decide_appeal(moderator=damar, appeal=made, outcome="reversed", words=WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        decided = actions.decide_appeal(moderator=ayu, appeal=made, outcome="reversed", words=WORDS)
    comment.refresh_from_db()
    assert comment.state == "published"
    assert comment.thread.comments.filter(is_shown=True).count() == 1
    newest = comment.decisions.all()[0]
    assert (newest.outcome, newest.moderator, newest.before) == ("approved", ayu, "rejected")
    assert decided.result == newest
    assert decided.decided_by == ayu
    with pytest.raises(AlreadyDecided, match="Ayu"):
        actions.decide_appeal(moderator=ayu, appeal=made, outcome="stands", words=WORDS)
    with pytest.raises(Refused, match="sekali"):
        appealed(comment, "Lagi.")


def test_the_rejection_stands_and_the_writer_reads_why(rejected: Rejected, ayu: Reader) -> None:
    made = appealed(comment := rejected())
    with pytest.raises(Refused, match="300"):
        actions.decide_appeal(moderator=ayu, appeal=made, outcome="stands", words=" ")
    with pytest.raises(Refused, match="Pilih"):
        actions.decide_appeal(moderator=ayu, appeal=made, outcome="closed", words=WORDS)
    actions.decide_appeal(moderator=ayu, appeal=made, outcome="stands", words="Makiannya tetap makian.")
    comment.refresh_from_db()
    assert comment.state == "rejected"
    assert comment.decisions.count() == 1
    tell_appellant.func(made.pk)
    assert "Makiannya tetap makian." in mail.outbox[-1].body
    assert mail.outbox[-1].to == [comment.author.email]


def test_an_editor_decides_and_a_reader_does_not(rejected: Rejected, sekar: Reader, bagas: Reader) -> None:
    made = appealed(rejected())
    with pytest.raises(Refused, match="moderator dan redaktur"):
        actions.decide_appeal(moderator=bagas, appeal=made, outcome="reversed", words=WORDS)
    assert actions.decide_appeal(moderator=sekar, appeal=made, outcome="reversed", words=WORDS).decided_by == sekar


def test_whoever_rejected_it_at_any_time_does_not_decide(
    rejected: Rejected, ayu: Reader, damar: Reader, reason: RejectionReason
) -> None:
    comment = rejected()
    actions.approve(moderator=ayu, comment=comment)
    actions.reject(moderator=ayu, comment=comment, reason=reason)
    Decision.objects.update(made_at=timezone.now() - LATER)
    made = appealed(comment)
    for person in (ayu, damar):
        with pytest.raises(Refused, match="orang lain"):
            actions.decide_appeal(moderator=person, appeal=made, outcome="reversed", words=WORDS)


def test_a_withdrawn_comment_closes_its_appeal(rejected: Rejected, ayu: Reader) -> None:
    made = appealed(comment := rejected())
    remove_comment(author=comment.author, comment=comment)
    assert queries.open_appeals(ayu)[0] == []
    with pytest.raises(Refused, match="tidak berstatus ditolak"):
        actions.decide_appeal(moderator=ayu, appeal=made, outcome="reversed", words=WORDS)
    summing.sweep()
    made.refresh_from_db()
    assert made.outcome == "closed"
    assert made.decided_at is not None


def test_an_ordinary_decision_settles_the_appeal_also_when_its_event_is_lost(rejected: Rejected, damar: Reader) -> None:
    made = appealed(comment := rejected())
    actions.approve(moderator=damar, comment=comment)  # no event: the transaction of a test is never committed
    summing.settle_appeals(timezone.now())
    made.refresh_from_db()
    assert (made.outcome, made.decided_by, made.words) == ("reversed", damar, "")


def test_a_reversal_taken_back_opens_the_appeal_again(
    rejected: Rejected, ayu: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    made = appealed(comment := rejected())
    decided = actions.decide_appeal(moderator=ayu, appeal=made, outcome="reversed", words=WORDS)
    assert decided.result is not None
    with django_capture_on_commit_callbacks(execute=True):
        actions.undo(moderator=ayu, decision=decided.result)
    made.refresh_from_db()
    assert made.outcome == ""
    assert made.decided_at is None
    tell_appellant.func(made.pk)
    assert mail.outbox == [], "nothing is told that does not hold"
    rejection = queries.standing_rejection(comment)
    assert rejection is not None
    assert rejection.outcome == "rejected"


@pytest.mark.parametrize("again", ["reversed", "stands"])
def test_decided_taken_back_and_decided_again_is_one_letter(
    rejected: Rejected, ayu: Reader, django_capture_on_commit_callbacks: Capture, again: str
) -> None:
    made = appealed(rejected())
    first = actions.decide_appeal(moderator=ayu, appeal=made, outcome="reversed", words="Tadinya begini.")
    assert first.result is not None
    with django_capture_on_commit_callbacks(execute=True):
        actions.undo(moderator=ayu, decision=first.result)
    actions.decide_appeal(moderator=ayu, appeal=made, outcome=again, words=WORDS)
    letters = DBTaskResult.objects.filter(task_path="rembuk.moderation.appeal_letters.tell_appellant")
    assert letters.count() == 2
    for letter in letters.order_by("run_after"):
        tell_appellant.func(*letter.args_kwargs["args"])
    assert len(mail.outbox) == 1
    assert WORDS in str(mail.outbox[0].body)


@pytest.mark.parametrize("outcome", ["reversed", "stands"])
def test_of_an_answer_that_is_taken_back_no_letter_goes_out(
    rejected: Rejected, ayu: Reader, sekar: Reader, outcome: str
) -> None:
    made = appealed(comment := rejected())
    decided = actions.decide_appeal(moderator=ayu, appeal=made, outcome=outcome, words="Tadinya begini.")
    with pytest.raises(Refused, match="Hanya moderator yang memutuskan"):
        actions.undo_answer(moderator=sekar, appeal=made)
    assert decided.decided_at is not None
    with pytest.raises(Refused, match="satu menit"):
        actions.undo_answer(moderator=ayu, appeal=made, now=decided.decided_at + LATER)
    undone = actions.undo_answer(moderator=ayu, appeal=made)
    assert (undone.outcome, undone.decided_by, undone.words, undone.result) == ("", None, "", None)
    comment.refresh_from_db()
    assert comment.state == "rejected"
    with pytest.raises(Refused, match="sudah tidak berlaku"):
        actions.undo_answer(moderator=ayu, appeal=made)
    for letter in DBTaskResult.objects.filter(task_path="rembuk.moderation.appeal_letters.tell_appellant"):
        tell_appellant.func(*letter.args_kwargs["args"])
    assert mail.outbox == []
    assert actions.decide_appeal(moderator=sekar, appeal=made, outcome="stands", words=WORDS).decided_by == sekar


def test_what_its_writer_withdrew_is_not_put_back_by_taking_the_answer_back(rejected: Rejected, ayu: Reader) -> None:
    for outcome in ("reversed", "stands"):
        made = appealed(comment := rejected(f"{INSULT} {outcome}."))
        actions.decide_appeal(moderator=ayu, appeal=made, outcome=outcome, words=WORDS)
        remove_comment(author=comment.author, comment=comment)
        with pytest.raises(Refused):
            actions.undo_answer(moderator=ayu, appeal=made)
        made.refresh_from_db()
        assert made.outcome == outcome


def test_a_letter_that_an_earlier_release_has_put_off_still_goes_out(rejected: Rejected, ayu: Reader) -> None:
    made = appealed(rejected())
    actions.decide_appeal(moderator=ayu, appeal=made, outcome="stands", words=WORDS)
    tell_appellant.func(made.pk)
    assert WORDS in str(mail.outbox[0].body)


def test_a_single_moderator_is_told_why_it_waits(rejected: Rejected, damar: Reader, title: object) -> None:
    appealed(rejected())
    (row,), _more = queries.open_appeals(damar)
    assert (row.barred, row.lonely) == ("rejected", True)


def test_with_a_colleague_it_is_not_lonely(rejected: Rejected, damar: Reader, ayu: Reader) -> None:
    appealed(rejected())
    assert not queries.open_appeals(damar)[0][0].lonely
    assert queries.open_appeals(ayu)[0][0].barred == ""


def test_rates_are_counted_and_names_are_for_those_who_lead(
    rejected: Rejected, ayu: Reader, damar: Reader, sekar: Reader
) -> None:
    for number, outcome in enumerate(["reversed", "stands", "stands"]):
        made = appealed(rejected(f"{INSULT} Nomor {number}."))
        actions.decide_appeal(moderator=ayu, appeal=made, outcome=outcome, words=WORDS)
    now = timezone.now()
    seen = queries.reversals(ayu, now=now)
    assert [(row.decided, row.reversed, row.percent) for row in seen["reasons"]] == [(3, 1, 33)]
    assert [row.decided for row in seen["phases"]] == [3]
    assert seen["moderators"] == []
    assert [(row.name, row.percent) for row in queries.reversals(sekar, now=now)["moderators"]] == [("Damar", 33)]
    assert queries.reversals(ayu, now=now + timedelta(days=366))["reasons"] == []


def test_the_writer_finds_the_way_from_story_letter_and_own_page(
    rejected: Rejected, story: StoryPage, sign_in: Callable[[Reader], Client], ayu: Reader
) -> None:
    comment = rejected()
    client, address = sign_in(comment.author), reverse("moderation:appeal", args=[comment.public_id])
    for page in (story.url, reverse("moderation:own_appeals")):
        assert address in client.get(page).content.decode(), page
    assert reverse("moderation:own_appeals") in client.get(reverse("conversation:my_page")).content.decode()
    answer = client.post(address, {"text": PLEA}, follow=True)
    assert PLEA in answer.content.decode()
    made = Appeal.objects.get()
    actions.decide_appeal(moderator=ayu, appeal=made, outcome="stands", words=WORDS)
    Appeal.objects.update(decided_at=timezone.now() - LATER)
    for page in (story.url, address, reverse("moderation:own_appeals")):
        assert WORDS in client.get(page).content.decode(), page


def test_what_was_rejected_and_withdrawn_since_is_still_told(
    rejected: Rejected, sign_in: Callable[[Reader], Client], damar: Reader
) -> None:
    withdrawn, pardoned = rejected(f"{INSULT} Satu."), rejected(f"{INSULT} Dua.")
    actions.approve(moderator=damar, comment=pardoned)
    for comment in (withdrawn, pardoned):
        remove_comment(author=comment.author, comment=comment)
    page = sign_in(withdrawn.author).get(reverse("moderation:own_appeals")).content.decode()
    assert "tidak ada komentar Anda yang ditolak" not in page
    assert f"{INSULT} Satu." in page
    assert "sudah Anda tarik" in page
    assert f"{INSULT} Dua." not in page, "no moderator's rejection holds"


def test_a_stranger_finds_nothing(rejected: Rejected, sign_in: Callable[[Reader], Client], bagas: Reader) -> None:
    address = reverse("moderation:appeal", args=[rejected().public_id])
    assert sign_in(bagas).get(address).status_code == 404
    assert sign_in(bagas).post(address, {"text": PLEA}).status_code == 404


def test_an_appeal_with_no_words_gets_the_form_again(rejected: Rejected, sign_in: Callable[[Reader], Client]) -> None:
    comment = rejected()
    answer = sign_in(comment.author).post(reverse("moderation:appeal", args=[comment.public_id]), {"text": ""})
    assert answer.status_code == 422
    assert not Appeal.objects.exists()
