"""What a reader would see: a channel as Telegram's web preview shows it, without scripts and without outside requests.

The page plays the part of another company's service, so its words are Indonesian here and not in Rembuk's catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from itertools import groupby
from pathlib import Path

from .rules import Entity
from .store import Channel, Message

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_WIB = timezone(timedelta(hours=7), "WIB")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ELEMENTS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "mark",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OWN_MACHINE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?/")


def index_page(channels: Sequence[Channel]) -> str:
    """The list of channels; also the answer to an unknown name."""
    items = "".join(
        f'<li><a href="/{escape(channel.username)}">{escape(channel.title)}</a> @{escape(channel.username)}</li>'
        for channel in channels
    )
    return _document("Kanal peraga", f"<main><div><h1>Kanal peraga</h1><ul>{items}</ul></div></main>")


def channel_page(channel: Channel, messages: Sequence[Message], *, joining: bool = False, paused: bool = False) -> str:
    """One channel, oldest message first. It reloads every five seconds unless the reader paused it."""
    pinned = [message for message in messages if message.pinned]
    days = groupby(messages, key=lambda message: _moment(message).date())
    stream = "".join(
        f"<section><h2>{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}</h2>"
        f"{''.join(_bubble(channel, message) for message in of_day)}</section>"
        for day, of_day in days
    )
    body = (
        f"<header>{_bar(channel, len(messages))}"
        + (_JOINING if joining else "")
        + (_pin(pinned[-1]) if pinned else "")
        + '</header><main tabindex="0"><div>'
        + (stream or '<p class="empty">Belum ada kiriman di kanal ini.</p>')
        + "</div></main>"
        + _footer(channel, paused=paused or joining)
    )
    return _document(channel.title, body, refresh=not (paused or joining))


def text_html(text: str, entities: Sequence[Entity]) -> str:
    """The text with its entities as HTML, everything else escaped."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(_stretch(raw, list(entities), 0, len(raw) // 2))


_JOINING = (
    '<p class="notice" role="status">Ini kanal peraga: tidak ada yang bergabung ke mana pun dan tidak ada data yang '
    "dikirim. Di Telegram sungguhan, tombol ini membuka kanal di aplikasi Anda.</p>"
)


def _document(title: str, body: str, *, refresh: bool = False) -> str:
    reload = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{reload}<title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="/_style.css"></head><body>{body}</body></html>'
    )


def _bar(channel: Channel, count: int) -> str:
    return (
        f'<div class="bar"><span class="avatar" aria-hidden="true">{escape(channel.title[:1])}</span>'
        f"<div><h1>{escape(channel.title)}</h1>"
        f'<p class="members">@{escape(channel.username)} · kanal peraga · {count} kiriman</p></div>'
        f'<form action="/{escape(channel.username)}"><button name="gabung" value="1">Gabung</button></form></div>'
    )


def _footer(channel: Channel, *, paused: bool) -> str:
    here = f"/{escape(channel.username)}"
    if paused:
        return f'<footer><a href="{here}">Lanjutkan pembaruan otomatis</a></footer>'
    return f'<footer>Halaman diperbarui setiap 5 detik. <a href="{here}?jeda=1">Jeda</a></footer>'


def _pin(message: Message) -> str:
    line = message.text.split("\n", 1)[0] or "Foto"
    return f'<p class="pin"><a href="#m{message.message_id}"><b>Disematkan</b> {escape(line)}</a></p>'


def _bubble(channel: Channel, message: Message) -> str:
    moment = _moment(message)
    edited = "disunting " if message.edited else ""
    return (
        f'<article id="m{message.message_id}"><h3>{escape(channel.title)}</h3>{_photo(message.photo)}'
        f'<div class="text">{text_html(message.text, message.entities)}</div>{_buttons(message)}'
        f'<p class="when">{edited}<time datetime="{moment.isoformat()}">{moment:%H.%M} WIB</time></p></article>'
    )


def _photo(address: str) -> str:
    """Only a picture from this machine is shown: the page makes no request to the outside."""
    if _OWN_MACHINE.match(address):
        return f'<img src="{escape(address)}" alt="Foto berita">'
    if _WEB_ADDRESS.match(address):
        return f'<p class="photo"><a href="{escape(address)}">Foto berita</a></p>'
    return '<p class="photo">Foto berita</p>' if address else ""


def _buttons(message: Message) -> str:
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    links = [
        f'<a href="{escape(str(button.get("url")))}">{escape(str(button.get("text", "")))}</a>'
        for row in rows
        for button in row
        if _WEB_ADDRESS.match(str(button.get("url")))
    ]
    return f'<p class="buttons">{"".join(links)}</p>' if links else ""


def _moment(message: Message) -> datetime:
    return datetime.fromtimestamp(message.date, UTC).astimezone(_WIB)


def _stretch(raw: bytes, entities: list[Entity], start: int, end: int) -> Iterator[str]:
    """The HTML of units `start` to `end`; entities nest, outer ones first."""
    while entities:
        entity = entities.pop(0)
        stop = min(entity.offset + entity.length, end)
        inside = [other for other in entities if other.offset < stop]
        entities = entities[len(inside) :]
        yield _plain(raw, start, entity.offset)
        before, after = _marks(entity, _decode(raw, entity.offset, stop))
        yield before
        yield from _stretch(raw, inside, entity.offset, stop)
        yield after
        start = stop
    yield _plain(raw, start, end)


def _marks(entity: Entity, text: str) -> tuple[str, str]:
    address = entity.url or (text if entity.type == "url" else "")
    if address and _WEB_ADDRESS.match(address):
        return f'<a href="{escape(address)}">', "</a>"
    if entity.type == "hashtag":
        return '<span class="tag">', "</span>"
    element = _ELEMENTS.get(entity.type)
    return (f"<{element}>", f"</{element}>") if element else ("", "")


def _decode(raw: bytes, start: int, end: int) -> str:
    return raw[2 * start : 2 * end].decode("utf-16-le", "replace")


def _plain(raw: bytes, start: int, end: int) -> str:
    return escape(_decode(raw, start, end))
