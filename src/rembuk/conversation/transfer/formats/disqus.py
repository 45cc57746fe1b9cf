"""Disqus' XML export: threads, and posts that name their thread and parent by id.

Source: the `disqus.xsd` and `disqus-internals.xsd` schemas of the export, and files that Disqus made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_html
from rembuk.conversation.transfer.rows import Author, CommentRow, Page, Row, State
from rembuk.conversation.transfer.xml_stream import Record, records

THREAD, POST = "disqus/thread", "disqus/post"


def read(source: Source) -> Iterator[Row]:
    """The rows of the file."""
    for stream in source.streams():
        for found in records(stream, {THREAD, POST}):
            if not isinstance(found, Record):
                yield found
                continue
            try:
                yield from (_thread if found.path == THREAD else _post)(found.line, found.fields)
            except values.BadValueError as problem:
                yield values.bad(found.line, problem)


def _thread(_line: int, fields: Mapping[str, str]) -> Iterator[Row]:
    address = fields.get("link", "").strip() or fields.get("id", "").strip()
    yield Page(values.own_key(fields.get("@id")), values.clean(address), values.clean(fields.get("title")).strip())


def _post(line: int, fields: Mapping[str, str]) -> Iterator[Row]:
    shown = values.name(fields.get("author/name"))
    author = values.key(fields.get("author/username")) or values.guest(shown, fields.get("author/email"))
    html = values.words(fields.get("message"))
    has_markup = "<p" in html or "<br" in html
    text, pictures = from_html(_unwrapped(html), keeps_lines=not has_markup)
    state = _state(fields)
    yield Author(author, shown)
    yield CommentRow(
        place=line,
        # Very old posts have no internal id.
        foreign_id=values.own_key(fields.get("@id") or fields.get("id")),
        page_key=values.key(fields.get("thread@id")),
        parent_id=values.key(fields.get("parent@id")),
        author_id=author,
        author_name=shown,
        text="" if state == "removed" else values.some_words(text),
        written_at=values.moment(fields.get("createdAt")),
        state=state,
        left=_left(fields, pictures),
    )


def _state(fields: Mapping[str, str]) -> State:
    if fields.get("isDeleted") == "true":
        return "removed"
    if fields.get("isSpam") == "true":
        return "rejected"
    return "held" if fields.get("isApproved") == "false" else "published"


def _left(fields: Mapping[str, str], pictures: bool) -> tuple[str, ...]:
    had = {
        "emails": bool(fields.get("author/email")),
        "addresses": bool(fields.get("ipAddress")),
        "pictures": pictures,
    }
    return tuple(kind for kind, there in had.items() if there)


def _unwrapped(html: str) -> str:
    """Disqus leads links through its own counter (`disq.us/url?url=…%3Asignature`); the address behind it is meant."""
    if "disq.us/url?" not in html:
        return html
    pieces = html.split('"')
    return '"'.join(_behind(piece) if "disq.us/url?" in piece else piece for piece in pieces)


def _behind(address: str) -> str:
    if not address.startswith(("http://disq.us/url?", "https://disq.us/url?")):
        return address
    try:
        target = parse_qs(urlsplit(address.replace("&amp;", "&")).query, max_num_fields=20).get("url", [""])[0]
    except ValueError:
        return address
    bare, _colon, mark = target.rpartition(":")
    return bare if bare.startswith("http") and mark and "/" not in mark else target or address
