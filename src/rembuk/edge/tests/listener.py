"""Someone who keeps a live stream open."""

from __future__ import annotations

import threading
import time

import httpx


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
