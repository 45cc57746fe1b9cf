"""Someone who keeps a live stream open; and the servers that listen to each other."""

from __future__ import annotations

import threading
import time

import httpx
from django.db import connection


class Listener:
    """Reads a live stream in a thread of its own."""

    def __init__(self, client: httpx.Client, address: str) -> None:
        self.text = ""
        self.has_ended = False
        self._client, self._address = client, address
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            with self._client.stream("GET", self._address, timeout=None) as response:
                for piece in response.iter_text():
                    self.text += piece
        except httpx.HTTPError:
            pass
        self.has_ended = True

    def until(self, words: str) -> str:
        """Wait for words, and return everything heard so far."""
        end = time.monotonic() + 10
        while words not in self.text and time.monotonic() < end:
            time.sleep(0.01)
        assert words in self.text
        return self.text


def ears(what: str) -> int:
    """Something of the connections on which servers listen to each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {what} FROM pg_stat_activity"  # noqa: S608  # words of this file
            " WHERE datname = current_database() AND query LIKE 'LISTEN %' AND state = 'idle'"
        )
        return int(cursor.fetchone()[0])
