"""Appeals: a rejected writer asks once, and somebody other than who rejected answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.conversation.actions.common import lock
from rembuk.conversation.models import Comment
from rembuk.moderation import appeal_letters
from rembuk.moderation.access import may_decide_appeals
from rembuk.moderation.models import APPEAL_LENGTH, WORDS_LENGTH, Appeal, Decision
from rembuk.moderation.queries import standing_rejection
from rembuk.readers.models import Reader

from .decide import UNDO_TIME, AlreadyDecided, approve, undo

APPEAL_WITHIN: Final = timedelta(days=14)
Outcome = Appeal.Outcome


@transaction.atomic
def appeal(*, writer: Reader, comment: Comment, text: str, now: datetime | None = None) -> Appeal:
    """Ask that a rejection be looked at again; the same form twice is the same as once.

    Raises:
        Refused: not the writer's, not rejected (any more), too early, too late, no words, or appealed before.
    """
    now, text = now or timezone.now(), text.strip()
    comment = lock(comment)
    if comment.author_id != writer.pk:
        raise Refused(_("Only the writer can appeal."))
    earlier = Appeal.objects.filter(comment=comment).first()
    if earlier is not None:
        return _again(earlier, text)
    decision = check_can_appeal(comment, now)
    if not text or len(text) > APPEAL_LENGTH:
        raise Refused(_("Say in at most %(n)d characters why the comment should stand.") % {"n": APPEAL_LENGTH})
    verdict = comment.verdicts.filter(made_at__lte=decision.made_at).last()
    phase = verdict.phase if verdict is not None and verdict.outcome == "hold" else ""
    made = Appeal.objects.create(comment=comment, decision=decision, phase=phase, text=text, made_at=now)
    record("moderation.appeal", comment, actor=writer, appeal=made.pk, decision=decision.pk)
    return made


def check_can_appeal(comment: Comment, now: datetime) -> Decision:
    """The rejection that can be appealed now.

    Raises:
        Refused: there is none, its minute is not over, or it is too long ago.
    """
    if comment.state == Comment.State.REMOVED:
        raise Refused(_("You have withdrawn this comment, so there is nothing to decide any more."))
    decision = standing_rejection(comment)
    if comment.state != Comment.State.REJECTED or decision is None:
        raise Refused(_("No moderator of ours has rejected this comment, so there is nothing to appeal."))
    if now - decision.made_at < UNDO_TIME:
        raise Refused(_("The moderator can still take the decision back. Please come again in a minute."))
    if now - decision.made_at > APPEAL_WITHIN:
        raise Refused(
            _("Appeals are possible for %(n)d days after a decision. You are welcome to write a new comment.")
            % {"n": APPEAL_WITHIN.days}
        )
    return decision


@transaction.atomic
def decide_appeal(
    *, moderator: Reader, appeal: Appeal, outcome: str, words: str, now: datetime | None = None
) -> Appeal:
    """Let the rejection stand, or publish the comment again, with a sentence for the writer. The first one decides.

    Raises:
        AlreadyDecided: a colleague was faster; the message says who.
        Refused: the moderator rejected or wrote the comment, gives no sentence, or the comment is gone.
    """
    comment = lock(appeal.comment)
    held = Appeal.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=appeal.pk)
    if held.outcome:
        raise AlreadyDecided(
            _("Already decided by %(who)s: %(outcome)s. Your decision was not recorded.")
            % {"who": held.decided_by or _("a former colleague"), "outcome": held.get_outcome_display()}
        )
    _check_decider(moderator, comment)
    words = words.strip()
    if not words or len(words) > WORDS_LENGTH:
        raise Refused(_("Write a sentence for the writer, of at most %(n)d characters.") % {"n": WORDS_LENGTH})
    if comment.state != Comment.State.REJECTED:
        raise Refused(_("This comment is not rejected any more, so the appeal is settled."))
    if outcome == Outcome.REVERSED:
        held.result = approve(moderator=moderator, comment=comment)
    elif outcome != Outcome.STANDS:
        raise Refused(_("Choose whether the rejection stands or the comment is published again."))
    held.words = words
    return _settle(held, outcome, moderator, now or timezone.now())


@transaction.atomic
def undo_answer(*, moderator: Reader, appeal: Appeal, now: datetime | None = None) -> Appeal:
    """Take back one's own answer within its minute: the appeal waits again, and no letter goes out.

    Raises:
        Changed: the comment was edited since.
        Refused: not one's own, not decided any more, later than a minute, or the comment is not as the answer left it.
    """
    now = now or timezone.now()
    comment = lock(appeal.comment)
    held = Appeal.objects.select_for_update(of=("self",)).select_related("comment", "result").get(pk=appeal.pk)
    if held.outcome not in (Outcome.STANDS, Outcome.REVERSED) or held.decided_at is None:
        raise Refused(_("This decision no longer stands, so there is nothing to take back."))
    if held.decided_by_id != moderator.pk:
        raise Refused(_("Only the moderator who decided can take it back."))
    if now - held.decided_at > UNDO_TIME:
        raise Refused(_("The minute for taking it back is over, and the letter to the writer is on its way."))
    if held.result is not None:
        undo(moderator=moderator, decision=held.result)
    elif comment.state != Comment.State.REJECTED:
        raise Refused(_("This comment is not rejected any more, so the appeal is settled."))
    _reopen(held, moderator)
    return held


@transaction.atomic
def settle_appeal(*, appeal: Appeal, now: datetime | None = None) -> Appeal:
    """Bring an appeal in line with what became of its comment by another way: it was withdrawn, a moderator published
    it by an ordinary decision, or the decision that reversed the rejection was taken back within its minute."""
    now = now or timezone.now()
    comment = lock(appeal.comment)
    held = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    newest = comment.decisions.first()
    if not held.outcome and comment.state == Comment.State.REMOVED:
        return _settle(held, Outcome.CLOSED, None, now)
    if not held.outcome and comment.state == Comment.State.PUBLISHED:
        held.result = newest
        return _settle(held, Outcome.REVERSED, newest.moderator if newest else None, now)
    taken_back = newest is not None and newest.outcome == Decision.Outcome.TAKEN_BACK
    if held.outcome == Outcome.REVERSED and comment.state == Comment.State.REJECTED and taken_back:
        _reopen(held, newest.moderator if newest else None)
    return held


def _reopen(held: Appeal, actor: Reader | None) -> None:
    """It waits as before; the letter about the answer finds that it holds no longer, and is not sent."""
    held.outcome, held.decided_by, held.decided_at, held.words, held.result = "", None, None, "", None
    held.save()
    record("moderation.reopen_appeal", held.comment, actor=actor, appeal=held.pk)


def _settle(held: Appeal, outcome: str, actor: Reader | None, now: datetime) -> Appeal:
    held.outcome, held.decided_by, held.decided_at = outcome, actor, now
    held.save()
    record("moderation.decide_appeal", held.comment, actor=actor, appeal=held.pk, outcome=outcome)
    if outcome != Outcome.CLOSED:
        appeal_letters.tell_appellant.using(run_after=now + UNDO_TIME).enqueue(held.pk, now.isoformat())
    return held


def _again(earlier: Appeal, text: str) -> Appeal:
    if earlier.text == text:
        return earlier
    if not earlier.outcome:
        raise Refused(_("You have appealed already, and a moderator will read it. There is no need to write again."))
    raise Refused(
        _("Each comment can be appealed once, and this appeal is decided. You are welcome to say it in a new comment.")
    )


def _check_decider(moderator: Reader, comment: Comment) -> None:
    if not may_decide_appeals(moderator):
        raise Refused(_("Appeals are decided by moderators and editors."))
    if comment.author_id == moderator.pk:
        raise Refused(_("This comment is your own. A colleague decides about it."))
    if comment.decisions.filter(outcome=Decision.Outcome.REJECTED, moderator=moderator).exists():
        raise Refused(_("You have rejected this comment. Somebody else decides about the appeal."))
