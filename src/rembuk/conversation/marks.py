"""Marking words in the HTML of a comment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import escape, unescape
from typing import Final

_TAGS: Final = re.compile(r"(<[^>]*>)")
_WORDS: Final = re.compile(r"([^\W_]+)")


def parts_of(word: str) -> list[str]:
    """What an index makes of a word as it was typed: `covid-19` is two."""
    return [_plain(part) for part in _WORDS.findall(word)]


def mark(html: str, words: Sequence[str]) -> str:
    """The sanitised `html` of a comment with these words (as they were typed) in <mark>; of the last one the beginning
    is enough. Only text between tags is touched, and all of it is escaped anew."""
    whole = {part for word in words for part in parts_of(word)}
    last = (parts_of(words[-1]) or [""])[-1] if words else ""
    pieces = _TAGS.split(html)
    pieces[::2] = [_marked(unescape(text), whole, last) for text in pieces[::2]]
    return "".join(pieces)


def _marked(text: str, whole: set[str], last: str) -> str:
    parts = _WORDS.split(text)
    for place, part in enumerate(parts):
        plain = _plain(part) if place % 2 else ""
        is_found = plain in whole or (last != "" and plain.startswith(last))
        parts[place] = f"<mark>{escape(part)}</mark>" if plain and is_found else escape(part)
    return "".join(parts)


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if not unicodedata.category(char).startswith("M"))
