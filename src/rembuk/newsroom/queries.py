"""What a viewer may read of titles and stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import Count
from django.http import HttpRequest
from wagtail.models import Site

from .models import Person, StoryPage, StoryQuerySet, TitlePage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from rembuk.readers.models import Reader

    Viewer = Reader | AnonymousUser


def live_stories(viewer: Viewer, title: TitlePage | None = None) -> StoryQuerySet:
    """Published stories that anyone may read, newest first; of one title, or of all."""
    stories: StoryQuerySet = StoryPage.objects.readable()
    return stories.child_of(title) if title is not None else stories


def sections_of(viewer: Viewer, title: TitlePage) -> list[str]:
    """The sections that have stories, most used first."""
    used = live_stories(viewer, title).exclude(kicker="").order_by().values("kicker").annotate(stories=Count("pk"))
    return list(used.order_by("-stories", "kicker").values_list("kicker", flat=True))


def title_of(request: HttpRequest) -> TitlePage | None:
    """The title whose site this request came to, when it is published."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    title: TitlePage | None = TitlePage.objects.live().filter(pk=site.root_page_id).first()
    return title


def story_by_headline(viewer: Viewer, headline: str) -> StoryPage | None:
    """A live story with exactly this headline, whatever its title: what “(Baca: …)” names."""
    story: StoryPage | None = live_stories(viewer).filter(title__iexact=headline.strip()).first()
    return story


def own_accounts() -> frozenset[int]:
    """The ids of the readers who make stories here; known for a second."""

    known: frozenset[int] | None = caches["brief"].get("newsroom.own_accounts")
    if known is None:
        known = frozenset(Person.objects.filter(reader__isnull=False).values_list("reader__pk", flat=True))
        caches["brief"].set("newsroom.own_accounts", known)
    return known


def signed_by(*titles: TitlePage) -> str:
    """The name under a letter: the title that it is about; of several or none, the one whose house this is.

    Readers know their newspaper, not the software that it uses.
    """
    house: TitlePage | None = titles[0] if len({title.pk for title in titles}) == 1 else None
    house = house or TitlePage.objects.filter(sites_rooted_here__is_default_site=True).first()
    return str(house or TitlePage.objects.first() or "")


def names_in_bylines() -> list[str]:
    """The names of the people who make stories: no reader may comment under one of them."""
    return list(Person.objects.values_list("name", flat=True))


def names_of_titles() -> list[str]:
    """The names of the titles: no reader's name may be one, or have one in it."""
    return list(TitlePage.objects.values_list("title", flat=True))
