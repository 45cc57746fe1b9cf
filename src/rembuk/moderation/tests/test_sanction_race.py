"""Two moderators at once: one sanction, one lift."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused
from rembuk.conversation.tests.test_race import TOGETHER, at_once
from rembuk.moderation.actions import lift, read_warning, sanction
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.readers.models import Reader

__all__ = ["at_once"]

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_moderators_who_have_seen_the_same_give_one(
    ratna: Reader, damar: Reader, reason: RejectionReason, at_once: Any
) -> None:
    facts: dict[str, Any] = {"moderator": damar, "reader": ratna, "reason": reason, "kind": "pause", "days": 3}
    made = at_once(lambda _n: sanction(**facts, seen="0"))
    assert sum(isinstance(each, Refused) for each in made) == TOGETHER - 1
    assert Sanction.objects.count() == 1


def test_without_having_looked_each_stands(ratna: Reader, damar: Reader, reason: RejectionReason, at_once: Any) -> None:
    """The control: it is `seen` that keeps the second one out, not chance."""
    facts: dict[str, Any] = {"moderator": damar, "reader": ratna, "reason": reason, "kind": "pause", "days": 3}
    at_once(lambda _n: sanction(**facts))
    assert Sanction.objects.count() == TOGETHER


def test_one_of_several_lifts(ratna: Reader, damar: Reader, reason: RejectionReason, at_once: Any) -> None:
    given = sanction(moderator=damar, reader=ratna, reason=reason, kind="pause", days=3)
    made = at_once(lambda n: lift(moderator=damar, sanction=given, why=f"Alasan {n}"))
    assert sum(isinstance(each, Refused) for each in made) == TOGETHER - 1
    assert AuditRow.objects.filter(verb="moderation.lift_sanction").count() == 1


def test_a_warning_is_read_once(ratna: Reader, damar: Reader, reason: RejectionReason, at_once: Any) -> None:
    given = sanction(moderator=damar, reader=ratna, reason=reason, kind="warning")
    at_once(lambda _n: read_warning(reader=ratna, warning=given))
    assert AuditRow.objects.filter(verb="moderation.read_warning").count() == 1
