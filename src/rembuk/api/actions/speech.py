"""What a key does that the pages do in another way: reactions that bear to be sent twice, decisions in a name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.api.models import ApiKey
from rembuk.conversation.actions import Refused, react
from rembuk.conversation.actions.common import lock
from rembuk.conversation.models import Comment
from rembuk.conversation.queries import reaction_of
from rembuk.moderation import actions as moderation
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import Decision, RejectionReason
from rembuk.readers.models import Reader


class NotAllowed(Refused):
    """Nobody stands behind the key who might decide this."""


@transaction.atomic
def react_as(*, reader: Reader, comment: Comment, kind: str | None) -> str | None:
    """Let exactly this reaction stand, or none. Sent twice, it is the same as once. Raises as `react`."""
    lock(comment)
    standing = reaction_of(reader, comment)
    if standing == kind:
        return kind
    # The same kind once more takes it back; another one replaces it.
    return react(reader=reader, comment=comment, kind=kind if kind is not None else str(standing))


def approve(*, key: ApiKey, comment: Comment, note: str, seen: str | None) -> Decision:
    """Approve as the person who made the key. Raises NotAllowed, and as `moderation.actions.approve`."""
    return moderation.approve(moderator=_moderator(key), comment=comment, note=note, seen=seen)


def reject(*, key: ApiKey, comment: Comment, reason: RejectionReason, note: str, seen: str | None) -> Decision:
    """Reject as the person who made the key. Raises NotAllowed, and as `moderation.actions.reject`."""
    return moderation.reject(moderator=_moderator(key), comment=comment, reason=reason, note=note, seen=seen)


def _moderator(key: ApiKey) -> Reader:
    person = key.made_by
    if not person.is_active or not may_decide(person):
        raise NotAllowed(
            _("The person who made this key does not moderate (any more). A moderator can make a new one.")
        )
    return person
