"""Many moderators reach for the same comment at the same moment: one gets it. With a control that shows the race."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation.actions import adopt, approve, claim
from rembuk.moderation.models import Decision, QueueItem
from rembuk.readers.models import Reader

MODERATORS = 6
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(deed: Callable[[int], str]) -> list[str]:
    barrier = Barrier(MODERATORS)

    def run(number: int) -> str:
        try:
            barrier.wait(timeout=20)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MODERATORS) as pool:
        return list(pool.map(run, range(MODERATORS)))


@pytest.fixture
def people(make_reader: Callable[..., Reader]) -> list[Reader]:
    return [make_reader(f"Moderator {number}") for number in range(MODERATORS)]


@pytest.fixture
def waiting(lose: Callable[..., Comment], make_reader: Callable[..., Reader]) -> Comment:
    """A comment in the queue, with the claim of a browser that was closed long ago."""
    comment = lose(make_reader("Ratna"))
    adopt(most=1)
    gone = make_reader("Sudah pulang")
    claim(moderator=gone, comment=comment, now=timezone.now() - timedelta(minutes=3))
    return comment


def test_one_moderator_gets_it(waiting: Comment, people: list[Reader]) -> None:
    def reach(number: int) -> str:
        return "mine" if claim(moderator=people[number], comment=waiting) else "a colleague's"

    assert sorted(at_once(reach)) == ["a colleague's"] * (MODERATORS - 1) + ["mine"]


def test_without_one_statement_several_would_believe_it_is_theirs(waiting: Comment, people: list[Reader]) -> None:
    looked = Barrier(MODERATORS)

    def reach_carelessly(number: int) -> str:
        item = QueueItem.objects.get(comment=waiting)
        is_free = item.claimed_until is None or item.claimed_until <= timezone.now()
        looked.wait(timeout=20)  # everyone has looked before anyone writes
        QueueItem.objects.filter(pk=item.pk).update(claimed_by=people[number])
        return "mine" if is_free else "a colleague's"

    assert at_once(reach_carelessly).count("mine") > 1


def test_who_reads_and_who_decides_never_meet(waiting: Comment, people: list[Reader]) -> None:
    """Half of them reach for it, half decide at once: either one reads it, or one has decided, never both."""

    def act(number: int) -> str:
        if number % 2:
            return "read" if claim(moderator=people[number], comment=waiting) else ""
        try:
            approve(moderator=people[number], comment=waiting, seen="0.0.held")
        except Refused:
            return ""
        return "decided"

    waiting.verdicts.all().delete()
    won = [each for each in at_once(act) if each]
    assert len(won) == 1
    assert Decision.objects.count() == won.count("decided")
