"""A conversation as a page shows it: for a reader's request, and for the public at large, as `edge` keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import queries
from .forms import Compose
from .fragment import Writer
from .models import Comment, Sorts, Thread
from .queries import Page
from .rules import house_of, rules_of
from .sorts import BY_NAME, NAMES, named
from .strips import strips_of

LONGEST_CURSOR: Final = 33
TIMELY: Final = NAMES[:2]  # newest and oldest: the orders in which questions can be filtered


def number(given: Mapping[str, str], name: str) -> int | None:
    """A number from an address; None when it is missing or none."""
    value = given.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def draft_name(thread: Thread, parent: Comment | None) -> str:
    """The name under which the browser keeps the draft; `_compose.html` writes the same."""
    return f"balas-{parent.public_id}" if parent else f"utas-{thread.pk}"


def sent_draft(request: HttpRequest) -> str:
    """The draft that a form sent without script has made needless; the browser forgets it."""
    # A link on another site must not make anybody's browser forget a draft.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return ""
    name = request.GET.get("terkirim", "")
    return name if name.startswith(("utas-", "balas-")) else ""


def context(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """Everything `conversation/_talk.html` shows, for this request's viewer and page."""
    house = house_of(thread)
    language = translation.get_language() or settings.LANGUAGE_CODE
    only = _only(request, thread)
    sort = named(request.GET.get("urut") or house.sort)
    if only and sort.name not in TIMELY:
        sort = named(TIMELY[0])
    after = request.GET.get("setelah", "")
    cursor = sort.parse(after) if after else None
    is_front = not cursor and not only
    page = queries.page_of(thread, sort, cursor, only=only)
    writer = Writer(language, house.offered, queries.muted_by(request.user))
    rules = rules_of(thread, house)
    return {
        "thread": thread,
        "rules": rules,
        "story_url": thread.address(request),
        "fragment": _page(writer, thread, sort.name, page, language, is_start=cursor is None, only=only),
        "pinned": queries.pinned_of(thread) if is_front else [],
        "strips": strips_of(thread) if is_front else [],
        "only": only,
        "filters": _filters() if thread.mode == Thread.Mode.QUESTIONS else [],
        "waiting": writer.every(queries.waiting_of(request.user, thread)),
        "sort": sort.name,
        "sorts": [(value, label) for value, label in Sorts.choices if not only or value in TIMELY],
        "compose": Compose(),
        "viewer": request.user,
        "following": queries.follows(request.user, thread),
        "sent_draft": sent_draft(request),
        "edit_for": settings.REMBUK_EDIT_MINUTES * 60,
    }


def _only(request: HttpRequest, thread: Thread) -> str:
    """Which questions the address asks for; all of them where people do not ask but discuss."""
    asked = request.GET.get("saring", "")
    return asked if thread.mode == Thread.Mode.QUESTIONS and asked in queries.ONLY else ""


def _filters() -> list[tuple[str, str]]:
    return [("", _("All questions")), ("belum", _("Not answered yet")), ("sudah", _("Answered"))]


def public_page(thread_id: int, sort: str, after: str, language: str) -> tuple[int, str] | None:
    """A page of a thread as everyone sees it, and the version of the thread it shows.

    The version is read first: what is written meanwhile makes the page look older than it is, never newer. None when
    the thread is not public, the order is unknown, or the cursor is none.
    """
    thread = Thread.objects.public().select_related("story").filter(pk=thread_id).first()
    if thread is None or sort not in BY_NAME or len(after) > LONGEST_CURSOR:
        return None
    order = BY_NAME[sort]
    cursor = order.parse(after) if after else None
    if after and cursor is None:
        return None
    house = house_of(thread)
    with translation.override(language):
        page = queries.page_of(thread, order, cursor)
        writer = Writer(language, house.offered)
        return thread.version, _page(writer, thread, sort, page, language, is_start=not after)


def public_comment(comment: Comment) -> dict[str, str]:
    """A published comment as everyone sees it, by language."""
    shown = queries.one(AnonymousUser(), comment)
    house = house_of(comment.thread)
    return {code: Writer(code, house.offered).one(shown) for code, _name in settings.LANGUAGES}


def public_versions(thread_ids: Iterable[int]) -> dict[int, int]:
    """The present version of each of these threads that is public."""
    found = Thread.objects.public().filter(pk__in=list(thread_ids))
    return dict(found.values_list("pk", "version"))


def public_counts(thread_ids: Iterable[int]) -> dict[int, int]:
    """How many comments everyone sees in public threads, by thread."""
    found = Thread.objects.public().filter(pk__in=list(thread_ids))
    return dict(found.values_list("pk", "comment_count"))


def find_threads(title_slug: str, keys: Sequence[str]) -> dict[str, int]:
    """The threads of pages of other sites, by the key that their title gave them."""
    found = Thread.objects.public().filter(title__slug=title_slug, page_key__in=list(keys))
    return {str(key): pk for key, pk in found.values_list("page_key", "pk")}


def _page(
    writer: Writer, thread: Thread, sort: str, page: Page, language: str, *, is_start: bool, only: str = ""
) -> str:
    comments = writer.every(page.shown)
    if not page.shown and is_start:
        comments = f'<p class="gone" id="kosong">{_nothing(only)}</p>\n'
    if not page.next:
        return comments
    query = f"urut={sort}&amp;setelah={page.next}"
    place = f"/_utas/{thread.pk}?bahasa={language}&amp;{query}"
    if only:
        query = f"saring={only}&amp;{query}"
        place = f"{reverse('conversation:page', args=[thread.pk])}?{query}"
    more = _("Show the next comments")
    return (
        f'{comments}<p class="row"><a class="btn quiet" rel="next" href="{escape(thread.address())}?{query}#bincang" '
        f'data-get="{place}" data-target="closest p" data-swap="outer">{more}</a></p>\n'
    )


def _nothing(only: str) -> str:
    if only == "belum":
        return _("No question waits for an answer.")
    return _("No question is answered yet.") if only else _("No comments yet. Yours can be the first.")
