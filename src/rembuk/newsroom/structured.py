"""What a story tells machines about itself: schema.org's NewsArticle as a JSON-LD data block."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.images.models import AbstractRendition

    from .models import StoryPage

AUTHORS = ("penulis", "kontributor")
# Inside a script element only these could end it or start another; JSON reads the escapes as the same letters.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


class StoryFacts(Protocol):
    """A function that says what a room knows of a story, as properties of NewsArticle; empty where it knows nothing."""

    def __call__(self, request: HttpRequest, story: StoryPage) -> dict[str, Any]: ...


def told_by_rooms(request: HttpRequest, story: StoryPage) -> dict[str, Any]:
    """What the rooms above say. `settings.REMBUK_STORY_FACTS` lists dotted names, the way MIDDLEWARE does."""
    told: dict[str, Any] = {}
    for name in settings.REMBUK_STORY_FACTS:
        tell: StoryFacts = import_string(name)
        told |= tell(request, story)
    return told


def news_article(
    story: StoryPage, request: HttpRequest, *, address: str, origin: str, picture: AbstractRendition | None
) -> SafeString:
    """The data block of `story` at `address`; `origin` is where it ran first, when that is known.

    Browsers do not run it, so the page's policy against inline scripts lets it stand.
    """
    title = story.title_page
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.search_description or story.standfirst,
        "url": address,
        "mainEntityOfPage": origin or address,
        "isBasedOn": origin,
        "inLanguage": story.locale.language_code,
        "articleSection": story.kicker,
        "image": request.build_absolute_uri(picture.url) if picture is not None else "",
        "datePublished": story.first_published_at.isoformat() if story.first_published_at else "",
        "dateModified": story.last_published_at.isoformat() if story.last_published_at else "",
        "author": [{"@type": "Person", "name": name} for role in AUTHORS for name in story.names_by_role.get(role, [])],
        "publisher": {"@type": "NewsMediaOrganization", "name": title.title, "url": title.get_full_url(request) or ""},
    }
    told = told_by_rooms(request, story) | {name: value for name, value in facts.items() if value}
    known = json.dumps(told).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(known))  # noqa: S308  # escaped above
