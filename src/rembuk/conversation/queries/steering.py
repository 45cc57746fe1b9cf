"""What those who steer conversations see of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from rembuk.conversation.models import House, Thread
from rembuk.conversation.rules import Rules, rules_of
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

THREADS_PAGE: Final = 50


@dataclass(frozen=True)
class Threads:
    """A page of threads, each with what holds there now; how many there are in all; the id before which the next page
    begins, or 0."""

    rows: list[tuple[Thread, Rules]]
    found: int
    next: int


def threads_for(viewer: Reader, *, words: str = "", state: str = "", before: int | None = None) -> Threads:
    """The threads whose headline has these words and which are open or closed now, newest first."""
    if not viewer.has_perm("conversation.steer_thread"):
        return Threads([], 0, 0)
    found = _with_state(state)
    if words:
        about = Q(story__title__icontains=words) | Q(page_title__icontains=words) | Q(page_url__icontains=words)
        found = found.filter(about)
    number = found.count()
    if before is not None:
        found = found.filter(pk__lt=before)
    some = list(found.select_related("title", "story").defer("story__body").order_by("-pk")[: THREADS_PAGE + 1])
    houses = {house.title_id: house for house in House.objects.all()}
    rows = [(thread, rules_of(thread, houses.get(thread.title_id) or House())) for thread in some[:THREADS_PAGE]]
    return Threads(rows, number, some[THREADS_PAGE - 1].pk if len(some) > THREADS_PAGE else 0)


def titles_to_settle(viewer: Reader) -> list[TitlePage]:
    """The titles whose house rules the viewer may change."""
    return list(TitlePage.objects.order_by("title")) if viewer.has_perm("conversation.steer_thread") else []


def _with_state(state: str) -> QuerySet[Thread]:
    """All threads, or those that are open or closed at this moment, as `rules_of` says of each."""
    threads = Thread.objects.annotate(begun=Coalesce("story__first_published_at", "made_at"))
    if state not in {"open", "closed"}:
        return threads
    now = timezone.now()
    closed = Q(is_open=False) | Q(closes_at__lte=now) | Q(opens_at__gt=now)
    for house in House.objects.filter(close_after_days__gt=0):
        aged = now - timedelta(days=house.close_after_days or 0)
        closed |= Q(title=house.title_id, closes_at=None, begun__lte=aged)
    return threads.filter(closed) if state == "closed" else threads.exclude(closed)
