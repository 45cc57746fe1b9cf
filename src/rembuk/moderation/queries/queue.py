"""What moderators see. Everyone else sees nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet

from rembuk.conversation.models import Comment, Report
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import Decision, QueueItem, ReportFlood
from rembuk.moderation.reasons import Finding, Piece, findings, pieces
from rembuk.moderation.rulings import is_settled, ruled, stands_of
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .reports import Reported, Reporters, flood_words, reasons_of, reported, reporters_of

MOST_EARLIER: Final = 20
PAGE_SIZE: Final = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page, and the id from which the next one goes on; None on the last page."""

    rows: list[T]
    next: int | None


@dataclass(frozen=True)
class Record:
    """How many of a writer's comments stand, and how many were rejected, withdrawn since or not."""

    published: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Earlier:
    """A text that its writer has replaced. `reasons`: what readers reported it for, each with how many gave it."""

    body: str
    replaced_at: datetime
    reasons: list[tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """A comment as a moderator sees it. `seen` goes back with the decision, so that nothing is decided twice.

    `reported`: what its reports come to, those since the last decision where there are any. `flood`: the flood of
    reports that it waits with. `earlier`: the newest texts before this one, and all that were reported, newest first.
    `is_settled`: it stands by an approval, so there is nothing to approve.
    """

    comment: Comment
    since: datetime
    is_report: bool
    text: list[Piece]
    findings: list[Finding]
    reports: list[Report]
    newest: Decision | None
    author: Record
    seen: str
    reported: Reported | None = None
    flood: ReportFlood | None = None
    earlier: list[Earlier] = field(default_factory=list)
    is_settled: bool = False

    @property
    def was_reported_before(self) -> bool:
        """Whether readers reported a text that does not stand any more."""
        return any(text.reasons for text in self.earlier)

    @property
    def flood_words(self) -> str:
        """The flood in one sentence; empty where there is none."""
        return flood_words(self.flood) if self.flood is not None else ""


def one(viewer: Viewer, comment: Comment) -> Row | None:
    """A single comment, whether it waits or not."""
    found = rows(Comment.objects.filter(pk=comment.pk)) if may_decide(viewer) else []
    return found[0] if found else None


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
    found = Decision.objects.select_related("comment__author", "comment__thread__story", "moderator")
    if comment is not None:
        found = found.filter(comment=comment)
    if author is not None:
        found = found.filter(comment__author=author)
    if before is not None:
        found = found.filter(pk__lt=before)
    some = list(found[: size + 1])
    return Page(some[:size], some[size - 1].pk if len(some) > size else None)


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


def own_rejections(viewer: Reader, story: StoryPage, *, since: datetime, until: datetime) -> list[Decision]:
    """Why the viewer's own comments under a story are not there: the newest rejection of each, at most three."""
    found = Decision.objects.filter(
        outcome=Decision.Outcome.REJECTED,
        made_at__range=(since, until),
        comment__author=viewer,
        comment__thread__story=story,
        comment__state=Comment.State.REJECTED,
    ).select_related("comment")
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


def rows(comments: QuerySet[Comment]) -> list[Row]:
    """Comments as moderators see them, oldest first. Only for queries that have asked who is looking."""
    return _dress(_with_everything(comments))


def _with_everything(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    people = comments.select_related("author", "thread__story", "queue_item__flood", "parent__author")
    return people.prefetch_related("verdicts", "reports", "revisions", "decisions__moderator").order_by("pk")


def _dress(comments: Iterable[Comment]) -> list[Row]:
    found = list(comments)
    records = _records({comment.author_id for comment in found})
    reporters = reporters_of([report for comment in found for report in comment.reports.all()])
    return [_row(comment, records.get(comment.author_id, Record()), reporters) for comment in found]


def _row(comment: Comment, author: Record, reporters: Reporters) -> Row:
    verdict = list(comment.verdicts.all())[-1:]
    decided = list(comment.decisions.all())[:1]
    reasons = verdict[0].reasons if verdict else []
    item = getattr(comment, "queue_item", None)
    reports = sorted(comment.reports.all(), key=lambda report: report.pk)
    stands = stands_of(comment.decisions.all())
    fresh = [each for each in reports if stands is None or each.made_at > stands.made_at]
    return Row(
        comment=comment,
        since=item.opened_at if item is not None else comment.created_at,
        is_report=comment.state != Comment.State.HELD and item is not None and item.origin == QueueItem.Origin.REPORTED,
        text=pieces(comment.body, reasons),
        findings=findings(reasons),
        reports=reports,
        newest=decided[0] if decided else None,
        author=author,
        seen=_seen(comment, decided, verdict),
        reported=reported(fresh or reports, reporters),
        flood=item.flood if item is not None and item.closed_at is None else None,
        earlier=_earlier(comment, reports),
        is_settled=is_settled(comment.state, stands, waits=item is not None and item.closed_at is None),
    )


def _earlier(comment: Comment, reports: Sequence[Report]) -> list[Earlier]:
    """Of rows that are at hand."""
    newest_first = sorted(comment.revisions.all(), key=lambda revision: -revision.pk)
    found = [
        Earlier(
            each.body, each.replaced_at, reasons_of([report for report in reports if report.revision_id == each.pk])
        )
        for each in newest_first
    ]
    return [text for at, text in enumerate(found) if at < MOST_EARLIER or text.reasons]


def _records(authors: Iterable[int]) -> dict[int, Record]:
    """One query for all writers of a page. Withdrawing what was rejected washes no record clean."""
    is_washed = Q(state=Comment.State.REMOVED, ruled=Decision.Outcome.REJECTED)
    counted = (
        Comment.objects.filter(author_id__in=authors)
        .annotate(ruled=ruled(OuterRef("pk")))
        .values("author_id")
        .annotate(
            published=Count("pk", filter=Q(state=Comment.State.PUBLISHED)),
            rejected=Count("pk", filter=Q(state=Comment.State.REJECTED) | is_washed),
        )
    )
    return {row["author_id"]: Record(row["published"], row["rejected"]) for row in counted}
