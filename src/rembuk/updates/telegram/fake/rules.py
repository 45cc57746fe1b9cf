"""How Telegram reads a text: HTML to entities, and the lengths it allows.

Written apart from `render.py` on purpose, so that a mistake there is refused here. Offsets count UTF-16 code units.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024

_TAG_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_TAG = re.compile(r"""<(/?)([^\s>]*)((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>""")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#[xX][0-9a-fA-F]+);")
_FOUND_IN_TEXT = re.compile(r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)])|(?<![\w&])(?P<hashtag>#\w*[^\W\d_]\w*)")


class BadRequest(Exception):
    """A 400 answer, in Telegram's words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch of text, as the Bot API describes it."""

    type: str
    offset: int
    length: int
    url: str = ""

    def to_json(self) -> dict[str, object]:
        where: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        return where | ({"url": self.url} if self.url else {})


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_text(text: str, parse_mode: str, limit: int) -> tuple[str, list[Entity]]:
    """Plain text and its entities, or BadRequest. An empty text is the caller's matter."""
    if parse_mode.lower() not in ("", "html"):
        raise BadRequest("unsupported parse_mode" if parse_mode.lower() != "markdownv2" else "use HTML in this fake")
    plain, marked = _parse(text) if parse_mode else (text, [])
    if units(plain.strip()) > limit:
        raise BadRequest("message caption is too long" if limit == CAPTION_LIMIT else "message is too long")
    return _trim(plain, [*marked, *_found(plain, marked)])


def _parse(source: str) -> tuple[str, list[Entity]]:
    plain = ""
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, str]] = []
    position = 0
    while position < len(source):
        if source[position] == "<":
            tag = _TAG.match(source, position)
            where = len(source[:position].encode())
            if tag is None:
                raise BadRequest(f"can't parse entities: Unclosed start tag at byte offset {where}")
            _step(tag, where, units(plain), open_tags, entities)
            position = tag.end()
        else:
            named = _ENTITY.match(source, position)
            plain += html.unescape(named[0]) if named else source[position]
            position = named.end() if named else position + 1
    if open_tags:
        raise BadRequest(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return plain, sorted(entities, key=lambda entity: (entity.offset, -entity.length))


def _step(
    tag: re.Match[str], where: int, offset: int, open_tags: list[tuple[str, int, str]], entities: list[Entity]
) -> None:
    name = tag[2].lower()
    if not tag[1]:
        if name not in _TAG_TYPES or (name == "span" and "tg-spoiler" not in tag[3]):
            raise BadRequest(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
        href = _HREF.search(tag[3]) if name == "a" else None
        open_tags.append((name, offset, html.unescape(href[1] or href[2] or href[3] or "") if href else ""))
        return
    if not open_tags:
        raise BadRequest(f"can't parse entities: Unexpected end tag at byte offset {where}")
    opened, start, url = open_tags.pop()
    if name and name != opened:
        found = f'Unmatched end tag at byte offset {where}, expected "</{opened}>", found "</{name}>"'
        raise BadRequest(f"can't parse entities: {found}")
    # Telegram keeps the words of a link whose address it does not understand, and drops the link.
    if offset > start and (opened != "a" or re.match(r"(?:https?|tg|mailto|tel):", url)):
        entities.append(Entity(_TAG_TYPES[opened], start, offset - start, url))


def _found(plain: str, marked: list[Entity]) -> list[Entity]:
    """Addresses and hashtags that Telegram links by itself, outside code and links."""
    taken = [entity for entity in marked if entity.type in ("text_link", "code", "pre")]
    found = [
        Entity(match.lastgroup or "url", units(plain[: match.start()]), units(match[0]))
        for match in _FOUND_IN_TEXT.finditer(plain)
    ]
    return [
        new
        for new in found
        if not any(old.offset < new.offset + new.length and new.offset < old.offset + old.length for old in taken)
    ]


def _trim(plain: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram cuts white space off both ends; entities move along."""
    lead = units(plain) - units(plain.lstrip())
    text = plain.strip()
    end = units(text)
    moved = []
    for entity in entities:
        start = max(entity.offset - lead, 0)
        length = min(entity.offset + entity.length - lead, end) - start
        if length > 0:
            moved.append(Entity(entity.type, start, length, entity.url))
    return text, sorted(moved, key=lambda entity: (entity.offset, -entity.length))
