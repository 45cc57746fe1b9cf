"""What the conversation says, brought to the live streams and to the cached pages. Loaded when the apps are ready.

A receiver stands in the way of whoever writes: it only says that something happened. What it was is read anew by the
teller, as everyone sees it, whoever caused the event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.db import close_old_connections, connection
from django.db.models.signals import post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from rembuk.conversation import events, sorts, talk
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage

from .live import File, Sources, live
from .news import CHANGED, COMMENT, EVERY_THREAD, GONE, HIDDEN, Deed, News
from .postgres import PostgresOthers

P = ParamSpec("P")
R = TypeVar("R")

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
LARGEST_FILE: Final = 2 * 1024 * 1024  # bytes; Django sends what is larger
TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def connect() -> None:
    """Listen to the conversation, and tell the door where pages come from."""
    live.sources = Sources(
        languages=LANGUAGES,
        sorts=sorts.NAMES,
        render_page=_in_edge_thread(talk.public_page),
        versions=_in_edge_thread(talk.public_versions),
        counts=_in_edge_thread(talk.public_counts),
        find_threads=_in_edge_thread(talk.find_threads),
        read_news=read_news,
        want_presence=_in_edge_thread(want_presence),
        static_prefix="" if settings.DEBUG else f"/{settings.STATIC_URL.strip('/')}/",
        find_file=find_file,
    )
    live.others = PostgresOthers() if connection.vendor == "postgresql" else None
    live.teller.begin, live.teller.rest = close_old_connections, _give_connection_back
    for kind, signal in (
        (COMMENT, events.comment_published),
        (CHANGED, events.comment_changed),
        (HIDDEN, events.comment_hidden),
    ):
        signal.connect(_receiver(kind), weak=False, dispatch_uid=f"rembuk.edge.{kind}")
    # Wagtail sends this for a page that is deleted, too.
    page_unpublished.connect(_page_gone, dispatch_uid="rembuk.edge.unpublished")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="rembuk.edge.restricted")
    post_page_move.connect(_restricted, dispatch_uid="rembuk.edge.moved")


def _in_edge_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Outside a request nobody tells Django when to give a connection back."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return run


def _give_connection_back() -> None:
    connection.close()  # this thread's own


def _receiver(kind: str) -> Callable[..., None]:
    def receive(comment: Comment, **_more: Any) -> None:
        live.happened(Deed(comment.thread_id, kind, str(comment.public_id)))

    return receive


def read_news(deeds: Sequence[Deed]) -> Iterator[News]:
    """What the streams tell of these deeds: each comment as it is now, as everyone sees it."""
    found = Comment.objects.select_related("root", "parent", "thread").filter(
        public_id__in=[deed.about for deed in deeds]
    )
    comments = {str(comment.public_id): comment for comment in found}
    # Another process may have taken a story back without our hearing of it.
    counts = talk.public_counts({deed.thread_id for deed in deeds})
    for deed in deeds:
        comment = comments.get(deed.about)
        if deed.thread_id not in counts:
            yield News(deed.thread_id, GONE, "", {})
        # Since this deed was committed, another one may have hidden the comment again.
        elif comment is not None and (deed.kind == HIDDEN or comment.state == Comment.State.PUBLISHED):
            yield _news(deed, comment, counts[deed.thread_id])


def _news(deed: Deed, comment: Comment, count: int) -> News:
    is_end = deed.kind == HIDDEN
    fragments = {} if is_end else talk.public_comment(comment)
    facts = {
        "id": deed.about,
        "parent": str(comment.root.public_id) if comment.root else None,
        "above": str(comment.parent.public_id) if comment.parent else None,
        "count": count,
    }
    data = {code: json.dumps(facts | {"html": fragments.get(code)}, separators=(",", ":")) for code in LANGUAGES}
    return News(deed.thread_id, deed.kind, deed.about, data, is_end=is_end)


def want_presence(thread_ids: Collection[int]) -> Collection[int]:
    """The threads whose title says how many read along."""
    return list(
        Thread.objects.filter(pk__in=thread_ids, title__talk_house__shows_presence=True).values_list("pk", flat=True)
    )


def find_file(name: str) -> File | None:
    """A style sheet, script or drawing of an installed package, as WhiteNoise would send it."""
    try:
        path = finders.find(name)
    except SuspiciousFileOperation:
        return None
    kind = TYPES.get(Path(name).suffix)
    if not isinstance(path, str) or kind is None or Path(path).stat().st_size > LARGEST_FILE:
        return None
    headers = (
        (b"content-type", f'{kind}; charset="utf-8"'.encode()),
        (b"cache-control", f"max-age={settings.WHITENOISE_MAX_AGE}, public".encode()),
        (b"access-control-allow-origin", b"*"),
    )
    return File(Path(path).read_bytes(), headers)


def _page_gone(instance: Page, **_more: Any) -> None:
    """A story, or a whole title, was taken back or deleted: its conversations are public no longer."""
    if (thread_id := Thread.objects.filter(story=instance.pk).values_list("pk", flat=True).first()) is not None:
        live.happened(Deed(thread_id, GONE))
    elif TitlePage.objects.filter(pk=instance.pk).exists():
        live.happened(Deed(EVERY_THREAD, GONE))


def _restricted(**_more: Any) -> None:
    """Some part of the tree has become private, or moved. Which threads that closes is asked when readers come back."""
    live.happened(Deed(EVERY_THREAD, GONE))
