"""What may be known about embedding: allowed origins, tokens that hold, and the thread of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import Viewer, thread_of
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from . import origins
from .models import FrameToken, Linked, Origin, SignOn, SignOnKey
from .pages import Page


def digest(secret: str) -> str:
    """How a secret is kept: as SHA-256, which is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def origins_of(title: TitlePage) -> list[str]:
    """The origins that may show the title's conversations; those of one's own machine count in the demo only."""
    patterns = Origin.objects.filter(title=title).values_list("pattern", flat=True)
    return [each for each in patterns if settings.REMBUK_LOOPBACK_SITES or not origins.is_loopback(_host(each))]


def allows(title: TitlePage, origin: str) -> bool:
    """Whether the title's conversations may be shown on this origin."""
    return bool(origin) and origins.matches(origin, origins_of(title))


def token_of(secret: str) -> FrameToken | None:
    """The frame token with this secret, while it holds and its origin is still allowed."""
    found = FrameToken.objects.select_related("reader", "title").filter(digest=digest(secret)).first()
    if found is None or not found.holds() or not allows(found.title, found.origin):
        return None
    return found


def is_about(title_id: int, named: Mapping[str, Any]) -> bool:
    """Whether the thread, or the comment, that an address names belongs to the title."""
    if "thread_id" in named:
        return Thread.objects.filter(pk=named["thread_id"], title=title_id).exists()
    found = Comment.objects.filter(public_id=named["public_id"]) if "public_id" in named else Comment.objects.none()
    return found.filter(thread__title=title_id).exists()


def thread_under(viewer: Viewer, page: Page, request: HttpRequest) -> Thread | None:
    """The thread of a page; None while nobody has written there. A story of ours has its own, whatever the key."""
    story = story_at(viewer, page.title, page.address, request)
    if story is not None:
        return thread_of(story)
    return Thread.objects.public().filter(title=page.title, page_key=page.key).first()


def story_at(viewer: Viewer, title: TitlePage, address: str, request: HttpRequest) -> StoryPage | None:
    """The title's own story at this address, when everyone may read it."""
    split = urlsplit(address)
    slug = split.path.rstrip("/").rpartition("/")[2]
    site = title.get_site()
    hosts = {request.get_host(), urlsplit(site.root_url).netloc if site else ""}
    if not slug or split.netloc not in hosts:
        return None
    story: StoryPage | None = StoryPage.objects.readable().child_of(title).filter(slug=slug).first()
    if story is None or urlsplit(str(story.get_url(request))).path != split.path:
        return None
    return story


def newest_in(viewer: Viewer, thread: Thread, most: int) -> list[Comment]:
    """The newest published comments of a thread, replies among them. Ids grow with time, and their index has them."""
    found = Comment.objects.filter(thread=thread, state=Comment.State.PUBLISHED).select_related("author")
    return list(found.defer("body").order_by("-id")[:most])


def keys_of(viewer: Viewer, sign_on: SignOn) -> Sequence[SignOnKey]:
    """The keys of a sign-on, newest first, without their secrets."""
    return list(SignOnKey.objects.filter(sign_on=sign_on).defer("sealed"))


def _host(pattern: str) -> str:
    return pattern.partition("://")[2].partition(":")[0]


def is_of_title(title_id: int, reader: Reader) -> bool:
    """Whether the reader came through this title's own sign-on."""
    return Linked.objects.filter(title=title_id, reader=reader).exists()
