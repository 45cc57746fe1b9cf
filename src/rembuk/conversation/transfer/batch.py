"""One batch of staged comments on its way into the database: few statements, however many comments."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections

from rembuk.conversation import markup
from rembuk.conversation.actions.common import keep_hashtags, keep_verdicts
from rembuk.conversation.models import Comment, House, Imported, Revision, Thread
from rembuk.conversation.phases import Answer, Draft, walk
from rembuk.conversation.score import score
from rembuk.readers.models import Reader

from .staging import moment, moment_or_none
from .standing import parent_of

COMMENTS = Comment._meta.db_table
THREADS = Thread._meta.db_table
IMPORTED = Imported._meta.db_table

AS_THEY_ARE: Final = {int, str, float, bool, type(None)}  # what every database takes


class Batch:
    """Builds the comments of some rows, counts them on what stands above them, and writes all of it.

    The caller holds the locks of `threads` (by page key) and has read the `parents` (by foreign id) under them.
    `orphans` are the places of replies whose parent is nowhere.
    """

    def __init__(
        self, threads: Mapping[str, Thread], parents: Mapping[str, Comment], accounts: Mapping[str, int]
    ) -> None:
        self.threads, self.parents, self.accounts = threads, parents, accounts
        self.comments: dict[str, Comment] = {}
        self.by_pk = {comment.pk: comment for comment in parents.values()}
        self.revisions: list[Revision] = []
        self.judged: list[tuple[Comment, Answer]] = []
        self.orphans: list[int] = []
        # What changes on comments that stand already, by their id: replies, numbers, comments below.
        self.above: dict[int, Counter[str]] = {}
        self.visible: Counter[int] = Counter()
        titles = {thread.title_id for thread in threads.values()}
        houses = {house.title_id: house for house in House.objects.filter(title__in=titles)}
        self.reactions = {pk: (houses.get(pk) or House(title_id=pk)).reactions for pk in titles}

    def build(self, rows: Sequence[sqlite3.Row], taken: set[str], *, judges: bool) -> None:
        """Build the comments of these rows; `taken` are public ids that cannot be kept."""
        readers = Reader.objects.in_bulk(set(self.accounts.values())) if judges else {}
        for pk, row in zip(_reserved(len(rows)), rows, strict=True):
            comment = self._comment(pk, row, taken)
            if judges and comment.is_published:
                self._judge(comment, readers[comment.author_id])
            self._count(comment, has_place=bool(row["has_place"]))
            self.comments[row["id"]] = self.by_pk[pk] = comment

    def _comment(self, pk: int, row: sqlite3.Row, taken: set[str]) -> Comment:
        thread = self.threads[row["page"]]
        parent = self._parent(row, thread)
        more: dict[str, Any] = json.loads(row["more"]) if row["more"] else {}
        given = more.get("reactions", {})
        known = more.get("public_id", "")
        comment = Comment(
            pk=pk,
            public_id=uuid.UUID(known) if known and known not in taken else uuid.uuid4(),
            thread=thread,
            parent_id=parent.pk if parent else None,
            root_id=(parent.root_id or parent.pk) if parent else None,
            depth=parent.depth + 1 if parent else 0,
            author_id=self.accounts[row["author"]],
            client_key=uuid.uuid4(),
            body=row["text"],
            html=markup.render(row["text"]),
            state=row["state"],
            created_at=moment(row["written"]),
            edited_at=moment_or_none(row["edited"]),
            reactions=given,
            score=score(given, self.reactions[thread.title_id]) if given else 0,
            pinned_at=moment_or_none(more.get("pinned")),
            featured_at=moment_or_none(more.get("featured")),
            answered_at=moment_or_none(more.get("answered")),
        )
        earlier = more.get("earlier", [])
        self.revisions += [Revision(comment=comment, body=text, replaced_at=moment(at)) for text, at in earlier]
        return comment

    def _parent(self, row: sqlite3.Row, thread: Thread) -> Comment | None:
        wanted = parent_of(row)
        if not wanted:
            return None
        found = self.comments.get(wanted) or self.parents.get(wanted)
        if found is None or found.thread_id != thread.pk:
            self.orphans.append(row["place"])
            return None
        return found

    def _judge(self, comment: Comment, author: Reader) -> None:
        """Let the phases look at a text; what they would not publish waits for a moderator."""
        answer = walk(Draft(author, comment.thread, comment.body))
        if answer.outcome != "publish":
            comment.state = Comment.State.HELD
        self.judged.append((comment, answer))

    def _count(self, comment: Comment, *, has_place: bool) -> None:
        """As `actions.counting.appear` does, upon what is built here and what stands already."""
        comment.is_shown = comment.is_published
        self.visible[comment.thread_id] += comment.is_published
        if comment.parent_id is None:
            return
        if has_place:
            comment.number = self._add(comment.parent_id, "last_number")
        if comment.is_published:
            self._add(comment.parent_id, "reply_count")
            self._add(comment.root_id or 0, "branch_count")

    def _add(self, pk: int, counter: str) -> int:
        """One more on a comment above; the new figure where the comment is known here."""
        self.above.setdefault(pk, Counter())[counter] += 1
        known = self.by_pk.get(pk)
        if known is None:
            return 0
        if counter == "last_number":
            known.is_shown = True
        setattr(known, counter, getattr(known, counter) + 1)
        return int(getattr(known, counter))

    def write(self, source: str) -> None:
        """Write everything. Call it once, in the transaction that holds the locks."""
        comments = list(self.comments.values())
        _insert(comments)
        pairs = [(source, each, comment.pk) for each, comment in self.comments.items()]
        _many(f"INSERT INTO {IMPORTED} (source, foreign_id, comment_id) VALUES (%s, %s, %s)", pairs)  # noqa: S608 - names
        keep_hashtags([comment for comment in comments if "#" in comment.body])
        keep_verdicts(self.judged)
        _write_revisions(self.revisions)
        own = {comment.pk for comment in comments}
        _many(
            f"UPDATE {COMMENTS} SET reply_count = reply_count + %s, last_number = last_number + %s,"  # noqa: S608 - names
            " branch_count = branch_count + %s, is_shown = (is_shown OR %s) WHERE id = %s",
            (
                (more["reply_count"], more["last_number"], more["branch_count"], bool(more["last_number"]), pk)
                for pk, more in self.above.items()
                if pk not in own
            ),
        )
        _many(
            f"UPDATE {THREADS} SET version = version + 1, comment_count = comment_count + %s WHERE id = %s",  # noqa: S608 - names
            ((number, pk) for pk, number in self.visible.items()),
        )


def _insert(comments: Sequence[Comment]) -> None:
    """As `bulk_create`, which takes twice as long to put its statements together as SQLite to carry them out."""
    fields = Comment._meta.concrete_fields
    database = connections[DEFAULT_DB_ALIAS]  # itself, not the proxy that looks it up at every turn
    columns, marks = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    _many(
        f"INSERT INTO {COMMENTS} ({columns}) VALUES ({marks})",  # noqa: S608 - names
        (
            [
                value
                if type(value := getattr(comment, field.attname)) in AS_THEY_ARE
                else field.get_db_prep_save(value, database)
                for field in fields
            ]
            for comment in comments
        ),
    )


def _write_revisions(revisions: Sequence[Revision]) -> None:
    dates = [each.replaced_at for each in revisions]
    made = Revision.objects.bulk_create(revisions)  # which dates them now, as it does for everyone
    for each, date in zip(made, dates, strict=True):
        each.replaced_at = date
    Revision.objects.bulk_update(made, ["replaced_at"], batch_size=200)


def _reserved(number: int) -> list[int]:
    """Ids for so many comments, so that parent and reply can be written in one statement."""
    if not number:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [COMMENTS, number])
            return [row[0] for row in cursor.fetchall()]
        # Nobody else writes: this transaction holds SQLite's one write lock since it began.
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [COMMENTS])
        first = cursor.fetchone()[0] + 1
    return list(range(first, first + number))


def _many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """The same small change to many rows."""
    if params := list(rows):
        with connection.cursor() as cursor:
            cursor.executemany(statement, params)
