"""Appeals: what their writers see, what waits for whom, and how often a rejection did not hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import Count, Q, QuerySet

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import APPEALS, may_decide_appeals, may_see_reversals
from rembuk.moderation.models import Appeal, Decision
from rembuk.moderation.phase_words import phase_label
from rembuk.moderation.reasons import Finding, findings
from rembuk.moderation.rulings import standing
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

APPEALS_PAGE: Final = 20
COUNTED_FOR: Final = timedelta(days=365)
DECIDED: Final = (Appeal.Outcome.STANDS, Appeal.Outcome.REVERSED)


@dataclass(frozen=True)
class AppealRow:
    """An appeal as a moderator sees it. `barred` says why the viewer cannot decide; `lonely` that nobody can."""

    appeal: Appeal
    findings: list[Finding]
    barred: str = ""
    lonely: bool = False


@dataclass(frozen=True)
class Reversals:
    """Of the appeals about one reason, phase or moderator: how many were decided, and how many reversed."""

    name: str
    decided: int
    reversed: int

    @property
    def percent(self) -> int:
        """The share that was reversed."""
        return round(100 * self.reversed / self.decided) if self.decided else 0


def standing_rejection(comment: Comment) -> Decision | None:
    """The rejection that holds for a comment: the newest decision, what was taken back left out."""
    decision = standing(comment)
    return decision if decision is not None and decision.outcome == Decision.Outcome.REJECTED else None


def own_appeals(viewer: Reader, *, since: datetime) -> list[Comment]:
    """The viewer's own comments that moderators rejected or that were appealed since, newest decision first.

    What was withdrawn after a rejection is among them: it was rejected all the same.
    """
    decided = Decision.objects.filter(comment__author=viewer, made_at__gte=since, outcome=Decision.Outcome.REJECTED)
    newest: dict[int, datetime] = dict(decided.order_by("made_at").values_list("comment_id", "made_at"))
    fallen = Q(state__in=[Comment.State.REJECTED, Comment.State.REMOVED])
    found = Comment.objects.filter(fallen | Q(appeal__isnull=False), pk__in=newest)
    rows = found.select_related("thread__story", "appeal").prefetch_related("decisions")
    return sorted(rows, key=lambda comment: newest[comment.pk], reverse=True)[:50]


def own_answers(viewer: Reader, story: StoryPage, *, since: datetime, until: datetime) -> list[Appeal]:
    """The viewer's appeals under a story that were decided between these times, newest first, at most three."""
    found = Appeal.objects.filter(
        outcome__in=DECIDED, decided_at__range=(since, until), comment__author=viewer, comment__thread__story=story
    )
    return list(found.select_related("comment").order_by("-decided_at")[:3])


def open_appeals(viewer: Viewer, *, after: int = 0, size: int = APPEALS_PAGE) -> tuple[list[AppealRow], int | None]:
    """What waits, oldest first, beyond the appeal with the id `after`; and where the next page begins."""
    if not may_decide_appeals(viewer):
        return [], None
    found = list(_whole(_open().filter(pk__gt=after))[: size + 1])
    return _dress(viewer, found[:size]), found[size - 1].pk if len(found) > size else None


def appeals_waiting(viewer: Viewer) -> int:
    """How many appeals wait for anyone."""
    return _open().count() if may_decide_appeals(viewer) else 0


def decided_appeals(viewer: Viewer, *, size: int = APPEALS_PAGE) -> list[Appeal]:
    """The newest answers."""
    if not may_decide_appeals(viewer):
        return []
    return list(_whole(Appeal.objects.exclude(outcome="")).order_by("-decided_at")[:size])


def reversals(viewer: Viewer, *, now: datetime) -> dict[str, list[Reversals]]:
    """How often rejections did not hold within a year: by reason and by phase; by moderator for those who lead."""
    if not may_decide_appeals(viewer):
        return {}
    decided = Appeal.objects.filter(outcome__in=DECIDED, decided_at__gt=now - COUNTED_FOR).order_by()
    by_phase = _counted(decided, "phase")
    return {
        "reasons": _counted(decided, "decision__reason__text"),
        "phases": [replace(row, name=phase_label(row.name)) for row in by_phase],
        "moderators": _counted(decided, "decision__moderator__display_name") if may_see_reversals(viewer) else [],
    }


def deciders() -> frozenset[int]:
    """The ids of everyone who may decide about appeals."""
    app, codename = APPEALS.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holding = Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return frozenset(Reader.objects.filter(holding, is_active=True).values_list("pk", flat=True).distinct())


def _open() -> QuerySet[Appeal]:
    """A withdrawn comment has nothing to decide, also before the sweep has closed its appeal."""
    return Appeal.objects.filter(outcome="", comment__state=Comment.State.REJECTED)


def _whole(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    people = appeals.select_related(
        "comment__author", "comment__thread__story", "comment__parent__author",
        "decision__moderator", "decided_by",
    )  # fmt: skip
    return people.prefetch_related("comment__verdicts", "comment__decisions")


def _dress(viewer: Viewer, found: Iterable[Appeal]) -> list[AppealRow]:
    able = deciders()
    return [_row(viewer, each, able) for each in found]


def _row(viewer: Viewer, each: Appeal, able: frozenset[int]) -> AppealRow:
    comment = each.comment
    involved = {d.moderator_id for d in comment.decisions.all() if d.outcome == Decision.Outcome.REJECTED}
    verdicts = list(comment.verdicts.all())
    barred = "own" if viewer.pk == comment.author_id else "rejected" if viewer.pk in involved else ""
    lonely = not (able - involved - {comment.author_id})
    return AppealRow(each, findings(verdicts[-1].reasons if verdicts else []), barred, lonely)


def _counted(appeals: QuerySet[Appeal], name: str) -> list[Reversals]:
    counted = appeals.values(name).annotate(
        decided=Count("pk"), reversed=Count("pk", filter=Q(outcome=Appeal.Outcome.REVERSED))
    )
    rows = [Reversals(row[name] or "", row["decided"], row["reversed"]) for row in counted]
    return sorted(rows, key=lambda row: (-row.decided, row.name))
