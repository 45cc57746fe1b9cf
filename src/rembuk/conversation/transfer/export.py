"""Writing the plain format: one JSON object a line, always in the same order, so the same talk gives the same bytes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from django.db.models import Exists, F, Max, OuterRef

from rembuk.conversation.models import Comment, Thread
from rembuk.readers import display_names
from rembuk.readers.models import Reader

from .formats.jsonl import STORY, VERSION

CHUNK: Final = 1_000


def export(target: BinaryIO, title_slug: str | None, tell: Callable[[int], None]) -> int:
    """Write everything that was said, or everything under one title, and return how many comments that is.

    Comments are written whatever their state: this is what a newsroom takes with it, not what the public sees. What is
    posted meanwhile is left for the next time.
    """
    last = Comment.objects.aggregate(last=Max("pk"))["last"] or 0
    threads = Thread.objects.filter(Exists(Comment.objects.filter(thread=OuterRef("pk"), pk__lte=last)))
    said = Comment.objects.filter(pk__lte=last)
    if title_slug is not None:
        threads, said = threads.filter(title__slug=title_slug), said.filter(thread__title__slug=title_slug)
    _write(target, {"rembuk": "comments", "version": VERSION})
    number = 0
    # Sorted by SQLite in a file of its own: databases do not agree on the order of texts, and there may be many.
    with closing(sqlite3.connect("")) as pages:
        pages.execute("CREATE TABLE page (title TEXT, key TEXT, thread INTEGER, line TEXT)")
        pages.executemany("INSERT INTO page VALUES (?, ?, ?, ?)", map(_page, _iterated(threads)))
        for (line,) in pages.execute("SELECT line FROM page ORDER BY title, key, thread"):
            target.write(line.encode())
        authors = Reader.objects.filter(Exists(said.filter(author=OuterRef("pk")))).order_by("public_id")
        house = display_names.house()
        for reader in authors.iterator(CHUNK):
            is_imported = reader.kind == Reader.Kind.IMPORTED
            name = house.as_it_was(reader.display_name) if is_imported else reader.display_name
            _write(target, {"kind": "author", "id": str(reader.public_id), "name": name})
        for title, key, thread in pages.execute("SELECT title, key, thread FROM page ORDER BY title, key, thread"):
            for comment in _comments(thread, last):
                _write(target, _comment(comment, title, key))
                number += 1
                if number % CHUNK == 0:
                    tell(number)
    tell(number)
    return number


def _iterated(threads: Any) -> Iterator[Thread]:
    found: Iterator[Thread] = threads.select_related("title", "story").iterator(CHUNK)
    return found


def _page(thread: Thread) -> tuple[str, str, int, str]:
    """(title, key, thread's id, line) of a thread."""
    story = thread.story
    key = f"{STORY}{story.slug}" if story else str(thread.page_key)
    facts = {
        "kind": "page",
        "title": thread.title.slug,
        "key": key,
        "url": (story.full_url or "") if story else thread.page_url,
        "name": story.title if story else thread.page_title,
    }
    return thread.title.slug, key, thread.pk, _line(facts)


def _comments(thread: int, last: int) -> Iterator[Any]:
    found = Comment.objects.filter(thread=thread, pk__lte=last).order_by("created_at", "public_id")
    found = found.defer("html").annotate(parent_id_here=F("parent__public_id"), author_id_here=F("author__public_id"))
    return found.prefetch_related("revisions").iterator(CHUNK)


def _comment(comment: Any, title: str, page: str) -> dict[str, Any]:
    earlier = sorted(comment.revisions.all(), key=lambda each: each.pk)
    return {
        "kind": "comment",
        "id": str(comment.public_id),
        "title": title,
        "page": page,
        "parent": str(comment.parent_id_here) if comment.parent_id_here else None,
        "author": str(comment.author_id_here),
        "written": _time(comment.created_at),
        "edited": _time(comment.edited_at),
        "state": comment.state,
        "number": comment.number,
        "text": comment.body,
        "earlier": [{"text": each.body, "replaced": _time(each.replaced_at)} for each in earlier],
        "reactions": dict(sorted(comment.reactions.items())),
        "pinned": _time(comment.pinned_at),
        "featured": _time(comment.featured_at),
        "answered": _time(comment.answered_at),
    }


def _time(moment: datetime | None) -> str | None:
    """In UTC, with microseconds also where they are none."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _line(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n"


def _write(target: BinaryIO, facts: Mapping[str, Any]) -> None:
    target.write(_line(facts).encode())
