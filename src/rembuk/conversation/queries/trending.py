"""What people write about now: the hashtags that most writers used in the last two days, by title."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypedDict

from django.core.cache import caches
from django.db.models import Count, Max
from django.utils import timezone

from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage

from .shown import Viewer

LATELY: Final = timedelta(hours=48)
MOST_TAGS: Final = 10
# Uses of hashtags that are looked at, the newest ones: a range of the primary key, however much was ever written, and
# without an index of its own that every post would have to keep.
MOST_USES: Final = 20_000
KEPT: Final = 60  # seconds, in this process


class Trend(TypedDict):
    """A hashtag: folded, as its newest comment writes it, and by how many readers it was used."""

    name: str
    written: str
    writers: int


def trends_of(title_id: int) -> list[Trend]:
    """The hashtags of a title that most writers used lately, at most ten; known for a minute."""
    return _by_title().get(title_id, [])


def _by_title() -> dict[int, list[Trend]]:
    """The same for every title that has any: two queries a minute, together."""
    found: dict[int, list[Trend]] | None = caches["brief"].get_or_set("conversation.trending", _ask, KEPT)
    return found or {}


def _ask() -> dict[int, list[Trend]]:
    uses = Comment.hashtags.through.objects
    newest = uses.order_by("-pk").values_list("pk", flat=True).first() or 0
    counted = (
        uses.filter(
            pk__gt=newest - MOST_USES,
            comment__created_at__gt=timezone.now() - LATELY,
            comment__state=Comment.State.PUBLISHED,
            comment__thread__in=Thread.objects.public(),
        )
        .values_list("comment__thread__title", "hashtag__name")
        .annotate(writers=Count("comment__author", distinct=True), last=Max("comment"))
    )
    best: dict[int, list[tuple[str, int, int]]] = {}
    for title_id, name, writers, last in sorted(counted, key=lambda row: row[2:], reverse=True):
        tags = best.setdefault(title_id, [])
        if len(tags) < MOST_TAGS:
            tags.append((name, writers, last))
    lasts = {last for tags in best.values() for _name, _writers, last in tags}
    texts = dict(Comment.objects.filter(pk__in=lasts).values_list("pk", "body"))
    return {
        title_id: [
            Trend(name=name, written=markup.as_written(name, texts.get(last, "")), writers=n) for name, n, last in tags
        ]
        for title_id, tags in best.items()
    }


def trends_by_title(viewer: Viewer) -> list[tuple[TitlePage, list[Trend]]]:
    """Every title that people use hashtags in now, by name, with those hashtags."""
    found = _by_title()
    titles = TitlePage.objects.readable().filter(pk__in=found).order_by("title")
    return [(title, found[title.pk]) for title in titles]
