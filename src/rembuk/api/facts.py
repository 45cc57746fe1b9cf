"""How things of the conversation look from outside: the facts that everyone may know, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.queries import Page, Shown
from rembuk.conversation.rules import rules_of
from rembuk.readers.models import Reader

SORTS = {"newest": "terbaru", "oldest": "terlama", "appreciated": "disukai", "discussed": "ramai"}
SORT_NAMES = {ours: name for name, ours in SORTS.items()}


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def address_of_comment(comment: Comment) -> str:
    """The permalink."""
    base: str = settings.REMBUK_BASE_URL
    return base.rstrip("/") + reverse("conversation:permalink", args=[comment.public_id])


def address_of_thread(thread: Thread) -> str:
    """Where the conversation is read."""
    return str(thread.story.full_url or settings.REMBUK_BASE_URL) if thread.story else thread.page_url


def thread_facts(thread: Thread, house: House) -> dict[str, Any]:
    """A thread with what holds in it now."""
    rules = rules_of(thread, house)
    return {
        "id": thread.pk,
        "title": thread.title.slug,
        "key": thread.page_key,
        "url": address_of_thread(thread),
        "headline": thread.headline,
        "mode": thread.mode,
        "is_open": not rules.closed,
        "opens_at": thread.opens_at,
        "closes_at": rules.ends_at,
        "approval_first": rules.approval_first,
        "slow_seconds": rules.slow_seconds,
        "sort": SORT_NAMES[rules.sort],
        "reactions": [{"kind": each["kind"], "id": each["id"], "en": each["en"]} for each in rules.reactions],
        "comment_count": thread.comment_count,
        "version": thread.version,
    }


def reader_facts(reader: Reader) -> dict[str, Any]:
    """Who wrote, as every page says it."""
    return {"id": reader.public_id, "name": reader.display_name, "handle": reader.handle}


def comment_facts(shown: Shown, parents: dict[int, Any]) -> dict[str, Any]:
    """A comment as everyone sees it, with what hangs below it. One that is gone has neither name nor text."""
    comment, is_whole = shown.comment, shown.look == "full"
    return {
        "id": comment.public_id,
        "thread": comment.thread_id,
        "parent": parents.get(comment.parent_id or 0),
        "depth": comment.depth,
        "state": "published" if is_whole else "gone",
        "reader": reader_facts(comment.author) if is_whole else None,
        "badge": shown.badge if is_whole else "",
        "html": comment.html if is_whole else None,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at if is_whole else None,
        "is_pinned": bool(comment.pinned_at) and is_whole,
        "is_featured": bool(comment.featured_at) and is_whole,
        "answered_at": comment.answered_at,
        "reactions": comment.reactions if is_whole else {},
        "reply_count": comment.reply_count,
        "url": address_of_comment(comment),
        "replies": [comment_facts(reply, parents) for reply in shown.replies],
        "more": shown.more,
        "more_after": str(shown.more_after) if shown.more and shown.more_after else "",
    }


def page_facts(page: Page) -> dict[str, Any]:
    """A page of comments; one query for the parents that do not stand on it."""
    every = [each for top in page.shown for each in top.walk()]
    parents = _parents(every)
    return {"comments": [comment_facts(each, parents) for each in page.shown], "next": page.next}


def _parents(every: Iterable[Shown]) -> dict[int, Any]:
    """The public ids of everyone's parents, by their inner ids."""
    known = {each.comment.pk: each.comment.public_id for each in every}
    missing = {each.comment.parent_id for each in every if each.comment.parent_id} - known.keys()
    if missing:
        known |= dict(Comment.objects.filter(pk__in=missing).values_list("pk", "public_id"))
    return known


def written_facts(comment: Comment) -> dict[str, Any]:
    """A comment as the one who has just written it needs it."""
    return {
        "id": comment.public_id,
        "thread": comment.thread_id,
        "parent": comment.parent.public_id if comment.parent else None,
        "state": comment.state,
        "reader": reader_facts(comment.author),
        "body": comment.body,
        "html": comment.html,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "url": address_of_comment(comment),
    }
