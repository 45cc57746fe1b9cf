"""Decisions that hold, with what led to them: counted for the summaries, and handed out as statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

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


def found_by(before: str, reported_since: datetime | None) -> str:
    """Who brought a comment to the moderators: the phases held it, a reader reported it, or they saw it themselves."""
    if before == Comment.State.HELD:
        return BY_PHASES
    return BY_READERS if reported_since is not None else BY_MODERATORS


def waited(before: str, made_at: datetime, held_since: datetime | None, reported_since: datetime | None) -> int | None:
    """How many minutes a comment had waited for a decision; None for one that waited for nobody."""
    since = held_since if before == Comment.State.HELD else reported_since
    return None if since is None else max(0, int((made_at - since).total_seconds()) // 60)
