"""Decisions that hold, with what led to them: counted for the summaries, and handed out as statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from rembuk.conversation.models import Comment, Report, Verdict

from .models import Decision

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
BY_PHASES, BY_READERS, BY_MODERATORS = "phases", "readers", "moderators"


def rulings(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those of the decisions that were not taken back within their minute, each with `held_since` (its newest verdict)
    and `reported_since` (the first report after the decision before it)."""
    same = {"comment": OuterRef("comment")}
    following = Decision.objects.filter(**same, pk__gt=OuterRef("pk")).order_by("pk").values("outcome")[:1]
    earlier = Decision.objects.filter(**same, pk__lt=OuterRef("pk")).order_by("-pk").values("made_at")[:1]
    verdict = Verdict.objects.filter(**same, made_at__lte=OuterRef("made_at")).order_by("-pk").values("made_at")[:1]
    report = (
        Report.objects.filter(**same, made_at__lte=OuterRef("made_at"), made_at__gt=OuterRef("after"))
        .order_by("made_at")
        .values("made_at")[:1]
    )
    return (
        decisions.exclude(outcome=Decision.Outcome.TAKEN_BACK)
        .annotate(following=Coalesce(Subquery(following), Value("")))
        .exclude(following=Decision.Outcome.TAKEN_BACK)
        .annotate(
            after=Coalesce(Subquery(earlier), Value(BEGINNING), output_field=DateTimeField()),
            held_since=Subquery(verdict),
        )
        .annotate(reported_since=Subquery(report))
    )


def standing(comment: Comment) -> Decision | None:
    """The decision that holds about a comment: the newest one, what was taken back left out."""
    return stands_of(comment.decisions.select_related("moderator").all())


def stands_of(newest_first: Iterable[Decision]) -> Decision | None:
    """The same, of decisions that are at hand."""
    skip = False
    for decision in newest_first:
        if decision.outcome == Decision.Outcome.TAKEN_BACK:
            skip = True
        elif skip:
            skip = False
        else:
            return decision
    return None


def is_settled(state: str, stands: Decision | None, *, waits: bool) -> bool:
    """Whether a comment stands by an approval that holds, and nobody has asked about it since: nothing to approve."""
    approved = stands is not None and stands.outcome == Decision.Outcome.APPROVED
    return state == Comment.State.PUBLISHED and approved and not waits


def ruled(comment: OuterRef) -> Subquery:
    """Of each comment of a query the outcome of the decision that holds; `comment` says where its id stands there."""
    return Subquery(_holding(comment).values("outcome")[:1])


def decided_reports(reporters: Collection[int], *, newest: int) -> list[tuple[int, str]]:
    """What came of each report of these readers that was decided: (reader, outcome), the `newest` of each reader.

    A comment that was decided before it was reported waits for its next decision. Whoever reported it again after an
    edit is right or wrong about it once.
    """
    holding = _holding(OuterRef("comment"))
    earlier = Report.objects.filter(comment=OuterRef("comment"), reporter=OuterRef("reporter"), pk__lt=OuterRef("pk"))
    decided = (
        Report.objects.filter(~Exists(earlier), reporter__in=reporters)
        .annotate(outcome=Subquery(holding.values("outcome")[:1]), decided_at=Subquery(holding.values("made_at")[:1]))
        .filter(decided_at__gte=F("made_at"))
    )
    place = Window(RowNumber(), partition_by=F("reporter"), order_by=F("pk").desc())
    return list(decided.annotate(place=place).filter(place__lte=newest).values_list("reporter_id", "outcome"))


def _holding(comment: OuterRef) -> QuerySet[Decision]:
    """Of each comment of a query the decisions that were not taken back, newest first."""
    following = Decision.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk")).order_by("pk")
    return (
        Decision.objects.filter(comment=comment)
        .exclude(outcome=Decision.Outcome.TAKEN_BACK)
        .annotate(following=Coalesce(Subquery(following.values("outcome")[:1]), Value("")))
        .exclude(following=Decision.Outcome.TAKEN_BACK)
        .order_by("-pk")
    )


def found_by(before: str, reported_since: datetime | None) -> str:
    """Who brought a comment to the moderators: the phases held it, a reader reported it, or they saw it themselves."""
    if before == Comment.State.HELD:
        return BY_PHASES
    return BY_READERS if reported_since is not None else BY_MODERATORS


def waited(before: str, made_at: datetime, held_since: datetime | None, reported_since: datetime | None) -> int | None:
    """How many minutes a comment had waited for a decision; None for one that waited for nobody."""
    since = held_since if before == Comment.State.HELD else reported_since
    return None if since is None else max(0, int((made_at - since).total_seconds()) // 60)
