"""What the newsroom's tests make: a sister title, a body, a picture."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.models import Image
from wagtail.models import Page, Site

from rembuk.newsroom.models import StoryPage, TitlePage

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400"><rect width="760" height="400"/></svg>'
# The cache of a real installation: a page that looks addresses up one by one costs queries here.
DATABASE_CACHE = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rembuk_cache"},
    "brief": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
# Wagtail leaves the temporary file of a new rendition to the garbage collector.
WAGTAIL_LEAVES_A_FILE = "ignore:Unclosed file:ResourceWarning"
SISTER_HOST = "niagapetang.localhost"


def make_sister() -> TitlePage:
    """The title Niaga Petang, at a host of its own."""
    root = Page.objects.get(depth=1)
    page: TitlePage = root.add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    Site.objects.create(hostname=SISTER_HOST, port=80, root_page=page, site_name="Niaga Petang")
    return page


def make_story_of(title: TitlePage, headline: str, **facts: Any) -> StoryPage:
    """A live story of any title."""
    facts.setdefault("live", True)
    story: StoryPage = title.add_child(instance=StoryPage(title=headline, **facts))
    return story


def make_picture() -> Image:
    """An SVG picture with a description."""
    picture: Image = Image.objects.create(
        title="Etalase", description="Etalase warung dengan rak", file=ContentFile(SVG.encode(), name="etalase.svg")
    )
    return picture


def paragraph(words: str) -> dict[str, Any]:
    """A paragraph as a body keeps it."""
    return {"type": "paragraph", "value": f"<p>{words}</p>"}


def baca(story: StoryPage | None = None, *, text: str = "", url: str = "") -> dict[str, Any]:
    """A related story as a body keeps it."""
    pk = story.pk if story is not None else None
    return {"type": "related", "value": {"label": "Baca", "story": pk, "url": url, "text": text}}
