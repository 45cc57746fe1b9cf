"""May its writer write, and how have their comments fared so far?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from rembuk.conversation.models import Comment
from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation import queries, warnings
from rembuk.moderation.models import Decision
from rembuk.moderation.rules import rules_for
from rembuk.moderation.rulings import ruled
from rembuk.newsroom.queries import own_accounts
from rembuk.readers.help_desk import help_desk

LOOKED_AT: Final = 50  # newest comments of a writer
FEW: Final = 3  # so many rejected ones are bad luck, not a habit
PATIENCE: Final = 5.0  # seconds for a phase that asks the database


@within(PATIENCE, time.monotonic)
def standing(draft: Draft) -> Answer:
    """A closed account writes nothing; sanctions say reject or hold, and an unread warning is shown first."""
    if not draft.author.is_active:
        message = _(
            "This account is closed, so it cannot write comments. You did not expect this? Write to the help desk "
            "(%(desk)s)."
        )
        return Answer("reject", [{"kind": "inactive"}], message % {"desk": help_desk().words})
    found = queries.standing_of(draft.author, draft.thread.title_id)
    piece = warnings.piece(draft, found.warning) if found.warning else ""
    return Answer(found.outcome, found.reasons, found.message, piece)


@within(PATIENCE, time.monotonic)
def history(draft: Draft) -> Answer:
    """Where most of what somebody wrote had to be rejected, the next comment waits. Off until a layer says a share."""
    share = rules_for(draft.thread).rejected_share
    if not share:
        return Answer("publish")
    past = _past(draft)
    if past.rejected > FEW and past.rejected * 100 >= share * (past.rejected + past.published):
        return Answer("hold", [{"kind": "often_rejected", "rejected": past.rejected, "published": past.published}])
    return Answer("publish")


@within(PATIENCE, time.monotonic)
def newcomer(draft: Draft) -> Answer:
    """The first comments of an account wait, as many as a layer says; none until then. Nobody of the newsroom."""
    first = rules_for(draft.thread).newcomers
    if not first or draft.author.pk in own_accounts():
        return Answer("publish")
    if _past(draft).published < first:
        return Answer("hold", [{"kind": "newcomer", "first": first}])
    return Answer("publish")


@dataclass(frozen=True)
class _Past:
    published: int
    rejected: int


def _past(draft: Draft) -> _Past:
    """How the writer's newest comments fared: one query for both phases, and none where neither is on."""
    known: _Past | None = draft.shared.get("moderation.past")
    if known is None:
        own = Comment.objects.filter(author=draft.author)
        if draft.editing is not None:
            own = own.exclude(pk=draft.editing.pk)
        # What was rejected stays so when its writer withdraws it: else withdrawing would wash a record clean.
        newest = own.order_by("-created_at").values_list("state", ruled(OuterRef("pk")))[:LOOKED_AT]
        fates = [_fate(state, ruling) for state, ruling in newest]
        known = _Past(fates.count(Comment.State.PUBLISHED), fates.count(Comment.State.REJECTED))
        draft.shared["moderation.past"] = known
    return known


def _fate(state: str, ruling: str | None) -> str:
    is_washed = state == Comment.State.REMOVED and ruling == Decision.Outcome.REJECTED
    return Comment.State.REJECTED if is_washed else state
