"""Standing, repetition, civility: before a comment is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from rembuk.civility import ENGINE_VERSION, Reason
from rembuk.conversation.actions import Refused, edit_comment, remove_comment
from rembuk.conversation.models import Comment
from rembuk.conversation.phases import Draft
from rembuk.conversation.queries import thread_of
from rembuk.moderation import phases, prints
from rembuk.moderation.models import TextPrint
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT

Write = Callable[..., Comment]


def test_a_closed_account_writes_nothing(story: StoryPage, ratna: Reader) -> None:
    ratna.is_active = False
    answer = phases.standing(Draft(ratna, thread_of(story), CLEAN))
    assert (answer.outcome, answer.reasons) == ("reject", [{"kind": "inactive"}])


def test_the_same_text_again_is_refused_however_it_is_dressed(write: Write, ratna: Reader, bagas: Reader) -> None:
    write(ratna, CLEAN)
    with pytest.raises(Refused):
        write(ratna, f"  {CLEAN.upper()} !!!")
    assert write(bagas, CLEAN).state == "published"


def test_the_same_text_is_welcome_after_a_day_or_after_withdrawing(write: Write, ratna: Reader) -> None:
    first = write(ratna, CLEAN)
    TextPrint.objects.filter(comment=first).update(made_at=timezone.now() - timedelta(hours=25))
    second = write(ratna, CLEAN)
    remove_comment(author=ratna, comment=second)
    assert write(ratna, CLEAN).state == "published"


def test_a_short_text_counts_within_its_own_thread(
    write: Write, ratna: Reader, make_story: Callable[..., StoryPage]
) -> None:
    write(ratna, "Setuju!")
    assert write(ratna, "Setuju!", story=make_story("Pasar pindah")).state == "published"
    with pytest.raises(Refused):
        write(ratna, "setuju")


def test_different_emoji_are_different_texts() -> None:
    assert prints.digest("👏👏") != prints.digest("😡")
    assert prints.digest("Setuju, Pak!") == prints.digest("setuju pak")


def test_the_third_account_with_a_long_text_waits(write: Write, make_reader: Callable[..., Reader]) -> None:
    text = CLEAN + " Semoga bantuan modalnya segera turun untuk semua."
    states = [write(make_reader(name), text).state for name in ("Satu", "Dua", "Tiga")]
    assert states == ["published", "published", "held"]


def test_an_edit_that_goes_back_is_no_repetition_of_itself(write: Write, ratna: Reader) -> None:
    comment = write(ratna, CLEAN)
    assert edit_comment(author=ratna, comment=comment, body=CLEAN + "!").state == "published"


def test_foul_text_is_held_with_reasons_that_point_into_it(write: Write, ratna: Reader) -> None:
    comment = write(ratna, INSULT)
    verdict = comment.verdicts.get()
    assert (comment.state, verdict.outcome, verdict.engine) == ("held", "hold", ENGINE_VERSION)
    for found in verdict.reasons:
        start, end = found["span"]
        assert INSULT[start:end].strip()
        assert Reason.from_json(found).word


def test_a_nudge_publishes_and_keeps_its_reasons(write: Write, ratna: Reader) -> None:
    comment = write(ratna, "Kebijakan ini goblok sekali.")
    assert comment.state == "published"
    assert comment.verdicts.get().reasons
