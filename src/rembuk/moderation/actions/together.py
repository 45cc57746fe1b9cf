"""One decision about many comments: each is decided by itself, in a transaction of its own, and has its own row."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation.models import Decision, RejectionReason
from rembuk.readers.models import Reader

from .decide import approve, reject, undo

MOST_TOGETHER: Final = 200
ASK_BEYOND: Final = 20  # comments: more of them need a second look


@dataclass
class Together:
    """What came of it: `done`, and why each of the others was left as it was."""

    batch: uuid.UUID
    done: list[Decision] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def decide_together(
    *, moderator: Reader, seen: Sequence[tuple[int, str]], outcome: str, reason: RejectionReason | None, note: str = ""
) -> Together:
    """Decide alike about comments, given as (id, `queries.seen_state`): those that still wait and are unchanged.

    Raises:
        Refused: there are none or too many, or a rejection has no reason.
    """
    if not seen or len(seen) > MOST_TOGETHER:
        raise Refused(_("Choose between one and %(n)d comments.") % {"n": MOST_TOGETHER})
    if outcome == Decision.Outcome.REJECTED and reason is None:
        raise Refused(_("Choose a reason: the writer reads it."))
    states, made = dict(seen), Together(uuid.uuid4())
    # Short transactions, one by one: a long one would keep everyone who posts waiting.
    for comment in Comment.objects.filter(pk__in=states).order_by("thread_id", "pk"):
        try:
            if outcome == Decision.Outcome.REJECTED and reason is not None:
                decision = reject(
                    moderator=moderator,
                    comment=comment,
                    reason=reason,
                    note=note,
                    seen=states[comment.pk],
                    batch=made.batch,
                )
            else:
                decision = approve(
                    moderator=moderator, comment=comment, note=note, seen=states[comment.pk], batch=made.batch
                )
        except Refused as refusal:
            made.left.append(refusal.message)
        else:
            made.done.append(decision)
    return made


def undo_together(*, moderator: Reader, batch: uuid.UUID) -> Together:
    """Take back everything that one click of one's own has decided, as far as it still stands.

    Raises:
        Refused: nothing of it can be taken back; the message says why.
    """
    mine = Decision.objects.filter(batch=batch, moderator=moderator).exclude(outcome=Decision.Outcome.TAKEN_BACK)
    made = Together(batch)
    for decision in mine.select_related("comment").order_by("comment__thread_id", "comment_id"):
        try:
            made.done.append(undo(moderator=moderator, decision=decision))
        except Refused as refusal:
            made.left.append(refusal.message)
    if not made.done:
        raise Refused(
            made.left[0] if made.left else _("This decision no longer stands, so there is nothing to take back.")
        )
    return made
