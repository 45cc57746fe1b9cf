"""What moderators see. Everyone else sees nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.core.cache import caches
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from rembuk.conversation.models import Comment, Report
from rembuk.conversation.queries import Viewer
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .access import may_decide
from .models import Decision, QueueItem, Sanction
from .reasons import Finding, Piece, findings, pieces

PAGE_SIZE: Final = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page, and the id from which the next one goes on; None on the last page."""

    rows: list[T]
    next: int | None


@dataclass(frozen=True)
class Record:
    """How many of a writer's comments stand, and how many were rejected."""

    published: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Row:
    """A comment as a moderator sees it. `seen` goes back with the decision, so that nothing is decided twice."""

    comment: Comment
    since: datetime
    is_report: bool
    text: list[Piece]
    findings: list[Finding]
    reports: list[Report]
    newest: Decision | None
    author: Record
    seen: str


def open_queue(viewer: Viewer, *, after: int = 0, size: int = PAGE_SIZE) -> Page[Row]:
    """What waits for a moderator, oldest comment first, beyond the comment with the id `after`.

    A held comment is in the queue because it is held: its row in `QueueItem` may have been lost with its event.
    """
    if not may_decide(viewer):
        return Page([], None)
    found = list(_with_everything(Comment.objects.filter(pk__in=_open_ids(), pk__gt=after))[: size + 1])
    return Page(_dress(found[:size]), found[size - 1].pk if len(found) > size else None)


def open_count(viewer: Viewer) -> int:
    """How many comments wait: one query."""
    return _open_ids().count() if may_decide(viewer) else 0


def one(viewer: Viewer, comment: Comment) -> Row | None:
    """A single comment, whether it waits or not."""
    rows = _dress(_with_everything(Comment.objects.filter(pk=comment.pk))) if may_decide(viewer) else []
    return rows[0] if rows else None


def decisions(
    viewer: Viewer,
    *,
    comment: Comment | None = None,
    author: Reader | None = None,
    before: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Decision]:
    """Decisions, newest first: all of them, those about one comment, or those about one writer's comments."""
    if not may_decide(viewer):
        return Page([], None)
    found = Decision.objects.select_related("comment__author", "comment__thread__story", "moderator", "reason")
    if comment is not None:
        found = found.filter(comment=comment)
    if author is not None:
        found = found.filter(comment__author=author)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def last_decision(viewer: Viewer, since: datetime) -> Decision | None:
    """The viewer's newest decision after `since`, unless it was taken back: the one that can still be undone."""
    if not may_decide(viewer):
        return None
    mine = Decision.objects.filter(moderator_id=viewer.pk, made_at__gt=since)
    newest = mine.select_related("comment__author").first()
    return None if newest is None or newest.outcome == Decision.Outcome.TAKEN_BACK else newest


def record_of(viewer: Viewer, author: Reader) -> Record:
    """How many of a writer's comments stand and how many were rejected."""
    return _records([author.pk]).get(author.pk, Record()) if may_decide(viewer) else Record()


def current_pause(viewer: Reader) -> Sanction | None:
    """The reader's own pause that ends last, while it lasts. A pause is known a second after it was given, at most."""
    if viewer.pk not in _paused():
        return None
    running = Sanction.objects.filter(reader=viewer, ends_at__gt=timezone.now())
    return running.select_related("reason").order_by("-ends_at").first()


def _paused() -> frozenset[int]:
    """The ids of all readers who are paused now: few, so one question a second serves every post."""

    known: frozenset[int] | None = caches["brief"].get("moderation.paused")
    if known is None:
        known = frozenset(Sanction.objects.filter(ends_at__gt=timezone.now()).values_list("reader_id", flat=True))
        caches["brief"].set("moderation.paused", known)
    return known


def own_rejections(viewer: Reader, story: StoryPage, *, since: datetime, until: datetime) -> list[Decision]:
    """Why the viewer's own comments under a story are not there: the newest rejection of each, at most three."""
    found = Decision.objects.filter(
        outcome=Decision.Outcome.REJECTED,
        made_at__range=(since, until),
        comment__author=viewer,
        comment__thread__story=story,
        comment__state=Comment.State.REJECTED,
    ).select_related("comment", "reason")
    newest: dict[int, Decision] = {}
    for decision in found:
        newest.setdefault(decision.comment_id, decision)
    return list(newest.values())[:3]


def seen_state(comment: Comment) -> str:
    """What a moderator has seen of a comment: `<newest decision>.<newest verdict>.<state>`, with 0 for none."""
    decision, verdict = comment.decisions.all()[:1], comment.verdicts.order_by("-id")[:1]
    return _seen(comment, list(decision), list(verdict))


def _seen(comment: Comment, newest_decision: Sequence[Decision], newest_verdict: Sequence[object]) -> str:
    decision, verdict = (str(getattr(rows[0], "pk", 0)) if rows else "0" for rows in (newest_decision, newest_verdict))
    return f"{decision}.{verdict}.{comment.state}"


def _open_ids() -> QuerySet[Comment]:
    """The comments that wait, as two ranges of small indexes rather than one walk over all comments."""
    held = Comment.objects.filter(state=Comment.State.HELD).values("pk")
    queued = QueueItem.objects.filter(closed_at=None).exclude(comment__state=Comment.State.REMOVED)
    waiting: QuerySet[Comment] = held.union(queued.order_by().values("comment_id"))  # type: ignore[assignment]
    return waiting


def _with_everything(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    people = comments.select_related("author", "thread__story", "queue_item", "parent__author")
    return people.prefetch_related("verdicts", "reports", "decisions__moderator").order_by("pk")


def _dress(comments: Iterable[Comment]) -> list[Row]:
    found = list(comments)
    records = _records({comment.author_id for comment in found})
    return [_row(comment, records.get(comment.author_id, Record())) for comment in found]


def _row(comment: Comment, author: Record) -> Row:
    verdict = list(comment.verdicts.all())[-1:]
    decided = list(comment.decisions.all())[:1]
    reasons = verdict[0].reasons if verdict else []
    item = getattr(comment, "queue_item", None)
    return Row(
        comment=comment,
        since=item.opened_at if item is not None else comment.created_at,
        is_report=comment.state != Comment.State.HELD and item is not None and item.origin == QueueItem.Origin.REPORTED,
        text=pieces(comment.body, reasons),
        findings=findings(reasons),
        reports=list(comment.reports.all()),
        newest=decided[0] if decided else None,
        author=author,
        seen=_seen(comment, decided, verdict),
    )


def _records(authors: Iterable[int]) -> dict[int, Record]:
    """One query for all writers of a page."""
    counted = (
        Comment.objects.filter(author_id__in=authors)
        .values("author_id")
        .annotate(
            published=Count("pk", filter=Q(state=Comment.State.PUBLISHED)),
            rejected=Count("pk", filter=Q(state=Comment.State.REJECTED)),
        )
    )
    return {row["author_id"]: Record(row["published"], row["rejected"]) for row in counted}
