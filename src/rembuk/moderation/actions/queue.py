"""Into the queue, and who reads what stands in it. A claim is one statement, so two moderators never hold one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rembuk.audit.actions import record, record_many
from rembuk.conversation.models import Comment, Thread, Verdict
from rembuk.moderation import prints
from rembuk.moderation.models import QueueItem, TextPrint
from rembuk.moderation.queries import lost
from rembuk.readers.models import Reader

FLOODED: Final = 5  # `QueueItem.urgency`; what nobody can see yet stands at 0
REPORTED_AND_VISIBLE: Final = 10
MOST_REPORTED: Final = 19
IN_DANGER: Final = 20  # a writer who may harm themself
CLAIM_TIME: Final = timedelta(minutes=2)
MOST_KINDS: Final = 9


def urgency_of(weighs: float) -> int:
    """Where reports put a visible comment: one step for each whole newcomer's report beyond the first, up to ten."""
    return min(MOST_REPORTED, REPORTED_AND_VISIBLE + max(0, int(weighs) - 1))


@transaction.atomic
def queue(*, comment: Comment, origin: QueueItem.Origin, unless_closed_since: datetime | None = None) -> QueueItem:
    """Make the comment's row in the queue, or open it again; an open one keeps its place and time.

    A row that was closed after `unless_closed_since` stays closed: a moderator has already seen what is meant.
    """
    item, made = QueueItem.objects.get_or_create(
        comment=comment, defaults={"origin": origin, **_facts([comment], origin)[comment.pk]}
    )
    if made:
        record("moderation.queue", comment, actor=None, origin=origin)
        return item
    closed = QueueItem.objects.filter(pk=item.pk, closed_at__isnull=False)
    if unless_closed_since is not None:
        closed = closed.filter(closed_at__lt=unless_closed_since)
    if closed.update(
        origin=origin, opened_at=timezone.now(), closed_at=None, flood=None, **_facts([comment], origin)[comment.pk]
    ):
        record("moderation.queue", comment, actor=None, origin=origin)
    return item


@transaction.atomic
def queue_held(*, comments: Sequence[Comment]) -> int:
    """Queue all of these that are held, in a handful of statements: it runs inside the transaction of a post.

    An open row keeps its place and time, with what is now known of the text. Returns how many were opened.
    """
    held = [comment for comment in comments if comment.state == Comment.State.HELD]
    if not held:
        return 0
    origin, now = QueueItem.Origin.HELD, timezone.now()
    facts = _facts(held, origin)
    known = {row.comment_id: row for row in QueueItem.objects.select_for_update().filter(comment__in=facts)}
    opened = [each for each in held if each.pk not in known or known[each.pk].closed_at is not None]
    QueueItem.objects.bulk_create(
        [
            QueueItem(comment=each, origin=origin, opened_at=now, **facts[each.pk])
            for each in held
            if each.pk not in known
        ],
        ignore_conflicts=True,
    )
    for pk, row in known.items():
        anew = {"origin": origin, "opened_at": now, "closed_at": None} if row.closed_at is not None else {}
        QueueItem.objects.filter(pk=row.pk).update(**facts[pk], **anew)
    record_many("moderation.queue", [(each, None, {"origin": origin}) for each in opened])
    return len(opened)


@transaction.atomic
def adopt(*, most: int) -> int:
    """Queue held comments that have no open row: their event was lost, or an import brought them. Returns how many."""
    found = list(lost(most))
    if not found:
        return 0
    printed = set(TextPrint.objects.filter(comment__in=found).values_list("comment_id", flat=True))
    prints.keep([comment for comment in found if comment.pk not in printed])
    return queue_held(comments=found)


def claim(*, moderator: Reader, comment: Comment, now: datetime | None = None) -> bool:
    """Claim an open item, or prolong one's claim; False when a colleague reads it, or nothing waits there any more.

    Nobody claims a comment of their own. A claim that nobody prolongs is over after two minutes.
    """
    now = now or timezone.now()
    if comment.author_id == moderator.pk:
        return False
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=moderator)
    waiting = QueueItem.objects.filter(free, comment=comment, closed_at=None)
    return bool(waiting.update(claimed_by=moderator, claimed_until=now + CLAIM_TIME))


def let_go(*, moderator: Reader, comment: Comment) -> bool:
    """Give up one's claim, so that a colleague may take the item at once."""
    mine = QueueItem.objects.filter(comment=comment, claimed_by=moderator)
    return bool(mine.update(claimed_by=None, claimed_until=None))


def _facts(comments: Sequence[Comment], origin: QueueItem.Origin) -> dict[int, dict[str, Any]]:
    """What the desk filters by, for each comment: two queries for all of them."""
    places = Thread.objects.filter(pk__in={each.thread_id for each in comments})
    where = {pk: (title, kicker or "") for pk, title, kicker in places.values_list("pk", "title_id", "story__kicker")}
    said = Verdict.objects.filter(comment__in=comments).order_by("pk").values_list("comment_id", "reasons")
    reasons: dict[int, list[Mapping[str, Any]]] = dict(said)  # the newest comes last
    found = {}
    for each in comments:
        title, section = where.get(each.thread_id, (None, ""))
        visible = origin == QueueItem.Origin.REPORTED and each.state == Comment.State.PUBLISHED
        found[each.pk] = {
            "urgency": REPORTED_AND_VISIBLE if visible else 0,
            "title_id": title,
            "thread_id": each.thread_id,
            "section": section,
            **_of_reasons(reasons.get(each.pk, [])),
        }
        if ",self_harm," in found[each.pk]["kinds"]:
            found[each.pk]["urgency"] = IN_DANGER
    return found


def _of_reasons(reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kinds = list(dict.fromkeys(str(reason.get("kind", ""))[:30] for reason in reasons))[:MOST_KINDS]
    weights = [float(reason["weight"]) for reason in reasons if isinstance(reason.get("weight"), int | float)]
    return {
        "kinds": f",{','.join(kinds)}," if kinds else "",
        "score": round(100 * min(max(weights), 1.0)) if weights else None,
    }
