"""Makes an Isso database as Isso 0.14 does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

SCHEMA = """
    CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
    CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
    CREATE TABLE comments (
        tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL, modified FLOAT,
        mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
        likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0
    );
    INSERT INTO threads VALUES (1, '/harga-cabai/', 'Harga cabai naik lagi');
"""


def isso(path: Path, *comments: tuple[Any, ...]) -> Path:
    """A database with comments: (id, parent, created, modified, mode, text, author, e-mail, likes, dislikes)."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO comments (tid, id, parent, created, modified, mode, text, author, email, likes, dislikes,"
            " remote_addr, voters) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '192.0.2.0', x'00')",
            comments,
        )
    return path
