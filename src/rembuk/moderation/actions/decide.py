"""What moderators do. Every verb is one transaction, with the comment and its thread locked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation.actions import Refused, hide, release
from rembuk.conversation.actions.common import lock
from rembuk.conversation.models import Comment
from rembuk.moderation import events, tasks
from rembuk.moderation.models import Decision, QueueItem, RejectionReason
from rembuk.moderation.queries import seen_state
from rembuk.moderation.rulings import is_settled, standing
from rembuk.readers.models import Reader

from .reports import settle_records
from .states import put_back

UNDO_TIME: Final = timedelta(minutes=1)


class AlreadyDecided(Refused):
    """A colleague was faster. The message says who decided what."""


class Changed(Refused):
    """The comment is not what the moderator has read: it was edited or held again."""


class Claimed(Refused):
    """A colleague is reading it at this moment. The message says who."""


@transaction.atomic
def approve(
    *, moderator: Reader, comment: Comment, note: str = "", seen: str | None = None, batch: UUID | None = None
) -> Decision:
    """Publish a held or rejected comment, or let a reported one stand.

    `seen` is `queries.seen_state` of the comment that the moderator looked at; without it nothing is compared.
    `batch` is the same for all that one click decides.

    Raises:
        AlreadyDecided: a colleague decided meanwhile, or it stands by an approval already and nobody reported it since.
        Changed: the text changed meanwhile.
        Claimed: a colleague is reading it.
        Refused: its writer has withdrawn it, or it is the moderator's own.
    """
    comment = _take(comment, moderator, seen)
    _check_asks_for_approval(comment)
    before = comment.state
    release(comment=comment, actor=moderator)
    return _decide(
        Decision(comment=comment, moderator=moderator, outcome="approved", before=before, note=note, batch=batch)
    )


@transaction.atomic
def reject(
    *,
    moderator: Reader,
    comment: Comment,
    reason: RejectionReason,
    note: str = "",
    seen: str | None = None,
    batch: UUID | None = None,
) -> Decision:
    """Hide a comment, and tell its writer why once the minute for taking it back is over. Raises as `approve`."""
    comment = _take(comment, moderator, seen)
    before = comment.state
    if before == Comment.State.REJECTED:
        raise _already_decided(standing(comment))  # one restriction has one statement of reasons
    hide(comment=comment, actor=moderator)
    facts: dict[str, Any] = {"before": before, "note": note, "batch": batch, **reason.as_given()}
    decision = _decide(Decision(comment=comment, moderator=moderator, outcome="rejected", **facts))
    tasks.tell_writer.using(run_after=decision.made_at + UNDO_TIME).enqueue(decision.pk)
    return decision


@transaction.atomic
def undo(*, moderator: Reader, decision: Decision) -> Decision:
    """Take back one's own newest decision: the comment is again as it was before, and in the queue if it was there.

    Raises:
        Changed: the text or the state is no longer what the moderator decided about.
        Refused: not one's own, not the newest, later than a minute, or the writer has withdrawn the comment.
    """
    comment = _lock(decision.comment, moderator)
    if decision.moderator_id != moderator.pk:
        raise Refused(_("Only the moderator who decided can take it back."))
    if comment.decisions.first() != decision or decision.outcome == Decision.Outcome.TAKEN_BACK:
        raise Refused(_("This decision no longer stands, so there is nothing to take back."))
    if timezone.now() - decision.made_at > UNDO_TIME:
        raise Refused(_("The minute for taking it back is over. You can decide anew on the comment's own page."))
    _check_unchanged(comment, decision)
    now_state = comment.state
    put_back(comment, decision.before, moderator)
    taken_back = Decision.objects.create(
        comment=comment, moderator=moderator, outcome=Decision.Outcome.TAKEN_BACK, before=now_state
    )
    QueueItem.objects.filter(comment=comment, closed_at=decision.made_at).update(closed_at=None)
    settle_records(comment)
    record("moderation.undo", comment, actor=moderator, decision=decision.pk, back_to=decision.before)
    announce(events.decision_made, Decision, decision=taken_back)
    return taken_back


def _lock(comment: Comment, moderator: Reader) -> Comment:
    """Lock a comment that somebody else wrote."""
    comment = lock(comment)
    if comment.author_id == moderator.pk:
        raise Refused(_("This comment is your own. A colleague decides about it."))
    return comment


def _take(comment: Comment, moderator: Reader, seen: str | None) -> Comment:
    """Lock the comment and make sure that it is still what the moderator has seen, and that no colleague reads it."""
    comment = _lock(comment, moderator)
    _check_claim(comment, moderator)
    now = seen_state(comment)
    if seen is None or seen == now:
        return comment
    newest = comment.decisions.select_related("moderator").first()
    stands = newest is not None and newest.outcome != Decision.Outcome.TAKEN_BACK
    if newest is not None and stands and not seen.startswith(f"{newest.pk}."):
        raise _already_decided(newest)
    raise Changed(_("The comment has changed since you opened it. Please read it again before you decide."))


def _check_asks_for_approval(comment: Comment) -> None:
    """A second press of the same button is no second decision. The comment is locked."""
    if comment.state != Comment.State.PUBLISHED:
        return
    stands = standing(comment)
    waits = QueueItem.objects.filter(comment=comment, closed_at=None).exists()
    if is_settled(comment.state, stands, waits=waits):
        raise _already_decided(stands)


def _already_decided(decision: Decision | None) -> AlreadyDecided:
    """The refusal that says who decided what; an imported rejection has no decision here."""
    who = (decision.moderator if decision is not None else None) or _("a former colleague")
    outcome = decision.get_outcome_display() if decision is not None else Decision.Outcome.REJECTED.label
    return AlreadyDecided(
        _("Already decided by %(who)s: %(outcome)s. Your decision was not recorded.") % {"who": who, "outcome": outcome}
    )


def _check_unchanged(comment: Comment, decision: Decision) -> None:
    """Make sure that nothing came between: an edit that the phases hold must not be published by going back."""
    left = Comment.State.PUBLISHED if decision.outcome == Decision.Outcome.APPROVED else Comment.State.REJECTED
    edited = comment.edited_at is not None and comment.edited_at > decision.made_at
    # What its writer has withdrawn is refused in its own words.
    if comment.state != Comment.State.REMOVED and (edited or comment.state != left):
        raise Changed(_("The comment has changed since your decision. Please read it again and decide anew."))


def _check_claim(comment: Comment, moderator: Reader) -> None:
    """Lock the queue's row: whoever claims it meanwhile waits, and then finds it closed."""
    item = (
        QueueItem.objects.select_for_update(of=("self",)).select_related("claimed_by").filter(comment=comment).first()
    )
    if item is None or item.closed_at is not None or item.claimed_by is None or item.claimed_until is None:
        return
    if item.claimed_by != moderator and item.claimed_until > timezone.now():
        raise Claimed(
            _("%(who)s is reading this comment now. Your decision was not recorded.") % {"who": item.claimed_by}
        )


def _decide(decision: Decision) -> Decision:
    """Write the decision, close the queue's row, and tell the rooms above."""
    decision.save()
    comment = decision.comment
    # The very same time: `undo` opens the row again that this decision closed, and no other.
    QueueItem.objects.filter(comment=comment, closed_at=None).update(
        closed_at=decision.made_at, claimed_by=None, claimed_until=None
    )
    settle_records(comment)
    facts = {"decision": decision.pk, "before": decision.before}
    if decision.reason_code:
        facts["reason"] = decision.reason_code
    verb = "moderation.approve" if decision.outcome == Decision.Outcome.APPROVED else "moderation.reject"
    record(verb, comment, actor=decision.moderator, **facts)
    announce(events.decision_made, Decision, decision=decision)
    return decision
