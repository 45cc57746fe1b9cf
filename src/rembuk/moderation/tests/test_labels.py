"""Which decisions teach, and which texts are left alone; when the night's training starts; what the site loads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rembuk.conversation.models import Comment, Guest
from rembuk.conversation.queries import thread_of
from rembuk.moderation import actions
from rembuk.moderation.learning import nightly
from rembuk.moderation.learning.labels import Counts, counted, is_held_back, labels_of, standing_of
from rembuk.moderation.models import Decision, Learning, RejectionReason
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from . import lessons
from .conftest import CLEAN, INSULT

Write = Callable[..., Comment]


@pytest.fixture
def foul(reason: RejectionReason) -> RejectionReason:
    """A reason about the words."""
    reason.teaches = True
    reason.save()
    return reason


@pytest.fixture
def advert(db: None) -> RejectionReason:
    """A reason that says nothing about them."""
    return RejectionReason.objects.create(code="dagangan", text="Ini dagangan.")


def later() -> datetime:
    """When the minute is over."""
    return timezone.now() + timedelta(minutes=2)


def labels(title: TitlePage, now: datetime | None = None) -> list[tuple[str, bool]]:
    """Texts and labels."""
    return [(label.text, label.is_rejected) for label in labels_of(title.pk, now=now or later())]


def test_what_is_decided_is_a_label_once_the_minute_is_over(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, title: TitlePage, foul: RejectionReason
) -> None:
    actions.reject(moderator=damar, comment=write(ratna, INSULT), reason=foul)
    actions.approve(moderator=damar, comment=write(bagas, INSULT + " Pergi sana."))
    write(bagas, CLEAN)
    assert labels(title, timezone.now()) == []
    assert labels(title) == [(INSULT, True), (INSULT + " Pergi sana.", False)]
    assert counted(later()) == {title.pk: Counts(1, 1)}


def test_what_was_taken_back_or_says_nothing_about_words_is_none(
    write: Write, ratna: Reader, damar: Reader, title: TitlePage, foul: RejectionReason, advert: RejectionReason
) -> None:
    decision = actions.reject(moderator=damar, comment=write(ratna, INSULT), reason=foul)
    actions.undo(moderator=damar, decision=decision)
    actions.reject(moderator=damar, comment=write(ratna, INSULT + " Sana."), reason=advert)
    assert labels(title) == []


def test_the_newest_decision_counts(
    write: Write, ratna: Reader, damar: Reader, title: TitlePage, foul: RejectionReason, advert: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    actions.reject(moderator=damar, comment=comment, reason=foul)
    actions.approve(moderator=damar, comment=comment)
    assert labels(title) == [(INSULT, False)]
    actions.reject(moderator=damar, comment=comment, reason=advert)
    assert labels(title) == []


def test_texts_that_are_gone_teach_nothing(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, title: TitlePage, foul: RejectionReason
) -> None:
    removed, edited, left = (write(who, f"{INSULT} {n}") for n, who in enumerate((ratna, ratna, bagas)))
    for comment in (removed, edited, left):
        actions.reject(moderator=damar, comment=comment, reason=foul)
    assert len(labels(title)) == 3
    Comment.objects.filter(pk=removed.pk).update(state="removed")
    Comment.objects.filter(pk=edited.pk).update(edited_at=later())
    Reader.objects.filter(pk=bagas.pk).update(is_active=False)
    assert labels(title) == []
    Reader.objects.filter(pk=bagas.pk).update(kind=Reader.Kind.IMPORTED)
    assert len(labels(title)) == 1


def test_what_stands_without_a_decision(
    write: Write, ratna: Reader, bagas: Reader, damar: Reader, title: TitlePage
) -> None:
    comment = write(ratna, CLEAN)
    write(ratna, INSULT)
    decided = write(bagas, CLEAN + " Sungguh.")
    actions.approve(moderator=damar, comment=decided)
    assert standing_of(title.pk) == [(comment.pk, CLEAN)]


def guest(name: str, address: str) -> Reader:
    """A name under which a guest's address writes."""
    voice = Reader.objects.create_voice(name, kind=Reader.Kind.GUEST)
    Guest.objects.create(reader=voice, name=name, address_hash=address)
    return voice


def test_of_each_writer_only_the_newest_two_stand(
    story: StoryPage, ratna: Reader, bagas: Reader, title: TitlePage
) -> None:
    thread, now = thread_of(story), timezone.now()
    own = lessons.comments_of(thread, [ratna], [f"Ratna {n}" for n in range(10)], now=now)
    other = lessons.comments_of(thread, [bagas], ["Bagas"], now=now)
    names = [guest("Pak Tamu", "a" * 64), guest("Bu Tamu", "a" * 64), guest("Mas Tamu", "b" * 64)]
    told = lessons.comments_of(thread, names, [f"Tamu {n}" for n in range(3)] + ["Tamu lagi"], now=now)
    kept = [each.pk for each in (*own[-2:], *other, *told[1:])]
    assert [pk for pk, _text in standing_of(title.pk)] == kept[::-1]


def test_the_names_of_one_address_are_one_writer(
    story: StoryPage, ratna: Reader, title: TitlePage, foul: RejectionReason
) -> None:
    writers = [guest("Pak Tamu", "a" * 64), guest("Bu Tamu", "a" * 64), guest("Mas Tamu", "b" * 64), ratna]
    texts = [(f"{INSULT} {n}", True) for n in range(4)]
    lessons.decide(thread_of(story), writers, texts, reason=foul, now=timezone.now())
    found = [label.writer for label in labels_of(title.pk, now=later())]
    assert found == ["a" * 64, "a" * 64, "b" * 64, str(ratna.pk)]


def test_the_same_tenth_is_held_back_always() -> None:
    texts = [f"Jalan nomor {number} rusak" for number in range(2_000)]
    held = [text for text in texts if is_held_back(text)]
    assert 150 < len(held) < 250
    assert all(is_held_back(f"  {text.upper()}\n") for text in held)
    assert is_held_back(held[0])


NIGHT = datetime(2026, 11, 24, 20, tzinfo=UTC)  # three o'clock in Jakarta


def test_the_night_begins_at_three() -> None:
    assert nightly.tonight(NIGHT) == NIGHT
    assert nightly.tonight(NIGHT - timedelta(minutes=1)) == NIGHT - timedelta(days=1)
    assert nightly.tonight(NIGHT + timedelta(hours=23)) == NIGHT


def test_once_a_night_and_only_where_something_was_taught(
    write: Write, ratna: Reader, damar: Reader, title: TitlePage, foul: RejectionReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    night = nightly.Night()
    assert not nightly.sweep(NIGHT, night)
    comment = write(ratna, INSULT)
    Decision.objects.bulk_create(
        Decision(comment=comment, moderator=damar, outcome="rejected", before="held", **foul.as_given())
        for _ in range(20)
    )
    assert not nightly.sweep(NIGHT, night)  # this night was seen to
    next_night = NIGHT + timedelta(days=1)
    assert nightly.sweep(next_night, night)
    assert night.training is not None
    assert not nightly.sweep(next_night, night)
    night.training.wait()
    assert not nightly.sweep(next_night, night)
    Learning.objects.create(title=title, begun_at=next_night + timedelta(days=1, minutes=1))
    assert not nightly.sweep(next_night + timedelta(days=1, minutes=2), night)


def test_a_training_that_failed_is_told(caplog: pytest.LogCaptureFixture, db: None) -> None:
    failed = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    failed.wait()
    nightly.sweep(NIGHT, nightly.Night(seen=NIGHT, training=failed))
    assert "ended with 3" in caplog.text


def test_the_site_and_the_worker_never_load_the_training() -> None:
    words = (
        "import sys, django; django.setup(); import rembuk.site.urls, rembuk.site.asgi, rembuk.site.worker\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from django.utils.module_loading import import_string; from django.conf import settings\n"
        "[import_string(name) for name in (*settings.REMBUK_SWEEPS, *settings.REMBUK_PHASES)]\n"
        "print({'sklearn', 'numpy', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=False, timeout=100)
    assert done.stdout.strip() == b"set()", done.stderr
