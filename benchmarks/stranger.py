"""A reader who is not signed in and looks at everything public, all the time, and remembers what was shown where."""

from __future__ import annotations

import asyncio
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from client import Connection, get

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TAG = re.compile(r"<[^>]*>")
PAUSE = 0.05  # seconds between two looks at one address
TELLING = 16  # letters and digits that show a text


@dataclass
class Stranger:
    """`shown`: by surface, the ids of comments and what else was to be read."""

    port: int
    shown: dict[str, set[str]] = field(default_factory=dict)
    bodies: dict[str, set[str]] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    async def watch(self, surface: str, address: str, stop: asyncio.Event, pause: float = PAUSE) -> None:
        """Look at an address again and again, and once more when everything is over."""
        connection = Connection(self.port, f"127.2.{1 + len(address) % 200}.1")
        over = False
        while not over:
            over = stop.is_set()
            await self._look(connection, surface, address)
            await asyncio.sleep(pause)
        connection.close()

    async def _look(self, connection: Connection, surface: str, address: str) -> str:
        answer = await connection.ask(get(address, "Accept-Language: id", "Cache-Control: no-cache"))
        if answer.status != 200:
            self.refused[f"{surface} {answer.status}"] += 1
            return ""
        self.looks[surface] += 1
        text = answer.body.decode("utf-8", "replace")
        self._remember(surface, text)
        return text

    def _remember(self, surface: str, text: str) -> None:
        seen = self.bodies.setdefault(surface, set())
        if text not in seen:
            seen.add(text)
            self.shown.setdefault(surface, set()).update(ID.findall(text))

    async def listen(self, thread: int, stop: asyncio.Event) -> None:
        """Keep the live stream open and remember every event."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=("127.2.250.1", 0))
        writer.write(get(f"/_arus/{thread}?bahasa=id", "Accept: text/event-stream"))
        heard = b""
        while not stop.is_set():
            try:
                async with asyncio.timeout(0.5):
                    piece = await reader.read(1 << 16)
            except TimeoutError:
                continue
            if not piece:
                break
            heard += piece
        writer.close()
        for event in _unchunked(heard.partition(b"\r\n\r\n")[2]).decode("utf-8", "replace").split("\n\n"):
            for line in event.splitlines():
                if line.startswith("data: ") and (facts := json.loads(line[6:])):
                    self.looks["stream"] += 1
                    self._remember("stream", f"{facts.get('id', '')} {facts.get('html', '')}")

    async def turn_all_pages(self, thread: int) -> set[str]:
        """Every comment that the public interface gives, page by page."""
        connection, after, found = Connection(self.port), "", set[str]()
        while True:
            page = f"/api/v1/threads/{thread}/comments?shape=flat&limit=50" + (f"&after={after}" if after else "")
            text = await self._look(connection, "api", page)
            if not text:
                break
            facts = json.loads(text)
            found.update(ID.findall(text))
            if not (after := facts.get("next") or ""):
                break
        connection.close()
        return found

    def texts_seen(self, texts: Iterable[str]) -> set[str]:
        """Which of these texts stood anywhere, tags, spaces and escapes aside."""
        wanted = {text: telling for text in texts if len(telling := bare(text)) >= TELLING}
        found: set[str] = set()
        for body in (body for bodies in self.bodies.values() for body in bodies):
            letters = bare(html.unescape(_TAG.sub("", body)))
            found.update(text for text, telling in wanted.items() if text not in found and telling in letters)
        return found


def bare(text: str) -> str:
    """The letters and digits alone."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _unchunked(raw: bytes) -> bytes:
    """A chunked body put together, as far as whole chunks have come."""
    whole = b""
    while (cut := raw.find(b"\r\n")) > 0 and len(raw) >= cut + 4 + (size := int(raw[:cut], 16)) and size:
        whole += raw[cut + 2 : cut + 2 + size]
        raw = raw[cut + 4 + size :]
    return whole
