"""Reading, without a key: what everyone sees, as everyone sees it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Query, Status
from pydantic import StringConstraints

from rembuk.api import access, facts, queries
from rembuk.conversation import access as conversation_access
from rembuk.conversation import markup
from rembuk.conversation import queries as conversation_queries
from rembuk.conversation.models import Thread
from rembuk.conversation.queries import search as search_index
from rembuk.conversation.rules import house_of, rules_of
from rembuk.conversation.sorts import BY_NAME
from rembuk.conversation.talk import LONGEST_CURSOR
from rembuk.newsroom.models import TitlePage

from .guard import not_modified
from .problems import Problem, Stop
from .router import router
from .shapes import (
    HIGHEST,
    Asked,
    Comments,
    Counted,
    PageKey,
    ReaderPage,
    Slug,
    SortName,
    TagPage,
    Text,
    ThreadId,
    ThreadOut,
)

REFUSALS = {304: None, 404: Problem, 422: Problem, 503: Problem}
Size = Annotated[int, Query(ge=1, le=100, description="How many.")]
Cursor = Annotated[str, Query(max_length=LONGEST_CURSOR, description="`next` of the page before.")]
Place = Annotated[int, Query(ge=0, le=HIGHEST, description="`next` of the page before.")]


@router.get("/threads/find", response={200: ThreadOut, **REFUSALS}, summary=gettext_noop("Find a conversation"))
def find_thread(
    request: HttpRequest,
    response: HttpResponse,
    title: Slug | None = None,
    key: PageKey | None = None,
    url: Annotated[Text, StringConstraints(max_length=1000)] | None = None,
) -> Any:
    """By the page's `key` within a `title`, or by the address of a story of the house (`url`)."""
    if url is not None:
        thread = queries.thread_by_address(url, request.get_host().partition(":")[0])
    elif title is not None and key is not None:
        thread = queries.thread_by_key(title, key)
    else:
        raise Stop(422, _("Name a title and a key, or the address of a story."))
    return _told(request, response, thread)


@router.get("/threads/{int:thread_id}", response={200: ThreadOut, **REFUSALS}, summary=gettext_noop("A conversation"))
def thread(request: HttpRequest, response: HttpResponse, thread_id: ThreadId) -> Any:
    """What it is about, and what holds in it now."""
    return _told(request, response, queries.thread_by_id(thread_id))


@router.get(
    "/threads/{int:thread_id}/comments",
    response={200: Comments, **REFUSALS},
    summary=gettext_noop("The comments of a conversation"),
)
def comments(
    request: HttpRequest,
    response: HttpResponse,
    thread_id: ThreadId,
    sort: SortName = SortName.NEWEST,
    shape: Literal["tree", "flat"] = "tree",
    after: Cursor = "",
    limit: Size = 50,
) -> Any:
    """In a `tree`, `limit` counts the comments that open a branch; each has its first three replies below it, and each
    of those its first two. `flat` gives every comment by itself, the newest or the oldest first.

    A cursor says where the page before ended, so comments that arrive meanwhile move nothing: none is given twice.
    """
    found = _there(queries.thread_by_id(thread_id))
    if (same := _same(request, response, found)) is not None:
        return same
    order = BY_NAME[facts.SORTS[sort.value]]
    cursor = order.parse(after) if after else None
    if after and cursor is None:
        raise Stop(422, _("This cursor does not belong to this order. Take `next` from the page before."))
    if shape == "flat" and sort not in {SortName.NEWEST, SortName.OLDEST}:
        raise Stop(422, _("A flat list goes by time: sort it by “newest” or “oldest”."))
    page = queries.flat if shape == "flat" else queries.tree
    return facts.page_facts(page(found, order, cursor, limit))


@router.get(
    "/comments/{uuid:public_id}",
    response={200: Comments, **REFUSALS},
    summary=gettext_noop("A comment with its replies"),
)
def comment(
    request: HttpRequest,
    response: HttpResponse,
    public_id: Annotated[UUID, Path()],
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` or `more_after`.")] = 0,
) -> Any:
    """One comment, in `comments`, with twenty replies, and two levels below each of them. `next` leads to more."""
    top = conversation_access.branch(queries.EVERYONE, public_id)
    if (same := _same(request, response, top.thread)) is not None:
        return same
    return facts.page_facts(conversation_queries.branch_of(queries.EVERYONE, top, after=after))


@router.get(
    "/readers/{uuid:public_id}/comments",
    response={200: ReaderPage, **REFUSALS},
    summary=gettext_noop("What a reader wrote"),
)
def reader(
    request: HttpRequest,
    public_id: Annotated[UUID, Path()],
    after: Place = HIGHEST,
    limit: Size = 20,
) -> Any:
    """A reader's public comments, newest first."""
    person = access.writer(public_id)
    before = after if after != HIGHEST else None
    page = conversation_queries.written_by(queries.EVERYONE, person, before=before, size=limit)
    return {"reader": facts.reader_facts(person), **facts.page_facts(page)}


@router.get("/hashtags/{str:name}", response={200: TagPage, **REFUSALS}, summary=gettext_noop("A hashtag"))
def hashtag(
    request: HttpRequest,
    name: Annotated[str, Path()],
    after: Place = HIGHEST,
    limit: Size = 20,
) -> Any:
    """The public comments with a hashtag (written without its sign), newest first."""
    folded = markup.as_tag(name)
    if not folded or "\0" in folded:
        raise Http404
    page = conversation_queries.tagged(queries.EVERYONE, folded, before=after if after != HIGHEST else None, size=limit)
    if not page.shown:
        raise Http404
    return {"hashtag": folded, **facts.page_facts(page)}


@router.get("/search", response={200: Comments, **REFUSALS}, summary=gettext_noop("Search"))
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=search_index.LONGEST, description="At most ten words.")],
    title: Slug | None = None,
    thread: ThreadId | None = None,
    after: Place = HIGHEST,
) -> Any:
    """The public comments that have all these words, newest first, the words marked; in one thread or title, or in all.
    A page can be short and still have a `next`."""
    there = _there(queries.thread_by_id(thread)) if thread is not None else None
    house = TitlePage.objects.readable().filter(slug=title).first() if title is not None else None
    words = search_index.words_of(q)
    if not words:
        raise Stop(422, _("Name a word of letters or figures."))
    if title is not None and house is None:
        raise Http404
    before = after if after != HIGHEST else None
    return facts.page_facts(search_index.matching(queries.EVERYONE, words, thread=there, title=house, before=before))


@router.post(
    "/counts",
    response={200: Counted, 400: Problem, 413: Problem, 422: Problem, 503: Problem},
    summary=gettext_noop("Counts for a list of pages"),
)
def counts(request: HttpRequest, asked: Asked) -> Any:
    """How many comments up to 200 pages of a title have, in one request. It changes nothing and needs no key."""
    return Status(200, {"counts": queries.counts(asked.title, asked.keys)})


def _there(thread: Thread | None) -> Thread:
    if thread is None:
        raise Http404
    return thread


def _told(request: HttpRequest, response: HttpResponse, thread: Thread | None) -> Any:
    """A thread's facts, or that the caller has them already."""
    found = _there(thread)
    house = house_of(found)
    is_open = not rules_of(found, house).closed  # the clock closes a thread without raising its version
    same = _same(request, response, found, mark=f".{is_open:d}")
    return facts.thread_facts(found, house) if same is None else same


def _same(request: HttpRequest, response: HttpResponse, thread: Thread, mark: str = "") -> HttpResponse | None:
    """304 when the caller has this version of the thread. Weak: the same facts, not the same bytes."""
    tag = f'W/"{thread.pk}.{thread.version}{mark}"'
    response["ETag"] = tag
    return not_modified(request, tag)
