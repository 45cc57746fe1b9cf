"""The index of words that search asks: kept by the database itself, inside the transaction that writes a comment.

SQLite has an FTS5 table over the comments' own text (external content: the text is stored once), kept by triggers.
PostgreSQL has a GIN index over an expression. Both hold published comments only, and both know a comment's thread as a
word of its own, so that a search in one thread looks at nothing else.

FTS5 reads its lists of hits from the newest one on and stops when it has enough. GIN gives all hits or none, so each
comment's shelf (4,096 ids) is a word, too: the newest shelf is asked first, and more of them only while too little is
found. However common a word is, a few thousand rows are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection as default

SQLITE_TABLE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS conversation_words USING fts5(thread_id, body, "
    "content='conversation_comment', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2')"
)
SQLITE_TRIGGERS: Final = {
    "conversation_words_new": """
        AFTER INSERT ON conversation_comment WHEN new.state = 'published' BEGIN
            INSERT INTO conversation_words(rowid, thread_id, body) VALUES (new.id, new.thread_id, new.body);
        END""",
    "conversation_words_changed": """
        AFTER UPDATE OF state, body, thread_id ON conversation_comment
        WHEN old.state IS NOT new.state OR old.body IS NOT new.body OR old.thread_id IS NOT new.thread_id BEGIN
            INSERT INTO conversation_words(conversation_words, rowid, thread_id, body)
                SELECT 'delete', old.id, old.thread_id, old.body WHERE old.state = 'published';
            INSERT INTO conversation_words(rowid, thread_id, body)
                SELECT new.id, new.thread_id, new.body WHERE new.state = 'published';
        END""",
    "conversation_words_gone": """
        AFTER DELETE ON conversation_comment WHEN old.state = 'published' BEGIN
            INSERT INTO conversation_words(conversation_words, rowid, thread_id, body)
                VALUES ('delete', old.id, old.thread_id, old.body);
        END""",
}
SQLITE_FILL: Final = (
    # Each commit leaves a small piece of index. Merging sixteen of them, not four, costs a post a third of the time.
    "INSERT INTO conversation_words(conversation_words, rank) VALUES ('automerge', 16)",
    "INSERT INTO conversation_words(conversation_words) VALUES ('delete-all')",
    "INSERT INTO conversation_words(rowid, thread_id, body) "
    "SELECT id, thread_id, body FROM conversation_comment WHERE state = 'published'",
)

SHELF: Final = 12  # bits of an id
SHELVES: Final = (1, 16, 256)
POSTGRES_WORDS: Final = (
    f"(to_tsvector('simple', body) || array_to_tsvector(ARRAY['=' || thread_id::text, '/' || (id >> {SHELF})::text]))"
)
POSTGRES_INDEX: Final = (
    f"CREATE INDEX IF NOT EXISTS conversation_words ON conversation_comment USING gin ({POSTGRES_WORDS}) "
    "WHERE state = 'published'"
)


def keep(connection: Any) -> None:
    """Make the index where it is missing, or a part of it: doing it twice is the same as once.

    SQLite drops a table's triggers whenever a migration has to build the table anew, so this also runs after every
    `migrate`; an index that was without its triggers is filled again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_INDEX)
        elif connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            missing = SQLITE_TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
            if missing:
                cursor.execute(SQLITE_TABLE)
                for name in sorted(missing):
                    cursor.execute(f"CREATE TRIGGER {name} {SQLITE_TRIGGERS[name]}")
                for statement in SQLITE_FILL:
                    cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the index away again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS conversation_words")
        elif connection.vendor == "sqlite":
            for name in SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("DROP TABLE IF EXISTS conversation_words")


def hits_in_sqlite(words: Sequence[str], is_begun: bool, thread_id: int | None, before: int, most: int) -> list[int]:
    """The ids below `before` of the newest comments with all words, of the last one the beginning when `is_begun`.

    Every word is a quoted string, in which FTS5 knows no sign but the quote itself.
    """
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    question = f"body : ({' AND '.join(quoted)}{' *' if is_begun else ''})"
    if thread_id is not None:
        question = f'thread_id : "{thread_id}" AND {question}'
    sql = (
        "SELECT rowid FROM conversation_words WHERE conversation_words MATCH %s AND rowid < %s "
        "ORDER BY rowid DESC LIMIT %s"
    )
    return _ids(sql, [question, before, most])


def hits_in_postgres(words: Sequence[str], is_begun: bool, thread_id: int | None, before: int, most: int) -> list[int]:
    """The same. Whole words are phrases, which know no signs; a beginning is quoted as to_tsquery wants it."""
    asked, values = ["phraseto_tsquery('simple', %s)"] * len(words), list(words)
    if is_begun:
        asked[-1] = "to_tsquery('simple', %s)"
        values[-1] = "'" + words[-1].replace("\\", "\\\\").replace("'", "''") + "':*"
    if thread_id is not None:
        asked.append("%s::tsquery")
        values.append(f"'={thread_id}'")
    newest = (
        min([before - 1, *_ids("SELECT max(id) FROM conversation_comment HAVING max(id) IS NOT NULL", [])]) >> SHELF
    )
    for shelves in SHELVES:
        if newest < shelves:  # no more shelves than these
            break
        labels = " | ".join(f"'/{shelf}'" for shelf in range(newest, newest - shelves, -1))
        found = _ask_postgres([*asked, "%s::tsquery"], [*values, labels], before, most)
        if len(found) == most:
            return found
    return _ask_postgres(asked, values, before, most)


def _ask_postgres(asked: Sequence[str], values: Sequence[str], before: int, most: int) -> list[int]:
    """`id + 0`, or the planner walks the primary key in the hope of meeting enough hits soon."""
    sql = (
        "SELECT id FROM conversation_comment "  # noqa: S608  # constants, and as many placeholders as values
        f"WHERE state = 'published' AND {POSTGRES_WORDS} @@ ({' && '.join(asked)}) "
        "AND id < %s ORDER BY id + 0 DESC LIMIT %s"
    )
    return _ids(sql, [*values, before, most])


def _ids(sql: str, values: Sequence[Any]) -> list[int]:
    with default.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(pk) for (pk,) in cursor.fetchall()]
