"""What an edit changes: a decision stood about the text before it, and so did the reports."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from rembuk.conversation.actions import Refused, edit_comment, report_comment
from rembuk.conversation.models import Comment
from rembuk.moderation.actions import AlreadyDecided, Changed, approve, reject, undo, undo_together
from rembuk.moderation.models import Decision, QueueItem, RejectionReason
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

Write = Callable[..., Comment]
OTHER = "Semoga warungnya ramai terus, dan jalannya cepat selesai."


@pytest.fixture
def edit(django_capture_on_commit_callbacks: Capture) -> Callable[[Comment, str], Comment]:
    """Edits a comment as its writer does, events included."""

    def change(comment: Comment, body: str) -> Comment:
        with django_capture_on_commit_callbacks(execute=True):
            return edit_comment(author=comment.author, comment=Comment.objects.get(pk=comment.pk), body=body)

    return change


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Capture) -> Callable[..., None]:
    """Reports a comment as a reader does, events included."""

    def send(reporter: Reader, comment: Comment, note: str = "") -> None:
        now = Comment.objects.get(pk=comment.pk)
        with django_capture_on_commit_callbacks(execute=True):
            report_comment(reporter=reporter, comment=now, reason="abuse", note=note)

    return send


Edit = Callable[[Comment, str], Comment]
Tell = Callable[..., None]


def waits(comment: Comment) -> bool:
    return QueueItem.objects.filter(comment=comment, closed_at=None).exists()


@pytest.mark.parametrize("after", [INSULT, OTHER])
@pytest.mark.parametrize("together", [False, True])
def test_going_back_does_not_reach_over_an_edit(
    write: Write, edit: Edit, tell: Tell, ratna: Reader, bagas: Reader, damar: Reader, after: str, together: bool
) -> None:
    comment, batch = write(ratna, CLEAN), uuid4()
    tell(bagas, comment)
    decision = approve(moderator=damar, comment=comment, batch=batch)
    state = edit(comment, after).state
    with pytest.raises(Refused if together else Changed, match="sejak Anda memutuskan"):
        undo_together(moderator=damar, batch=batch) if together else undo(moderator=damar, decision=decision)
    assert Comment.objects.get(pk=comment.pk).state == state == ("held" if after == INSULT else "published")
    assert (waits(comment), Decision.objects.count()) == (after == INSULT, 1)


def test_one_rejection_is_not_given_twice(
    write: Write, ratna: Reader, damar: Reader, yoga: Reader, reason: RejectionReason
) -> None:
    comment = write(ratna, INSULT)
    first = reject(moderator=damar, comment=comment, reason=reason)
    for moderator in (yoga, damar):
        with pytest.raises(AlreadyDecided, match="Damar"):
            reject(moderator=moderator, comment=comment, reason=reason)
    assert Decision.objects.count() == 1
    undo(moderator=damar, decision=first)
    assert reject(moderator=yoga, comment=comment, reason=reason).before == "held"
