"""Where the rows of a file wait until all of them are known: a private SQLite database on disk, gone with the process.

A reply may stand before its parent, an author after their comments, a page at the end of the file. So a file is read
once into here, put in order by set-wise statements, and brought in from here. Memory does not grow with the file.
SQLite keeps the database in its own folder for such files (`SQLITE_TMPDIR`, else /var/tmp), without a name: however
this process ends, nothing of it stays.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from rembuk.conversation import markup

from .rows import Author, Bad, Broken, CommentRow, Left, Page, Row

BATCH: Final = 2_000
REMEMBERED: Final = 20_000  # pages and authors that were just written; formats name them again with every comment
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Letters, signs and emoji that neither steer the display nor hang on others.
PLAIN: Final = re.compile(
    "[\\n\\t\\x20-\\x7e\\xa1-\\xac\\xae-\\u024f\\u2010-\\u2027\\u2030-\\u205e\\U0001f300-\\U0001f64f]*"
)
UNTIDY: Final = re.compile(r"[ \t]\n|\n{3}|\A\s|\s\Z")
SCHEMA: Final = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -24000;
    CREATE TABLE page (key TEXT PRIMARY KEY, url TEXT, name TEXT, title TEXT, thread INTEGER) WITHOUT ROWID;
    CREATE TABLE author (id TEXT PRIMARY KEY, name TEXT, public_id TEXT) WITHOUT ROWID;
    CREATE TABLE comment (
        seq INTEGER PRIMARY KEY, place INTEGER, id TEXT, page TEXT, parent TEXT, up INTEGER, author TEXT,
        author_name TEXT, state TEXT, written INTEGER, edited INTEGER, number INTEGER, has_place INTEGER DEFAULT 0,
        text TEXT, more TEXT
    );
    CREATE TABLE note (seq INTEGER PRIMARY KEY, kind TEXT, place INTEGER, reason TEXT);
"""
COLUMNS: Final = "place, id, page, parent, author, author_name, state, written, edited, number, text, more"


class Staging:
    """The rows of one file. `left` counts by kind what is not brought, `counts` the rest."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)
        self.left: Counter[str] = Counter()
        self._pages: dict[str, Page] = {}
        self._authors: dict[str, Author] = {}
        self._waiting: list[tuple[Any, ...]] = []

    def close(self) -> None:
        """Everything in it is gone."""
        self.db.close()

    def fill(self, rows: Iterable[Row], tell: Callable[[int], None]) -> None:
        """Take every row of a file; `tell` hears how many came after each batch."""
        self.db.execute("BEGIN")
        number = 0
        for number, row in enumerate(rows, start=1):
            self._take(row)
            if number % BATCH == 0:
                self._write()
                tell(number)
        self._write()
        self.db.execute("COMMIT")
        tell(number)

    def _take(self, row: Row) -> None:
        match row:
            case CommentRow():
                self._take_comment(row)
            case Page():
                if self._pages.get(row.key) != row:
                    self._pages[row.key] = row
                    self._put_page(row)
            case Author():
                if self._authors.get(row.foreign_id) != row:
                    self._authors[row.foreign_id] = row
                    self._put_author(row)
            case Bad(place, reason):
                self.note("bad", place, reason)
            case Broken(place, reason):
                self.note("broken", place, reason)
            case Left(kind):
                self.left[kind] += 1

    def _take_comment(self, row: CommentRow) -> None:
        text = tidy(row.text)
        if not text and row.state != "removed":
            self.note("bad", row.place, _("nothing of the text can be seen"))
            return
        self.left.update(row.left)
        self._waiting.append(_stored(row, text))

    def _put_page(self, page: Page) -> None:
        self.db.execute(
            "INSERT INTO page (key, url, name, title) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " url = CASE url WHEN '' THEN excluded.url ELSE url END,"
            " name = CASE name WHEN '' THEN excluded.name ELSE name END",
            (page.key, page.url, page.name, page.title),
        )

    def _put_author(self, author: Author) -> None:
        self.db.execute(
            "INSERT INTO author (id, name, public_id) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " name = CASE name WHEN '' THEN excluded.name ELSE name END",
            (author.foreign_id, author.name, str(author.public_id or "")),
        )

    def note(self, kind: str, place: int, reason: str = "") -> None:
        """Remember something for the report."""
        self.db.execute("INSERT INTO note (kind, place, reason) VALUES (?, ?, ?)", (kind, place, reason))

    def _write(self) -> None:
        marks = ", ".join("?" * (COLUMNS.count(",") + 1))
        self.db.executemany(f"INSERT INTO comment ({COLUMNS}) VALUES ({marks})", self._waiting)  # noqa: S608 - constants
        self._waiting.clear()
        if len(self._pages) > REMEMBERED:
            self._pages.clear()
        if len(self._authors) > REMEMBERED:
            self._authors.clear()

    # ---------------------------------------------------------------- what came of it

    def notes(self, kind: str) -> Iterator[tuple[int, str]]:
        """(place, reason) of everything of one kind, in the order of the file."""
        found = self.db.execute("SELECT place, reason FROM note WHERE kind = ? ORDER BY place, seq", (kind,))
        return ((row["place"], row["reason"]) for row in found)

    def note_counts(self) -> dict[str, int]:
        """How many notes there are of each kind."""
        return dict(map(tuple, self.db.execute("SELECT kind, count(*) FROM note GROUP BY kind")))

    def states(self) -> dict[str, int]:
        """How many comments wait, by state."""
        return dict(map(tuple, self.db.execute("SELECT state, count(*) FROM comment GROUP BY state")))

    def totals(self) -> dict[str, int]:
        """How many pages, authors and comments there are, and how many of each that somebody wrote under or as."""
        one = self.db.execute(
            "SELECT count(*) AS comments, count(DISTINCT page) AS pages, count(DISTINCT author) AS authors FROM comment"
        ).fetchone()
        return dict(one)

    def batches(self, size: int = BATCH) -> Iterator[list[sqlite3.Row]]:
        """The comments with their page and author: parents before replies, these in the order of their numbers."""
        done = 0
        while True:
            rows = self.db.execute(
                "SELECT turn.n, comment.*, parents.id AS parent_id, author.name AS known_name, author.public_id,"
                " page.url, page.name AS page_name, page.title, page.thread"
                " FROM turn JOIN comment ON comment.seq = turn.seq JOIN page ON page.key = comment.page"
                " LEFT JOIN comment parents ON parents.seq = comment.up"
                " LEFT JOIN author ON author.id = comment.author"
                " WHERE turn.n > ? AND turn.n <= ? ORDER BY turn.n",
                (done, done + size),
            ).fetchall()
            if not rows:
                return
            yield rows
            done += size

    def pages(self, size: int = BATCH) -> Iterator[list[sqlite3.Row]]:
        """The pages that comments stand under."""
        found = self.db.execute(
            "SELECT key AS page, url, name AS page_name, title FROM page"
            " WHERE EXISTS (SELECT 1 FROM comment WHERE comment.page = page.key)"
        )
        while rows := found.fetchmany(size):
            yield rows

    def keep_threads(self, found: Sequence[tuple[int, str]]) -> None:
        """Remember which thread here a page became: pairs of the thread's id and the page's key."""
        self.db.executemany("UPDATE page SET thread = ? WHERE key = ?", found)


def _stored(row: CommentRow, text: str) -> tuple[Any, ...]:
    more = {
        "reactions": dict(row.reactions),
        "pinned": micros(row.pinned_at),
        "featured": micros(row.featured_at),
        "answered": micros(row.answered_at),
        "earlier": [(tidy(each.text), micros(each.replaced_at)) for each in row.earlier],
        "public_id": str(row.public_id or ""),
    }
    kept = {name: value for name, value in more.items() if value}
    return (
        row.place,
        row.foreign_id,
        row.page_key,
        row.parent_id,
        row.author_id,
        row.author_name,
        row.state,
        micros(row.written_at),
        micros(row.edited_at),
        min(row.number, 2**31),
        text,
        json.dumps(kept) if kept else "",
    )


def tidy(text: str) -> str:
    """As `markup.tidy`, which looks at every character; most texts show at a glance that they are tidy already."""
    if PLAIN.fullmatch(text) and unicodedata.is_normalized("NFC", text) and not UNTIDY.search(text):
        return text
    return markup.tidy(text)


def micros(moment: datetime | None) -> int | None:
    """A time as whole microseconds since 1970."""
    return None if moment is None else (moment - EPOCH) // timedelta(microseconds=1)


def moment(number: int) -> datetime:
    """The time of `micros`."""
    return EPOCH + timedelta(microseconds=number)


def moment_or_none(number: int | None) -> datetime | None:
    """The time of `micros`, where there is one."""
    return None if number is None else moment(number)
