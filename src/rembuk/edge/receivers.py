"""What the conversation says, brought to the live streams and to the cached pages. Loaded when the apps are ready.

Only published fragments travel: each is made anew as everyone sees it, whoever caused the event.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.db.models.signals import post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from rembuk.conversation import events, talk
from rembuk.conversation.models import Comment, Thread

from .live import Sources, live

P = ParamSpec("P")
R = TypeVar("R")

_in_order: Final = threading.Lock()


def connect() -> None:
    """Listen to the conversation, and tell the door where pages come from."""
    live.sources = Sources(
        tuple(code for code, _name in settings.LANGUAGES),
        _in_edge_thread(talk.public_page),
        _in_edge_thread(talk.public_counts),
    )
    events.comment_published.connect(_published, dispatch_uid="rembuk.edge.published")
    events.comment_changed.connect(_changed, dispatch_uid="rembuk.edge.changed")
    events.comment_hidden.connect(_hidden, dispatch_uid="rembuk.edge.hidden")
    # Wagtail sends this for a page that is deleted, too.
    page_unpublished.connect(_story_gone, dispatch_uid="rembuk.edge.unpublished")
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


def _published(comment: Comment, **_more: Any) -> None:
    _tell("comment", comment)


def _changed(comment: Comment, **_more: Any) -> None:
    _tell("changed", comment)


def _hidden(comment: Comment, **_more: Any) -> None:
    _tell("hidden", comment, is_end=True)


def _tell(name: str, comment: Comment, *, is_end: bool = False) -> None:
    if not live.is_open:
        return
    live.drop(comment.thread_id)
    # One at a time from reading to telling: else a slow thread would bring back what a quicker one has hidden since.
    with _in_order:
        # Read anew: since this deed was committed, another one may have hidden the comment again.
        now = Comment.objects.select_related("root", "thread").get(pk=comment.pk)
        if now.state != Comment.State.PUBLISHED and not is_end:
            return
        # Another process may have taken the story back without our hearing of it.
        count = talk.public_counts([now.thread_id]).get(now.thread_id)
        if count is None:
            live.forget(now.thread_id)
            return
        fragments = {} if is_end else talk.public_comment(now)
        facts = {"id": str(now.public_id), "parent": str(now.root.public_id) if now.root else None, "count": count}
        by_language = {
            code: json.dumps(facts | {"html": fragments.get(code)}, separators=(",", ":"))
            for code, _language in settings.LANGUAGES
        }
        live.bus.publish(now.thread_id, name, by_language, about=str(now.public_id), is_end=is_end)


def _story_gone(instance: Page, **_more: Any) -> None:
    """A story was taken back or deleted: its conversation is public no longer."""
    if live.is_open and (thread := Thread.objects.filter(story=instance.pk).first()):
        live.forget(thread.pk)


def _restricted(**_more: Any) -> None:
    """Some part of the tree has become private, or moved. Which threads that closes is asked when readers come back."""
    if live.is_open:
        live.forget()
