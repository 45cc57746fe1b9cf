"""Isso's SQLite file, opened so that nothing in it is written or run.

Source: `isso/db/comments.py` and `isso/db/threads.py` of Isso 0.14 (mode 1 is public, 2 waits, 4 was deleted).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_markdown
from rembuk.conversation.transfer.rows import Author, Broken, CommentRow, Page, Row, State, Unreadable

STATES: Final[dict[int, State]] = {1: "published", 2: "held", 4: "removed"}
LONGEST_VALUE: Final = 4_000_000
COMMENTS: Final = """
    SELECT c.id, c.tid, c.parent, c.created, c.modified, c.mode, c.text, c.author, c.email,
           c.remote_addr <> '', c.website <> '', c.likes, c.dislikes
    FROM comments c ORDER BY c.id
"""


def read(source: Source) -> Iterator[Row]:
    """The rows of the file; places are Isso's own comment numbers."""
    with source.on_disk() as path:
        waiting = path.with_name(path.name + "-wal")
        if waiting.exists() and waiting.stat().st_size:
            raise Unreadable(_("%s is still in use: stop Isso, then import") % path.name)
        with closing(_opened(path)) as database:
            yield from _rows(database)
    source.done = source.size


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        tables = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    except sqlite3.Error:
        tables = {}
    # A view or virtual table under these names would run what somebody else wrote.
    if not all(str(tables.get(name, "")).upper().startswith("CREATE TABLE") for name in ("threads", "comments")):
        database.close()
        raise Unreadable(_("%s is no Isso database") % path.name)
    return database


def _rows(database: sqlite3.Connection) -> Iterator[Row]:
    place = 0
    try:
        for number, uri, title in database.execute("SELECT id, uri, title FROM threads ORDER BY id"):
            yield Page(str(number), values.clean(uri), values.clean(title))
        for found in database.execute(COMMENTS):
            place = found[0]
            try:
                yield from _comment(*found)
            except values.BadValueError as problem:
                yield values.bad(place, problem)
    except sqlite3.Error as problem:
        yield Broken(place, _("the database is damaged (%s)") % problem)


def _comment(
    number: int,
    page: Any,
    parent: Any,
    created: Any,
    modified: Any,
    mode: Any,
    text: Any,
    author: Any,
    email: Any,
    has_address: Any,
    has_website: Any,
    likes: Any,
    dislikes: Any,
) -> Iterator[Row]:
    state = STATES.get(mode)
    if state is None:
        raise values.BadValueError(_("the state is not known"))
    shown = values.name(author)
    who = values.guest(shown, email)
    spelled, pictures = from_markdown(values.words(text))
    had = {
        "emails": bool(email),
        "addresses": bool(has_address),
        "websites": bool(has_website),
        "downvotes": bool(dislikes),
        "pictures": pictures,
    }
    yield Author(who, shown)
    yield CommentRow(
        place=number,
        foreign_id=values.own_key(number),
        page_key=values.key(page),
        parent_id=values.key(parent),
        author_id=who,
        author_name=shown,
        text="" if state == "removed" else values.some_words(spelled),
        written_at=values.moment(created),
        edited_at=values.moment_or_none(modified),
        state=state,
        reactions=values.liked(likes),
        left=tuple(kind for kind, there in had.items() if there),
    )
