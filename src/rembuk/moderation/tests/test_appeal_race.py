"""Several moderators at one appeal: one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.conversation.tests.test_race import TOGETHER, at_once
from rembuk.moderation import actions
from rembuk.moderation.models import Appeal, Decision, RejectionReason
from rembuk.readers.models import Reader

from .conftest import INSULT

__all__ = ["at_once"]

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def comment(write: Callable[..., Comment], ratna: Reader, damar: Reader, reason: RejectionReason) -> Comment:
    """Ratna's comment, rejected two minutes ago."""
    made = write(ratna, INSULT)
    actions.reject(moderator=damar, comment=made, reason=reason)
    Decision.objects.update(made_at=timezone.now() - timedelta(minutes=2))
    return made


def test_the_first_one_decides(
    comment: Comment, make_reader: Callable[..., Reader], damar: Reader, at_once: Any
) -> None:
    appeal = actions.appeal(writer=comment.author, comment=comment, text="Tolong dibaca lagi.")
    people = [make_reader(f"Moderator {number}") for number in range(TOGETHER)]
    for person in people:
        person.groups.set(damar.groups.all())

    def decide(number: int) -> Appeal:
        outcome = ("reversed", "stands")[number % 2]
        return actions.decide_appeal(
            moderator=people[number], appeal=appeal, outcome=outcome, words=f"Jawaban {number}"
        )

    made = at_once(decide)
    (winner,) = [each for each in made if isinstance(each, Appeal)]
    assert sum(isinstance(each, actions.AlreadyDecided) for each in made) == TOGETHER - 1
    appeal.refresh_from_db()
    comment.refresh_from_db()
    assert (appeal.outcome, appeal.words, appeal.decided_by) == (winner.outcome, winner.words, winner.decided_by)
    assert comment.state == ("published" if appeal.outcome == "reversed" else "rejected")
    assert comment.decisions.filter(outcome="approved").count() == int(appeal.outcome == "reversed")
    assert AuditRow.objects.filter(verb="moderation.decide_appeal").count() == 1


def test_one_appeal_is_made(comment: Comment, at_once: Any) -> None:
    made = at_once(lambda n: actions.appeal(writer=comment.author, comment=comment, text=f"Tolong, alasan {n}."))
    assert sum(isinstance(each, Refused) for each in made) == TOGETHER - 1
    assert Appeal.objects.count() == 1
