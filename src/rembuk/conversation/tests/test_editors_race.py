from __future__ import annotations

import uuid
from typing import Any

import pytest

from rembuk.audit.models import AuditRow
from rembuk.conversation import actions
from rembuk.conversation.models import Comment, House, Thread
from rembuk.readers.models import Reader

from .test_race import TOGETHER, at_once

__all__ = ["at_once"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_editors_who_pin_at_once_pin_three(ratna: Reader, damar: Reader, thread: Thread, at_once: Any) -> None:
    comments = [
        actions.post_comment(author=ratna, thread=thread, body=f"Nomor {n}", client_key=uuid.uuid4())
        for n in range(TOGETHER)
    ]
    made = at_once(lambda n: actions.pin(editor=damar, comment=comments[n]))
    assert sum(isinstance(each, actions.Refused) for each in made) == TOGETHER - 3
    assert Comment.objects.filter(pinned_at__isnull=False).count() == 3
    thread.refresh_from_db()
    assert thread.version == TOGETHER + 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_editors_who_steer_at_once_are_all_recorded(sekar: Reader, thread: Thread, at_once: Any) -> None:
    """Each row says what stood just before: they form one chain, in whatever order the editors came."""
    at_once(lambda n: actions.steer_thread(thread=thread, actor=sekar, slow_seconds=n + 1))
    rows = AuditRow.objects.filter(verb="conversation.steer_thread").order_by("pk")
    steps = [row.data["changed"]["slow_seconds"] for row in rows]
    assert [before for before, _after in steps] == [None, *(after for _before, after in steps[:-1])]
    thread.refresh_from_db()
    assert (thread.slow_seconds, thread.version, len(steps)) == (steps[-1][1], TOGETHER, TOGETHER)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_house_rules_are_made_once_under_a_race(sekar: Reader, thread: Thread, at_once: Any) -> None:
    at_once(lambda n: actions.settle_house(title=thread.title, actor=sekar, slow_seconds=n + 1))
    assert House.objects.count() == 1
    assert AuditRow.objects.filter(verb="conversation.settle_house").count() == TOGETHER
