"""What the conversation says, brought to the live streams and to the cached pages. Loaded when the apps are ready.

Only published fragments travel: each is made anew as everyone sees it, whoever caused the event.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished

from rembuk.conversation import events, talk
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import StoryPage

from .live import Sources, live

P = ParamSpec("P")
R = TypeVar("R")


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
    page_unpublished.connect(_story_gone, dispatch_uid="rembuk.edge.unpublished")
    pre_delete.connect(_story_gone, sender=StoryPage, dispatch_uid="rembuk.edge.deleted")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="rembuk.edge.restricted")


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
    _tell("comment", comment, with_html=True)


def _changed(comment: Comment, **_more: Any) -> None:
    _tell("changed", comment, with_html=True)


def _hidden(comment: Comment, **_more: Any) -> None:
    _tell("hidden", comment, with_html=False)


def _tell(name: str, comment: Comment, *, with_html: bool) -> None:
    if not live.is_open:
        return
    live.drop(comment.thread_id)
    # Read anew: since this deed was committed, another one may have hidden the comment again.
    now = Comment.objects.select_related("root", "thread").get(pk=comment.pk)
    if with_html and now.state != Comment.State.PUBLISHED:
        return
    fragments = talk.public_comment(now) if with_html else {}
    facts = {
        "id": str(now.public_id),
        "parent": str(now.root.public_id) if now.root else None,
        "count": Thread.objects.values_list("comment_count", flat=True).get(pk=now.thread_id),
    }
    by_language = {
        code: json.dumps(facts | {"html": fragments.get(code)}, separators=(",", ":"))
        for code, _language in settings.LANGUAGES
    }
    live.bus.publish(now.thread_id, name, by_language, about=str(now.public_id))


def _story_gone(instance: Page, **_more: Any) -> None:
    """A story was taken back or deleted: its conversation is public no longer."""
    if live.is_open and (thread := Thread.objects.filter(story=instance.pk).first()):
        live.forget(thread.pk)


def _restricted(**_more: Any) -> None:
    """Some part of the tree has become private. Which threads that closes is asked when their readers come back."""
    if live.is_open:
        live.forget()
