"""What editors see of the learning: how far each title is, how the model did, and what the newest changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncWeek

from rembuk.civility.models import LEAST_DECISIONS, LEAST_EACH, ModelError
from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_change_rules
from rembuk.moderation.learning import in_force
from rembuk.moderation.learning.labels import OPEN_ACCOUNTS, Counts, counted
from rembuk.moderation.models import Decision, DecisionScore, Layer, LearnedModel, Learning, RejectionReason
from rembuk.moderation.rules import installed
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

WEEKS: Final = 12
MOST_ROWS: Final = 15
Condition = Literal["none", "whole", "outdated", "damaged"]
State = LearnedModel.State
_FLAGGED = Q(level__gte=DecisionScore.Level.NUDGE)
_REJECTED = Q(decision__outcome=Decision.Outcome.REJECTED)


@dataclass(frozen=True)
class TitleState:
    """How far a title is. `row` is what is in force, None for the seed."""

    title: TitlePage
    learns: bool
    counts: Counts
    row: LearnedModel | None
    condition: Condition
    learning: Learning | None

    @property
    def missing(self) -> Counts:
        """How many decisions of either kind are missing before anything is learned."""
        return Counts(max(0, LEAST_EACH - self.counts.approved), max(0, LEAST_EACH - self.counts.rejected))

    @property
    def until_holding(self) -> int:
        """How many are missing before a model may hold."""
        return max(0, LEAST_DECISIONS - self.counts.total)

    @property
    def is_paused(self) -> bool:
        """Whether new models wait for an editor."""
        return self.learning is not None and self.learning.is_paused


@dataclass(frozen=True)
class Week:
    """What the model in force said of a week's decisions, before it learned of them."""

    begins: datetime
    right: int  # spoken up, and a moderator rejected it
    wrong: int  # spoken up, and a moderator published it
    missed: int  # let pass, and a moderator rejected it

    @property
    def precision(self) -> int | None:
        """In percent; None where it never spoke up."""
        return round(100 * self.right / (self.right + self.wrong)) if self.right + self.wrong else None

    @property
    def recall(self) -> int | None:
        """In percent; None where nothing was rejected."""
        return round(100 * self.right / (self.right + self.missed)) if self.right + self.missed else None


@dataclass(frozen=True)
class Disagreement:
    """A comment of which two models think differently; in percent of a verdict's scale."""

    comment: Comment
    label: bool | None
    new: int
    former: int


def titles_learning(viewer: Viewer, *, now: datetime) -> list[TitleState]:
    """Every title: five queries, however many there are."""
    if not may_change_rules(viewer):
        return []
    counts = counted(now)
    usual = installed()["learns"]
    layers = dict(Layer.objects.filter(thread=None, section="").values_list("title_id", "learns"))
    rows = {row.title_id: row for row in LearnedModel.objects.filter(state=State.IN_FORCE).defer("weights")}
    progress = {row.title_id: row for row in Learning.objects.all()}
    return [
        TitleState(
            title,
            bool(usual if layers.get(title.pk) is None else layers[title.pk]),
            counts.get(title.pk, Counts()),
            rows.get(title.pk),
            _condition(title.pk) if title.pk in rows else "none",
            progress.get(title.pk),
        )
        for title in TitlePage.objects.order_by("title")
    ]


def models_of(viewer: Viewer, title: TitlePage) -> list[LearnedModel]:
    """A title's newest models, without their weights; `is_kept` says whether these are still there."""
    if not may_change_rules(viewer):
        return []
    own = LearnedModel.objects.filter(title=title).select_related("changed_by").defer("weights")
    return list(own.annotate(is_kept=Q(weights__isnull=False)).order_by("-pk")[:MOST_ROWS])


def weeks(viewer: Viewer, title: TitlePage, *, now: datetime) -> list[Week]:
    """The last twelve weeks in which anything was decided: one query."""
    if not may_change_rules(viewer):
        return []
    later = Decision.objects.filter(comment=OuterRef("decision__comment"), pk__gt=OuterRef("decision"))
    found = DecisionScore.objects.filter(
        ~Exists(later), decision__comment__thread__title=title, decision__made_at__gt=now - timedelta(weeks=WEEKS)
    )
    sums = found.annotate(week=TruncWeek("decision__made_at")).order_by("week").values_list("week")
    return [
        Week(*row)
        for row in sums.annotate(
            right=Count("pk", filter=_FLAGGED & _REJECTED),
            wrong=Count("pk", filter=_FLAGGED & ~_REJECTED),
            missed=Count("pk", filter=~_FLAGGED & _REJECTED),
        )
    ]


def disagreements(viewer: Viewer, row: LearnedModel) -> list[Disagreement]:
    """The comments of which it thinks most differently from the former one; what is gone meanwhile is left out."""
    if not may_change_rules(viewer):
        return []
    told: Mapping[int, Any] = {each["comment"]: each for each in row.differing}
    found = Comment.objects.exclude(state=Comment.State.REMOVED).filter(author__in=Reader.objects.filter(OPEN_ACCOUNTS))
    comments = found.select_related("thread__story").defer("thread__story__body").in_bulk(list(told))
    return [
        Disagreement(comments[pk], each["label"], round(100 * each["new"]), round(100 * each["former"]))
        for pk, each in told.items()
        if pk in comments
    ]


def reasons(viewer: Viewer) -> list[RejectionReason]:
    """The reasons, to say which of them teach."""
    return list(RejectionReason.objects.all()) if may_change_rules(viewer) else []


def _condition(title_id: int) -> Condition:
    try:
        return "outdated" if in_force.own_model(title_id) is None else "whole"
    except ModelError:
        return "damaged"
