"""The fake's channels, messages, limits and faults: everything it remembers."""

from __future__ import annotations

import json
import math
import threading
import time
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .rules import BadRequest, Entity

Fault = Literal["accept-then-drop", "drop-before", "error-500"]
FAULTS: tuple[Fault, ...] = ("accept-then-drop", "drop-before", "error-500")


class TooManyRequests(Exception):
    """A 429 answer."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Channel:
    """A public channel. `username` stands without its @."""

    id: int
    username: str
    title: str

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "type": "channel", "title": self.title, "username": self.username}


@dataclass(slots=True)
class Message:
    """A message that stands in a channel. `text` is the plain text, or the caption when there is a photo."""

    chat_id: int
    message_id: int
    date: int
    text: str
    entities: list[Entity]
    photo: str = ""
    reply_markup: dict[str, Any] | None = None
    link_preview_options: dict[str, Any] | None = None
    silent: bool = False
    edited: int | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One request that carried the right token and a known method, whatever became of it."""

    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """What one chat may be sent: Telegram documents about one message a second and twenty a minute for a group."""

    per_second: int = 1
    per_minute: int = 20


TELEGRAM_RATE = Rate()


@dataclass(slots=True)
class Control:
    """The faults that the next calls shall meet, one each, in order."""

    _waiting: deque[Fault] = field(default_factory=deque)

    def next(self, fault: Fault) -> None:
        """accept-then-drop: carried out, then the socket closes. drop-before: closed at once. error-500: not done."""
        if fault not in FAULTS:
            raise ValueError(f"Choose one of: {', '.join(FAULTS)}.")
        self._waiting.append(fault)

    def take(self) -> Fault | None:
        """The fault for this call."""
        return self._waiting.popleft() if self._waiting else None


class Store:
    """Guarded by one lock, held for the length of a call."""

    def __init__(
        self,
        channels: Mapping[str, str],
        *,
        folder: Path | None = None,
        rate: Rate | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.channels = [_channel(username, title) for username, title in channels.items()]
        self._rate = rate
        self._sent: dict[int, deque[float]] = defaultdict(deque)
        self._messages: dict[tuple[int, int], Message] = {}
        self._last_id: dict[int, int] = defaultdict(int)
        self._file = folder / "messages.jsonl" if folder else None
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._replay(self._file)

    def channel(self, chat: int | str) -> Channel:
        """By number or @name, as a client gives it; BadRequest when there is none."""
        wanted = str(chat).lower()
        for channel in self.channels:
            if wanted in (str(channel.id), f"@{channel.username}".lower()):
                return channel
        raise BadRequest("chat not found" if wanted else "chat_id is empty")

    def messages(self, channel: Channel) -> list[Message]:
        """What stands in the channel, oldest first."""
        with self.lock:
            return [message for (chat_id, _), message in sorted(self._messages.items()) if chat_id == channel.id]

    def find(self, channel: Channel, message_id: int, purpose: str) -> Message:
        """One message; BadRequest in Telegram's words for the purpose ("edit", "delete", "pin")."""
        try:
            return self._messages[channel.id, message_id]
        except KeyError:
            raise BadRequest(f"message to {purpose} not found") from None

    def next_id(self, channel: Channel) -> int:
        """Message ids of one channel only grow; a deleted one is not given again."""
        return self._last_id[channel.id] + 1

    def keep(self, message: Message) -> None:
        """Store a new or changed message."""
        self._put(message)
        self._append(asdict(message))

    def remove(self, message: Message) -> None:
        """Forget a message."""
        del self._messages[message.chat_id, message.message_id]
        self._append({"deleted": [message.chat_id, message.message_id]})

    def spend(self, channel: Channel) -> None:
        """Count one message or edit against the chat's limits, or raise TooManyRequests."""
        if self._rate is None:
            return
        now = self.clock()
        sent = self._sent[channel.id]
        while sent and sent[0] <= now - 60:
            sent.popleft()
        for allowed, seconds in ((self._rate.per_minute, 60), (self._rate.per_second, 1)):
            within = [moment for moment in sent if moment > now - seconds]
            if len(within) >= allowed:
                raise TooManyRequests(max(1, math.ceil(within[-allowed] + seconds - now)))
        sent.append(now)

    def _put(self, message: Message) -> None:
        self._messages[message.chat_id, message.message_id] = message
        self._last_id[message.chat_id] = max(self._last_id[message.chat_id], message.message_id)

    def _append(self, line: Mapping[str, object]) -> None:
        if self._file:
            with self._file.open("a", encoding="utf-8") as target:
                target.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _replay(self, file: Path) -> None:
        written = file.read_text(encoding="utf-8") if file.exists() else ""
        whole, _, torn = written.rpartition("\n")
        if torn:  # the process was stopped while it wrote this line
            file.write_text(whole + "\n" if whole else "", encoding="utf-8")
        for line in filter(None, whole.split("\n")):
            data = json.loads(line)
            if "deleted" in data:
                self._messages.pop(tuple(data["deleted"]), None)
            else:
                data["entities"] = [Entity(**entity) for entity in data["entities"]]
                self._put(Message(**data))


def _channel(username: str, title: str) -> Channel:
    """The id follows from the name, so that it is the same after a restart."""
    name = username.removeprefix("@")
    return Channel(-1_001_000_000_000 - zlib.crc32(name.lower().encode()), name, title)
