"""The other processes of an installation on PostgreSQL: what was done is announced with NOTIFY and heard with LISTEN.

The teller announces, on its own connection and after the commit: NOTIFY within the writing transaction would make all
commits of the database wait for each other. What is lost with a connection is made up for by the versions: no page is
ever old for it, and streams are told that they missed something.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connection, connections

from .live import Live
from .news import KINDS, Deed

logger = logging.getLogger(__name__)

CHANNEL: Final = "rembuk_edge"
PATIENCE: Final = 0.5  # seconds: how long a listener takes to notice that it should end
PAUSE: Final = 0.5  # seconds before a lost connection is tried again
LONGEST: Final = 200  # characters of what a deed may be about


class PostgresOthers:
    """Announces and listens through this installation's database."""

    def __init__(self) -> None:
        self._life = secrets.token_hex(6)

    @property
    def _name(self) -> str:
        return f"{self._life}-{os.getpid()}"  # a server may have made copies of this process since

    def announce(self, deeds: Sequence[Deed]) -> None:
        """Tell the others, in one round trip."""
        notes = [json.dumps([self._name, deed.thread_id, deed.kind, deed.about[:LONGEST]]) for deed in deeds]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, note) FROM unnest(%s::text[]) AS note", [CHANNEL, notes])

    def listen(self, live: Live) -> Callable[[], None]:
        """Hear the others until the returned function is called."""
        end = threading.Event()
        thread = threading.Thread(target=self._listen, args=(live, end), name="edge-listener", daemon=True)
        live.is_deaf = True
        thread.start()

        def stop() -> None:
            end.set()
            thread.join(4 * PATIENCE)

        return stop

    def _listen(self, live: Live, end: threading.Event) -> None:
        while not end.is_set():
            try:
                self._hear(live, end)
            except Exception as problem:
                logger.warning("Other processes cannot be heard at the moment: %s", problem)
            live.is_deaf = True
            end.wait(PAUSE)

    def _hear(self, live: Live, end: threading.Event) -> None:
        # A connection of its own, outside Django's pool and idle limits: it is quiet for hours and open for days.
        wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        with closing(wrapper.get_new_connection(wrapper.get_connection_params())) as heard:
            heard.autocommit = True
            heard.execute(f"LISTEN {CHANNEL}")
            live.is_deaf = False
            while not end.is_set():
                for note in heard.notifies(timeout=PATIENCE):
                    if (deed := self._read(note.payload)) is not None:
                        live.happened(deed)

    def _read(self, payload: str) -> Deed | None:
        """What another process announced; None for our own words and for what is no deed."""
        with suppress(ValueError, TypeError):
            sender, thread_id, kind, about = json.loads(payload)
            is_deed = kind in KINDS and isinstance(thread_id, int) and isinstance(about, str)
            if is_deed and isinstance(sender, str) and sender not in {"", self._name}:
                return Deed(thread_id, kind, about, sender)
        return None
