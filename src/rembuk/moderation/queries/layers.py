"""What editors see of the rules, and how writers answer when they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.db.models import Count, Sum
from django.utils import timezone

from rembuk.conversation.models import Nudge, NudgeDay, Thread
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_change_rules
from rembuk.moderation.models import Layer
from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.queries import sections_of

SHOWN: Final = timedelta(days=28)
MOST_THREADS: Final = 30


@dataclass(frozen=True)
class Nudges:
    """How often writers were asked, and what they did; `open` are those that may still answer."""

    shown: int = 0
    rewritten: int = 0
    anyway: int = 0
    left: int = 0
    open: int = 0

    @property
    def share(self) -> int | None:
        """How many of a hundred who are done rewrote their text; None where nobody is."""
        done = self.shown - self.open
        return round(100 * self.rewritten / done) if done else None


@dataclass(frozen=True)
class Place:
    """A section or a conversation, and whether it has rules of its own."""

    name: str
    thread: int | None
    is_own: bool


@dataclass(frozen=True)
class TitleRules:
    """A title on the overview."""

    title: TitlePage
    is_own: bool
    sections: list[Place]
    threads: list[Place]
    nudges: Nudges


def titles_with_rules(viewer: Viewer) -> list[TitleRules]:
    """Every title, with its sections, its newest conversations and those that have rules of their own."""
    if not may_change_rules(viewer):
        return []
    numbers = nudges_by_title(viewer)
    own: dict[int, list[Layer]] = {}
    for layer in Layer.objects.select_related("thread__story").defer("thread__story__body").order_by("-pk"):
        own.setdefault(layer.title_id, []).append(layer)
    return [
        TitleRules(
            title,
            any(not layer.section and layer.thread is None for layer in own.get(title.pk, ())),
            _sections(viewer, title, own.get(title.pk, ())),
            _threads(title, own.get(title.pk, ())),
            numbers.get(title.pk, Nudges()),
        )
        for title in TitlePage.objects.order_by("title")
    ]


def nudges_by_title(viewer: Viewer) -> Mapping[int, Nudges]:
    """How writers answered in the last four weeks, by title: what is added up already, and what is still open."""
    if not may_change_rules(viewer):
        return {}
    days = NudgeDay.objects.filter(day__gte=timezone.localdate(timezone.now() - SHOWN)).values("title")
    sums = days.annotate(Sum("shown"), Sum("rewritten"), Sum("anyway"), Sum("left"))
    names = ("title", "shown__sum", "rewritten__sum", "anyway__sum", "left__sum")
    found = {title: Nudges(*numbers) for title, *numbers in sums.values_list(*names)}
    for title, outcome, n in Nudge.objects.order_by().values_list("thread__title", "outcome").annotate(Count("pk")):
        before = found.get(title, Nudges())
        own = {str(outcome): getattr(before, str(outcome)) + n}
        found[title] = replace(before, shown=before.shown + n, **own)
    return found


def _sections(viewer: Viewer, title: TitlePage, layers: Sequence[Layer]) -> list[Place]:
    own = {layer.section for layer in layers if layer.section}
    names = dict.fromkeys([*sections_of(viewer, title), *sorted(own)])
    return [Place(name, None, name in own) for name in names]


def _threads(title: TitlePage, layers: Sequence[Layer]) -> list[Place]:
    own = [layer.thread for layer in layers if layer.thread is not None][:MOST_THREADS]
    newest = Thread.objects.filter(title=title).exclude(pk__in=[each.pk for each in own]).select_related("story")
    rest = list(newest.defer("story__body").order_by("-pk")[: MOST_THREADS - len(own)])
    return [Place(each.headline, each.pk, True) for each in own] + [
        Place(each.headline, each.pk, False) for each in rest
    ]
