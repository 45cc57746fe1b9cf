"""What everyone may read: threads, comments in one of two shapes, hashtags, a reader's comments. Nobody is asked for.

A page of a tree is one range of an index, whatever the size of its thread. A flat page sorts the thread's comments,
unless the conversation has an index of them by time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Site

from rembuk.conversation.models import Comment, Thread, Verdict
from rembuk.conversation.queries import Page, Shown
from rembuk.conversation.queries.pages import FIRST_REPLIES, SECOND_REPLIES
from rembuk.conversation.queries.shown import add_badges, rows
from rembuk.conversation.sorts import Cursor, Sort
from rembuk.moderation.models import Decision
from rembuk.newsroom.models import StoryPage

from .models import ApiKey, Webhook

EVERYONE: Final = AnonymousUser()


def thread_by_id(thread_id: int) -> Thread | None:
    """A public thread."""
    return _public().filter(pk=thread_id).first()


def thread_by_key(title: str, page_key: str) -> Thread | None:
    """The public thread of a page of another site."""
    return _public().filter(title__slug=title, page_key=page_key).first()


def thread_by_address(url: str, own_host: str) -> Thread | None:
    """The thread under the story with this address; None also where nobody has opened the story yet."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    if not host or "\0" in parts.path:
        return None
    sites = Site.objects.filter(hostname=host) if host != own_host else Site.objects.all()
    site = next(iter(sorted(sites.select_related("root_page"), key=lambda each: _distance(each, host, port))), None)
    if site is None:
        return None
    path = site.root_page.url_path.rstrip("/") + "/" + parts.path.strip("/") + "/"
    story = StoryPage.objects.readable().filter(url_path=path).order_by().values("pk")
    return _public().filter(story__in=story).first()


def _public() -> QuerySet[Thread]:
    return Thread.objects.public().select_related("story", "title")


def _distance(site: Site, host: str, port: int) -> tuple[bool, bool, bool]:
    """How ill a site fits the name and port of an address: the first of the sorted ones is asked."""
    return site.hostname != host, site.port != port, not site.is_default_site


def tree(thread: Thread, sort: Sort, after: Cursor | None, size: int) -> Page:
    """Openers in an order, each with its first replies and those with theirs: three levels, as the site's pages."""
    openers = Comment.objects.filter(thread=thread, parent=None, is_shown=True)
    found = list(sort.ordered(rows(openers), after)[: size + 1])
    shown = [_shown(row) for row in found[:size]]
    _hang(shown, FIRST_REPLIES)
    seconds = [reply for opener in shown for reply in opener.replies]
    _hang(seconds, SECOND_REPLIES)
    for last in (reply for each in seconds for reply in each.replies):
        last.more = last.comment.reply_count
    add_badges(thread, (each for opener in shown for each in opener.walk()))
    return Page(shown, sort.cursor(found[size - 1]) if len(found) > size else "")


def flat(thread: Thread, sort: Sort, after: Cursor | None, size: int) -> Page:
    """Every published comment by itself, openers and replies, by time."""
    published = Comment.objects.filter(thread=thread, state=Comment.State.PUBLISHED)
    found = list(sort.ordered(rows(published), after)[: size + 1])
    shown = [_shown(row) for row in found[:size]]
    for each in shown:
        each.more = each.comment.reply_count
    add_badges(thread, shown)
    return Page(shown, sort.cursor(found[size - 1]) if len(found) > size else "")


def _shown(row: Comment) -> Shown:
    return Shown(row, "full" if row.is_published else "gone")


def _hang(parents: Sequence[Shown], most: int) -> None:
    """Give each its first replies, by number: one query. How many more there are stands in the counters."""
    by_id = {each.comment.pk: each for each in parents if each.comment.reply_count or each.look == "gone"}
    if by_id:
        replies = Comment.objects.filter(parent_id__in=list(by_id), number__range=(1, most), is_shown=True)
        for row in rows(replies).order_by("number"):
            by_id[row.parent_id or 0].replies.append(_shown(row))
    for each in parents:
        published = sum(reply.comment.is_published for reply in each.replies)
        each.more = max(0, each.comment.reply_count - published)
        each.more_after = each.replies[-1].comment.number if each.replies else 0


def counts(title: str, keys: Sequence[str]) -> dict[str, int]:
    """How many comments everyone sees under these pages of a title, by their keys: one query."""
    found = Thread.objects.public().filter(title__slug=title, page_key__in=set(keys))
    return {str(page_key): n for page_key, n in found.values_list("page_key", "comment_count")}


def held(key: ApiKey, after: int, size: int) -> tuple[list[tuple[Comment, str]], int | None]:
    """What waits for a moderator in the key's title, oldest first, each with its `seen_state`, and where the next page
    goes on: one query."""
    waiting = Comment.objects.filter(state=Comment.State.HELD, thread__title=key.title_id, pk__gt=after).annotate(
        decided=_newest(Decision), judged=_newest(Verdict)
    )
    found = list(waiting.select_related("author", "thread", "parent").order_by("pk")[: size + 1])
    rows: list[tuple[Comment, str]] = [
        (each, f"{each.decided or 0}.{each.judged or 0}.{each.state}") for each in found[:size]
    ]
    return rows, found[size - 1].pk if len(found) > size else None


def _newest(model: type[Decision] | type[Verdict]) -> Subquery:
    """The id of the newest row of this kind about a comment."""
    return Subquery(model.objects.filter(comment=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def dead_hooks() -> int:
    """How many webhooks were switched off because nothing arrived: one query."""
    return Webhook.objects.filter(is_on=False, failing_since__isnull=False).count()
