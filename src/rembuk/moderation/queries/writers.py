"""A writer as moderators see them: what happened so far, and what should make them look twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from rembuk.conversation.models import Comment, Guest, Report
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import ReportFlood, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .reports import flood_words

ONE_SIDED: Final = 3  # sanctions by one moderator, when they are most of all
FORGOTTEN: Final = timedelta(days=365)  # older sanctions do not count for the next step
Kind = Sanction.Kind
# What usually comes next, by what there was: (kind, days). Only ever a hint.
LADDER: Final[list[tuple[str, int | None]]] = [
    (Kind.WARNING, None),
    (Kind.PAUSE, 1),
    (Kind.PAUSE, 7),
    (Kind.APPROVE_FIRST, 30),
    (Kind.BAN, 90),
    (Kind.BAN, None),
]


@dataclass(frozen=True)
class Reports:
    """What readers said of a writer's comments, and what the writer said of others'. `flood`: of the last day."""

    received: int = 0
    lately: int = 0
    reporters_lately: int = 0
    made: int = 0
    upheld: int = 0
    flood: ReportFlood | None = None

    @property
    def flood_words(self) -> str:
        """The flood in one sentence; empty where there is none."""
        return flood_words(self.flood) if self.flood is not None else ""


@dataclass(frozen=True)
class OneSided:
    """Most of a writer's sanctions come from one moderator."""

    moderator: str
    given: int
    of: int


def reports_about(viewer: Viewer, writer: Reader, *, now: datetime | None = None) -> Reports:
    """Counts of reports, for moderators: three queries."""
    if not may_decide(viewer):
        return Reports()
    yesterday = (now or timezone.now()) - timedelta(days=1)
    lately = Q(made_at__gt=yesterday)
    got = (
        Report.objects.newest()
        .filter(comment__author=writer)
        .aggregate(
            received=Count("pk"),
            lately=Count("pk", filter=lately),
            reporters=Count("reporter", filter=lately, distinct=True),
        )
    )
    gave = (
        Report.objects.newest()
        .filter(reporter=writer)
        .aggregate(made=Count("pk"), upheld=Count("pk", filter=Q(comment__state=Comment.State.REJECTED)))
    )
    flood = ReportFlood.objects.filter(writer=writer, last_at__gt=yesterday).first()
    return Reports(got["received"], got["lately"], got["reporters"], gave["made"], gave["upheld"], flood)


def one_sided(sanctions: Sequence[Sanction]) -> OneSided | None:
    """Who gave most of these sanctions, when it is one moderator who gave three or more of them."""
    counted = [each for each in sanctions if not each.taken_back]
    givers = Counter(each.moderator for each in counted if each.moderator is not None)
    for moderator, given in givers.most_common(1):
        if given >= ONE_SIDED and 2 * given > len(counted):
            return OneSided(str(moderator), given, len(counted))
    return None


def next_step(sanctions: Sequence[Sanction], *, now: datetime | None = None) -> tuple[str, int | None]:
    """What usually comes next: one step beyond the highest that was given within a year and not lifted."""
    since = (now or timezone.now()) - FORGOTTEN
    counted = [each for each in sanctions if each.lifted_at is None and each.starts_at > since]
    kinds = Counter(each.kind for each in counted)
    reached = 0
    if kinds[Kind.WARNING]:
        reached = 1
    if kinds[Kind.PAUSE]:
        reached = min(1 + kinds[Kind.PAUSE], 3)
    if kinds[Kind.APPROVE_FIRST]:
        reached = 4
    if kinds[Kind.BAN]:
        reached = 5
    return LADDER[reached]


def comment_of(viewer: Viewer, writer: Reader, public_id: str) -> Comment | None:
    """The writer's comment at which a moderator came here, as the address names it."""
    try:
        asked = UUID(public_id)
    except ValueError:
        return None
    if not may_decide(viewer):
        return None
    return Comment.objects.select_related("thread__title").filter(author=writer, public_id=asked).first()


def title_to_start_with(viewer: Viewer, writer: Reader, about: Comment | None) -> TitlePage | None:
    """Where a sanction is given if the moderator says nothing else: where that comment stands, or the newest one."""
    if not may_decide(viewer):
        return None
    newest = about or Comment.objects.select_related("thread__title").filter(author=writer).order_by("-pk").first()
    title: TitlePage | None = newest.thread.title if newest else TitlePage.objects.order_by("title").first()
    return title


def other_names(viewer: Viewer, writer: Reader) -> list[Reader]:
    """The other names under which a guest's address has written."""
    if not may_decide(viewer) or writer.kind != Reader.Kind.GUEST:
        return []
    address = Guest.objects.filter(reader=writer).values("address_hash")
    return list(Reader.objects.filter(guest__address_hash__in=address).exclude(pk=writer.pk).order_by("pk")[:20])
