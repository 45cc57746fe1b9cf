"""Telegram HTML: escaping, counting and cutting.

Telegram counts UTF-16 code units after it has parsed the entities: an emoji counts two, a tag nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
_ELLIPSIS = "…"
_PIECE = re.compile(r"<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)[^>]*>|(?P<entity>&(?:#\w+|\w+);)|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Post:
    """What a reader shall see, as plain text. `link_label` is the text that leads to `url` (http or https)."""

    headline: str
    url: str
    link_label: str
    standfirst: str = ""
    kind_label: str = ""
    hashtag: str = ""


def escape(text: str) -> str:
    """Plain text as Telegram HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """An anchor; ValueError for an address that is not http or https."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("A link must begin with http:// or https://.")
    return f'<a href="{escape(url).replace(chr(34), "&quot;")}">{escape(label)}</a>'


def visible_length(telegram_html: str) -> int:
    """UTF-16 code units that count towards Telegram's limits."""
    return sum(_units(visible) for _, visible, _ in _pieces(telegram_html))


def render_post(post: Post, limit: int = MESSAGE_LIMIT) -> str:
    """The post as Telegram HTML of at most `limit` visible units. The standfirst gives way first, then the headline."""
    whole = _compose(post)
    surplus = visible_length(whole) - limit
    if surplus <= 0:
        return whole
    room = _units(post.standfirst) - surplus
    if room > 1:
        return _compose(replace(post, standfirst=_cut_text(post.standfirst, room)))
    bare = replace(post, standfirst="")
    room = _units(post.headline) - (visible_length(_compose(bare)) - limit)
    if room < 2:
        raise ValueError("The label, link and hashtag alone are longer than Telegram allows.")
    return _compose(replace(bare, headline=_cut_text(post.headline, room)))


def cut(telegram_html: str, limit: int) -> str:
    """At most `limit` visible units: shortened after a whole word, with an ellipsis, and every tag closed again.

    Takes well-formed Telegram HTML, such as this module makes.
    """
    if visible_length(telegram_html) <= limit:
        return telegram_html
    kept: list[str] = []
    open_tags: list[str] = []
    at_word: tuple[int, list[str]] | None = None
    used = 0
    for raw, visible, tag in _pieces(telegram_html):
        if used + _units(visible) > limit - 1:
            break
        if visible.isspace() and kept:
            at_word = (len(kept), open_tags.copy())
        kept.append(raw)
        used += _units(visible)
        if tag.startswith("/"):
            open_tags.pop()
        elif tag:
            open_tags.append(tag)
    if at_word and not visible.isspace():
        kept, open_tags = kept[: at_word[0]], at_word[1]
    closing = "".join(f"</{tag}>" for tag in reversed(open_tags))
    return "".join(kept).rstrip() + _ELLIPSIS + closing


def _compose(post: Post) -> str:
    tail = " ".join(part for part in (link(post.url, post.link_label), escape(post.hashtag)) if part)
    head = "\n".join(f"<b>{escape(line)}</b>" for line in (post.kind_label, post.headline) if line)
    return "\n\n".join(part for part in (head, escape(post.standfirst), tail) if part)


def _cut_text(text: str, limit: int) -> str:
    return html.unescape(cut(escape(text), limit))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(telegram_html: str) -> Iterator[tuple[str, str, str]]:
    """(as written, as seen, tag name or "") per character, entity and tag; a closing tag's name begins with "/"."""
    for piece in _PIECE.finditer(telegram_html):
        raw = piece[0]
        if piece["tag"]:
            yield raw, "", piece["close"] + piece["tag"].lower()
        else:
            yield raw, html.unescape(raw) if piece["entity"] else raw, ""
