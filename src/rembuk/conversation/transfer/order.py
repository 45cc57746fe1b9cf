"""Putting staged comments in order: whose parent is who, what hangs in the air, what goes in circles, who comes first.

Everything is set-wise SQL or a walk with constant memory, so a chain of a million replies is no deeper than any other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from django.utils.translation import gettext as _

from .staging import Staging

REPEATED = """
    SELECT seq FROM (SELECT seq, row_number() OVER (PARTITION BY id ORDER BY seq) AS n FROM comment) WHERE n > 1
"""
HOMELESS = "SELECT seq FROM comment WHERE page NOT IN (SELECT key FROM page)"
PARENTS = """
    UPDATE comment SET up = (SELECT p.seq FROM comment p WHERE p.id = comment.parent AND p.page = comment.page)
    WHERE parent <> ''
"""
# Published replies have a place among those to their parent; so has one that is gone when something published hangs
# below it, or the branch could not be read.
PLACES = """
    UPDATE comment SET has_place = 1 WHERE state = 'published' OR number > 0;
    UPDATE comment SET has_place = 1 WHERE seq IN (
        WITH RECURSIVE above (seq, up) AS (
            SELECT p.seq, p.up FROM comment c JOIN comment p ON p.seq = c.up WHERE c.has_place AND NOT p.has_place
            UNION
            SELECT p.seq, p.up FROM above JOIN comment p ON p.seq = above.up WHERE NOT p.has_place
        )
        SELECT seq FROM above
    );
"""
WALK = """
    INSERT INTO walk (seq, depth)
    WITH RECURSIVE down (seq, depth) AS (
        SELECT seq, 0 FROM comment WHERE {start}
        UNION ALL
        SELECT c.seq, down.depth + 1 FROM down JOIN comment c ON c.up = down.seq
    )
    SELECT seq, depth FROM down
"""
FROM_OPENERS = WALK.format(start="up IS NULL")
FROM_ONE = WALK.format(start="seq = ?")
TURNS = """
    CREATE TABLE turn (n INTEGER PRIMARY KEY, seq INTEGER);
    INSERT INTO turn (seq) SELECT comment.seq FROM walk JOIN comment USING (seq)
    ORDER BY walk.depth, CASE number WHEN 0 THEN 1 << 40 ELSE number END, written, comment.seq;
    DROP TABLE walk;
"""


def keep_titles(staging: Staging, known: Collection[str]) -> None:
    """Only comments under titles that are known here can be brought; the others are noted as bad."""
    slugs = json.dumps(sorted(known))
    _drop(
        staging,
        "SELECT c.seq FROM comment c JOIN page ON page.key = c.page"
        " WHERE page.title NOT IN (SELECT value FROM json_each(:slugs))",
        reason=_("no title of that name is here; say with --title where it goes"),
        slugs=slugs,
    )


def put_in_order(staging: Staging) -> None:
    """Find parents and the order of coming in; note what stood twice, has no page or parent, or went in circles."""
    db = staging.db
    db.execute("BEGIN")
    db.execute("CREATE INDEX comment_id ON comment (id, seq)")
    _drop(staging, REPEATED, reason=_("a comment with this id stood further up already"))
    _drop(staging, HOMELESS, reason=_("its page is not in the file"))
    db.execute(PARENTS)
    db.execute("CREATE INDEX comment_up ON comment (up)")
    db.execute("CREATE INDEX comment_page ON comment (page)")
    db.execute("CREATE TABLE walk (seq INTEGER PRIMARY KEY, depth INTEGER)")
    db.execute(FROM_OPENERS)
    _break_circles(staging)
    db.execute("COMMIT")
    db.executescript(PLACES + TURNS)


def _drop(staging: Staging, which: str, **facts: str) -> None:
    """Note the comments that a query of this module finds as bad, for a `reason`, and take them out."""
    found = f"FROM comment WHERE seq IN ({which})"
    staging.db.execute(f"INSERT INTO note (kind, place, reason) SELECT 'bad', place, :reason {found}", facts)
    staging.db.execute(f"DELETE {found}", facts)


def _break_circles(staging: Staging) -> None:
    """Replies in a circle are reached from no opener: the earliest of each circle becomes one."""
    db, last = staging.db, 0
    while True:
        row = db.execute(
            "SELECT seq FROM comment WHERE seq > ? AND NOT EXISTS (SELECT 1 FROM walk WHERE walk.seq = comment.seq)"
            " ORDER BY seq LIMIT 1",
            (last,),
        ).fetchone()
        if row is None:
            return
        last = row["seq"]
        first = _earliest_in_circle(db, last)
        place = db.execute("SELECT place FROM comment WHERE seq = ?", (first,)).fetchone()["place"]
        staging.note("circle", place)
        db.execute("UPDATE comment SET up = NULL, parent = '' WHERE seq = ?", (first,))
        db.execute(FROM_ONE, (first,))


def _earliest_in_circle(db: sqlite3.Connection, start: int) -> int:
    """Go up from `start` until a circle closes (Brent's method: two places are remembered, however long it is)."""

    def above(seq: int) -> int:
        return int(db.execute("SELECT up FROM comment WHERE seq = ?", (seq,)).fetchone()["up"])

    marked, here, steps, limit = start, above(start), 1, 1
    while here != marked:
        if steps == limit:
            marked, steps, limit = here, 0, 2 * limit
        here, steps = above(here), steps + 1
    first, here = here, above(here)
    while here != marked:
        first, here = min(first, here), above(here)
    return first
