"""What the Bot API gives back, less what Rembuk does not use. A missing or odd part raises KeyError or TypeError."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

JSONObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BotUser:
    """The bot behind a token."""

    id: int
    username: str
    name: str

    @classmethod
    def from_json(cls, data: JSONObject) -> Self:
        return cls(int(data["id"]), data.get("username", ""), data["first_name"])


@dataclass(frozen=True, slots=True)
class Chat:
    """A channel, group or private chat. `linked_chat_id` is a channel's discussion group."""

    id: int
    type: str
    title: str
    username: str
    linked_chat_id: int | None

    @classmethod
    def from_json(cls, data: JSONObject) -> Self:
        name = data.get("title") or data.get("first_name", "")
        return cls(int(data["id"]), data["type"], name, data.get("username", ""), data.get("linked_chat_id"))


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that stands. `chat_id` is the number that also holds when the chat changes its name."""

    message_id: int
    chat_id: int
    chat_username: str
    date: datetime

    @classmethod
    def from_json(cls, data: JSONObject) -> Self:
        chat = data["chat"]
        moment = datetime.fromtimestamp(data["date"], UTC)
        return cls(int(data["message_id"]), int(chat["id"]), chat.get("username", ""), moment)
