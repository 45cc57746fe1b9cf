"""Two titles as two Wagtail sites, their channels, and the twelve stories."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Page, Site

from rembuk.newsroom.models import Person, StoryCredit, StoryPage, SyndicationCredit, TitlePage
from rembuk.site import say
from rembuk.site.sample.illustrations import illustrations
from rembuk.site.sample.stories import SampleBlock, SampleStory, read_stories
from rembuk.site.sample.titles import SampleTitle, titles
from rembuk.updates.models import Channel

ROLES = {
    "reporter": StoryCredit.Role.WRITER,
    "editor": StoryCredit.Role.EDITOR,
    "photographer": StoryCredit.Role.PHOTOGRAPHER,
}
HOSTS = {"lintas-pagi": "localhost", "niaga-petang": "niagapetang.localhost"}


def newsroom(now: datetime) -> dict[str, tuple[SampleStory, StoryPage]]:
    """Load titles and stories; returns the stories by slug."""
    with transaction.atomic():
        # Wagtail's own welcome page makes room.
        Site.objects.all().delete()
        Page.objects.filter(depth=2).first().delete()
        root = Page.objects.get(depth=1)
        pages = {title.slug: _title(root, title) for title in titles()}
        pictures = {scene: _picture(scene, one.svg, one.alt) for scene, one in illustrations().items()}
        sample = sorted(read_stories(), key=lambda story: story.published_at(now))
        loaded: dict[str, tuple[SampleStory, StoryPage]] = {}
        for story in say.bar("Stories", sample, len(sample)):
            loaded[story.slug] = (story, _story(pages[story.title], story, pictures, now))
        for story, page in loaded.values():
            _finish(story, page, loaded)
    return loaded


def older_story(parent: TitlePage, story: SampleStory, now: datetime) -> StoryPage:
    """A story of the past weeks: text only, and no other story links to it."""
    with transaction.atomic():
        page = _story(parent, story, {}, now)
        _finish(story, page, {})
    return page


def channel_page(chat: str) -> str:
    """Where the fake Telegram shows a channel."""
    return f"{settings.REMBUK_TELEGRAM_API}/{chat.removeprefix('@')}"


def _title(root: Page, title: SampleTitle) -> TitlePage:
    page: TitlePage = root.add_child(instance=TitlePage(title=title.name, slug=title.slug, tagline=title.tagline))
    Site.objects.create(
        hostname=HOSTS[title.slug],
        port=int(settings.REMBUK_BASE_URL.rsplit(":", 1)[1]),
        site_name=title.name,
        root_page=page,
        is_default_site=title.slug == "lintas-pagi",
    )
    Channel.objects.create(
        title=page,
        name=title.telegram_heading,
        chat=title.telegram,
        invitation=title.telegram_text,
        join_url=channel_page(title.telegram),
    )
    return page


def _picture(scene: str, svg: str, alt: str) -> Image:
    file = ContentFile(svg.encode(), name=f"{scene}.svg")
    picture: Image = Image.objects.create(title=scene.capitalize(), description=alt, file=file)
    return picture


def _story(parent: TitlePage, story: SampleStory, pictures: dict[str, Image], now: datetime) -> StoryPage:
    """The story as a page that is not live yet: `_finish` publishes it when the others can be linked."""
    page: StoryPage = parent.add_child(
        instance=StoryPage(
            title=story.headline,
            slug=story.slug,
            kicker=story.section,
            standfirst=story.standfirst,
            picture=pictures.get(story.scene),
            caption=story.caption,
            announcement=_announcement(story),
            first_published_at=story.published_at(now),
            last_published_at=story.published_at(now),
            live=False,
        )
    )
    return page


def _announcement(story: SampleStory) -> str:
    kinds = StoryPage.Announcement
    return kinds.BREAKING if story.breaking else kinds.PICK if story.pick else kinds.NONE


def _finish(story: SampleStory, page: StoryPage, loaded: dict[str, tuple[SampleStory, StoryPage]]) -> None:
    page.body = [_block(block, loaded) for block in story.body]
    for order, credit in enumerate(story.credits):
        person, _created = Person.objects.get_or_create(name=credit.name)
        page.credits.add(StoryCredit(person=person, role=ROLES[credit.role], sort_order=order))
    if story.origin:
        _credit_origin(story, page)
    page.live = True
    page.has_unpublished_changes = False
    page.save()


def _block(block: SampleBlock, loaded: dict[str, tuple[SampleStory, StoryPage]]) -> dict[str, Any]:
    match block.kind:
        case "heading":
            return {"type": "heading", "value": block.text}
        case "quote":
            text = f"“{block.text.strip('“”')}”"
            return {"type": "quote", "value": {"text": text, "speaker": block.speaker, "role": block.role}}
        case "baca":
            target = loaded[block.target][1]
            return {"type": "related", "value": {"label": "Baca juga", "story": target.pk, "text": "", "url": ""}}
        case _:
            return {"type": "paragraph", "value": f"<p>{escape(block.text, quote=False)}</p>"}


def _credit_origin(story: SampleStory, page: StoryPage) -> None:
    origin = story.origin
    if origin is None:
        return
    published = page.first_published_at - story.published + (story.published - origin.published)
    name = next(title.name for title in titles() if title.slug == origin.title)
    page.syndication_credits.add(
        SyndicationCredit(
            publication=name,
            original_title=origin.headline,
            original_date=(published + story.published).date(),
            original_story=None,
        )
    )
