"""Searching in what everyone may read, newest first.

The database's own index of words answers (`fulltext`): it is exact from the moment of the commit. A page looks at a
bounded number of hits, newest first; where those of other titles fill them, the page is short and leads on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection

from rembuk.conversation import marks, markup
from rembuk.conversation.fulltext import hits_in_postgres, hits_in_sqlite
from rembuk.conversation.models import Comment, Thread
from rembuk.newsroom.models import TitlePage

from .pages import Page, listed
from .shown import Viewer, with_stories
from .tags import LIST_PAGE

LONGEST: Final = 200  # characters of a question
MOST_WORDS: Final = 10
BEGINNING: Final = 3  # characters from which on the last word may be the beginning of one
LOOKED_AT: Final = 200  # hits for one page
HIGHEST: Final = 2**63 - 1


def words_of(question: str) -> list[str]:
    """The words that are looked for: at most ten, of at most two hundred characters in all."""
    words = markup.tidy(question[:LONGEST]).split()
    return [word for word in words if marks.parts_of(word)][:MOST_WORDS]


def matching(
    viewer: Viewer,
    words: Sequence[str],
    *,
    thread: Thread | None = None,
    title: TitlePage | None = None,
    before: int | None = None,
) -> Page:
    """The published comments in public threads that have all these words, newest first, the words marked.

    In one thread, in the threads of one title, or in all. The page's `next` is the id before which the next one begins.
    """
    if not words:
        return Page([])
    hits = _hits(words, thread, HIGHEST if before is None else before)
    found = Comment.objects.filter(
        pk__in=hits, state=Comment.State.PUBLISHED, thread__in=Thread.objects.public()
    ).order_by("-id")
    if title is not None:
        found = found.filter(thread__title=title)
    some = list(with_stories(found)[: LIST_PAGE + 1])
    page = Page(listed(viewer, some[:LIST_PAGE]))
    if len(some) > LIST_PAGE:
        page.next = str(some[LIST_PAGE - 1].pk)
    elif len(hits) == LOOKED_AT:
        page.next = str(hits[-1])
    for shown in page.shown:
        shown.comment.html = marks.mark(shown.comment.html, words)
    return page


def _hits(words: Sequence[str], thread: Thread | None, before: int) -> list[int]:
    """The ids of the newest comments with these words, at most LOOKED_AT."""
    ask = hits_in_postgres if connection.vendor == "postgresql" else hits_in_sqlite
    return ask(words, len(words[-1]) >= BEGINNING, thread.pk if thread else None, before, LOOKED_AT)
