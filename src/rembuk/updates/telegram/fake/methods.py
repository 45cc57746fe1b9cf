"""The Bot API methods that the fake knows, strict where Telegram is strict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from .body import Upload
from .rules import CAPTION_LIMIT, MESSAGE_LIMIT, BadRequest, Entity, read_text
from .store import Channel, Message, Store

Params = Mapping[str, Any]
_DELETABLE_SECONDS = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def get_me(store: Store, params: Params) -> object:
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {"id": 1000000001, "is_bot": True, "first_name": "Rembuk", "username": "rembuk_peraga_bot"} | rights


def get_chat(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    return channel.to_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def send_message(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    text, entities = _text(params, "text", MESSAGE_LIMIT)
    if not text:
        raise BadRequest("message text is empty")
    return _send(store, channel, params, text, entities)


def send_photo(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    photo = params.get("photo", "")
    if str(photo).startswith("attach://"):  # a file in another part of the multipart body
        photo = params.get(str(photo).removeprefix("attach://"), "")
    if not photo:
        raise BadRequest("there is no photo in the request")
    text, entities = _text(params, "caption", CAPTION_LIMIT)
    if isinstance(photo, Upload):
        return _send(store, channel, params, text, entities, photo=f"upload:{photo.name}")
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", str(photo)):
        raise BadRequest("wrong file identifier/HTTP URL specified")
    return _send(store, channel, params, text, entities, photo=str(photo))


def edit_message_text(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    message = store.find(channel, _message_id(params), "edit")
    if message.photo:
        raise BadRequest("there is no text in the message to edit")
    text, entities = _text(params, "text", MESSAGE_LIMIT)
    if not text:
        raise BadRequest("message text is empty")
    return _edit(store, channel, message, params, text, entities)


def edit_message_caption(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    message = store.find(channel, _message_id(params), "edit")
    if not message.photo:
        raise BadRequest("there is no caption in the message to edit")
    return _edit(store, channel, message, params, *_text(params, "caption", CAPTION_LIMIT))


def delete_message(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    message = store.find(channel, _message_id(params), "delete")
    if store.clock() - message.date > _DELETABLE_SECONDS:
        raise BadRequest("message can't be deleted")
    store.remove(message)
    return True


def pin_chat_message(store: Store, params: Params) -> object:
    channel = store.channel(params.get("chat_id", ""))
    message = store.find(channel, _message_id(params), "pin")
    message.pinned = True
    store.keep(message)
    return True


METHODS: dict[str, Callable[[Store, Params], object]] = {
    "getme": get_me,
    "getchat": get_chat,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "deletemessage": delete_message,
    "pinchatmessage": pin_chat_message,
}


def _send(
    store: Store, channel: Channel, params: Params, text: str, entities: list[Entity], *, photo: str = ""
) -> object:
    markup, preview = _object(params, "reply_markup"), _object(params, "link_preview_options")
    store.spend(channel)
    message = Message(
        chat_id=channel.id,
        message_id=store.next_id(channel),
        date=int(store.clock()),
        text=text,
        entities=entities,
        photo=photo,
        reply_markup=markup,
        link_preview_options=preview,
        silent=str(params.get("disable_notification", "")).lower() in ("true", "1"),
    )
    store.keep(message)
    return _message_json(channel, message)


def _edit(
    store: Store, channel: Channel, message: Message, params: Params, text: str, entities: list[Entity]
) -> object:
    markup, preview = _object(params, "reply_markup"), _object(params, "link_preview_options")
    now = (message.text, message.entities, message.reply_markup, message.link_preview_options)
    if now == (text, entities, markup, preview):
        raise BadRequest(_NOT_MODIFIED)
    store.spend(channel)
    message.text, message.entities, message.reply_markup, message.link_preview_options = text, entities, markup, preview
    message.edited = int(store.clock())
    store.keep(message)
    return _message_json(channel, message)


def _text(params: Params, name: str, limit: int) -> tuple[str, list[Entity]]:
    return read_text(str(params.get(name, "")), str(params.get("parse_mode", "")), limit)


def _message_id(params: Params) -> int:
    try:
        return int(params["message_id"])
    except (KeyError, TypeError, ValueError):
        raise BadRequest("message identifier is not specified") from None


def _object(params: Params, name: str) -> dict[str, Any] | None:
    """A nested object: itself in a JSON body, JSON text in a form."""
    value = params.get(name)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            raise BadRequest(f"can't parse {name.replace('_', ' ')} JSON object") from None
    if value in (None, ""):
        return None
    if not isinstance(value, dict):
        raise BadRequest("object expected as " + name.replace("_", " "))
    return value


def _message_json(channel: Channel, message: Message) -> dict[str, object]:
    chat = channel.to_json()
    data: dict[str, object] = {
        "message_id": message.message_id,
        "date": message.date,
        "chat": chat,
        "sender_chat": chat,
    }
    entities = [entity.to_json() for entity in message.entities]
    if message.photo:
        size = {"file_id": message.photo, "file_unique_id": str(message.message_id), "width": 1280, "height": 720}
        data |= {"photo": [size]} | ({"caption": message.text, "caption_entities": entities} if message.text else {})
    else:
        data |= {"text": message.text, "entities": entities}
    if message.edited:
        data["edit_date"] = message.edited
    if message.reply_markup:
        data["reply_markup"] = message.reply_markup
    return data
