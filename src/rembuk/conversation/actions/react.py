"""Saying something without words."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.models import Comment, Reaction
from rembuk.conversation.rules import house_of
from rembuk.conversation.score import score
from rembuk.readers.models import Reader

from .common import Refused, lock
from .counting import count
from .networks import Limit
from .networks import count as count_deed

REACTIONS_A_MINUTE: Final = 60


@transaction.atomic
def react(*, reader: Reader, comment: Comment, kind: str, on: bool | None = None) -> str | None:
    """Give a reaction (`on`) or take it back; None turns what stands round. Another kind replaces it.

    Returns what stands now. With `on` said, asking twice is the same as once.

    The counts on the comment and its score change under its lock, so they are exact. The thread's version rises but no
    event is sent: pages show the new figures within two seconds, and a flood of reactions makes no page anew for each.

    Raises:
        TooFast: more than sixty a minute.
        Refused: no such reaction here, one's own comment, or the comment is not visible any more.
    """
    comment = lock(comment)
    reactions = house_of(comment.thread).offered
    if kind not in {each["kind"] for each in reactions}:
        raise Refused(_("This reaction is not offered here. Choose one of those below the comment."))
    if comment.author_id == reader.pk:
        raise Refused(_("This is your own comment. Reactions are for others to give."))
    if not comment.is_published:
        raise Refused(_("This comment is no longer visible."))
    count_deed(Limit("react", 60, REACTIONS_A_MINUTE), str(reader.pk), _too_fast)
    before = Reaction.objects.filter(reader=reader, comment=comment).first()
    stands = before is not None and before.kind == kind
    if on == stands:
        return before.kind if before else None
    counts = dict(comment.reactions)
    if before is not None:
        counts[before.kind] = counts.get(before.kind, 1) - 1
        before.delete()
    given = None if stands else kind
    if given is not None:
        Reaction.objects.create(reader=reader, comment=comment, kind=kind)
        counts[kind] = counts.get(kind, 0) + 1
    comment.reactions = {each: n for each, n in counts.items() if n > 0}
    comment.score = score(comment.reactions, reactions)
    comment.save(update_fields=["reactions", "score"])
    count(comment.thread, 0)
    record("conversation.react", comment, actor=reader, kind=given)
    return given


def _too_fast(_minutes: int) -> str:
    return _("You are reacting very fast. Try again in a minute.")
