"""The twelve sample stories, one TOML file each; the file's name is the story's slug."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from rembuk.site.sample.data import REFERENCE_NOW, names_in, read_toml

BlockKind = Literal["paragraph", "heading", "quote", "baca"]


@dataclass(frozen=True, slots=True)
class SampleCredit:
    """Who made the story. ``role`` is ``reporter``, ``editor`` or ``photographer``."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SampleBlock:
    """One piece of the body. A quote has a speaker and the speaker's role; ``baca`` has only a target slug."""

    kind: BlockKind
    text: str = ""
    speaker: str = ""
    role: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class SampleOrigin:
    """Where a syndicated story ran first. ``published`` counts back from now."""

    title: str
    slug: str
    headline: str
    published: timedelta


@dataclass(frozen=True, slots=True)
class SampleStory:
    """One story. ``talk`` is its share of the comments, relative to the others.

    ``published`` counts back from now. A story from the archive has a fixed ``published_on`` instead, and its
    ``published`` is its age at ``REFERENCE_NOW``. ``programme`` is the slug of the programme it invites to, if any.
    """

    slug: str
    title: str
    section: str
    headline: str
    standfirst: str
    published: timedelta
    credits: tuple[SampleCredit, ...]
    body: tuple[SampleBlock, ...]
    scene: str
    caption: str
    talk: int
    breaking: bool = False
    pick: bool = False
    programme: str = ""
    published_on: datetime | None = None
    origin: SampleOrigin | None = None

    def published_at(self, now: datetime) -> datetime:
        """The moment of publication, seen from ``now``."""
        return self.published_on or now - self.published


def read_stories() -> list[SampleStory]:
    """Every sample story, the newest first."""
    stories = [_story(slug, read_toml(f"stories/{slug}.toml")) for slug in names_in("stories", ".toml")]
    return sorted(stories, key=lambda story: story.published)


def _story(slug: str, raw: dict[str, Any]) -> SampleStory:
    origin = raw.pop("syndication", None)
    fixed: datetime | None = raw.get("published_on")
    return SampleStory(
        slug=slug,
        published=REFERENCE_NOW - fixed if fixed else timedelta(**raw.pop("published")),
        credits=tuple(SampleCredit(**credit) for credit in raw.pop("credits")),
        body=tuple(SampleBlock(**block) for block in raw.pop("body")),
        origin=SampleOrigin(**{**origin, "published": timedelta(**origin["published"])}) if origin else None,
        **raw,
    )
