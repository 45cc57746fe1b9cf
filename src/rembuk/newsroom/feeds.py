"""The feed of a title's newest stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed

from .models import StoryPage, TitlePage
from .queries import live_stories, title_of

NEWEST = 30


@dataclass(frozen=True)
class Asked:
    """A title, and the request that asked for its feed: addresses are made for the site it came to."""

    title: TitlePage
    request: HttpRequest


@dataclass(frozen=True)
class Entry:
    """A story with its full address."""

    story: StoryPage
    address: str


class NewestStories(Feed[Entry, Asked]):
    """Atom, the thirty newest stories of the title that the address belongs to."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        """The title of this site."""
        page = title_of(request)
        if page is None:
            raise Http404("No title is published at this address")
        return Asked(page, request)

    def title(self, asked: Asked) -> str:
        """The feed's name."""
        return str(asked.title.title)

    def author_name(self, asked: Asked) -> str:
        """The title: Atom wants an author for the feed or for each entry."""
        return str(asked.title.title)

    def link(self, asked: Asked) -> str:
        """The front page."""
        return str(asked.title.get_full_url(asked.request))

    def subtitle(self, asked: Asked) -> str:
        """What the title says of itself."""
        return asked.title.tagline

    def items(self, asked: Asked) -> list[Entry]:
        """The newest stories."""
        stories = live_stories(asked.request.user, asked.title).defer_streamfields()[:NEWEST]
        return [Entry(story, str(story.get_full_url(asked.request))) for story in stories]

    def item_title(self, item: Entry) -> str:
        """The headline."""
        return str(item.story.title)

    def item_description(self, item: Entry) -> str:
        """The standfirst."""
        return item.story.standfirst

    def item_link(self, item: Entry) -> str:
        """The story's address."""
        return item.address

    def item_pubdate(self, item: Entry) -> datetime | None:
        """When it was first published."""
        published: datetime | None = item.story.first_published_at
        return published

    def item_updateddate(self, item: Entry) -> datetime | None:
        """When it was last published; Atom wants this of every entry."""
        published: datetime | None = item.story.last_published_at or item.story.first_published_at
        return published
