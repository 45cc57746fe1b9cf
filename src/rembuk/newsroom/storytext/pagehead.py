"""What a page sets between its headline and the story: the outlet's name, a byline, the picture's caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .credits import NAME
from .sheet import Claim, Credit, LeftOut, Sheet, Span
from .words import OUTLET, PLACES

_OUTLET_ALONE = re.compile(rf"{OUTLET}\Z")
_SIGNED = re.compile(rf"(?P<name>[^-|,]{{3,60}}?)\s*[-|]+\s*{OUTLET}\Z")
_TAKEN_BY = rf"{OUTLET}/[A-Z][\w .'/-]{{1,60}}"
_SOURCE = r"(?:Istimewa|ist|(?:Dok|Foto|Shutterstock|Freepik|Unsplash|Pixabay|Reuters|Getty Images)\b[^()]{0,60})"
_CAPTION = re.compile(
    r"(?:Foto|Ilustrasi|Keterangan foto|Caption)\s*[:.]\s*\S.*\Z"
    rf"|\S+ \S+ .*(?:\((?:[^()]{{2,60}}/{OUTLET}|{_TAKEN_BY}|(?i:{_SOURCE}))\)|\s{_TAKEN_BY})[.]?\Z"
    rf"|(?:{OUTLET}|[A-Z][A-Z ]{{3,30}})/[A-Z][\w .'/-]{{1,60}}\Z"
)
_PROSE_WORDS = 12


def find_page_head(sheet: Sheet) -> Iterator[Claim]:
    """Captions, the outlet's name alone and `Nama - Outlet`, before the first paragraph of the story itself."""
    for index, paragraph in enumerate(_head(sheet)):
        words = sheet.plain[paragraph.start : paragraph.end]
        signed = _SIGNED.match(words)
        if _OUTLET_ALONE.match(words):
            yield Claim(paragraph.start, paragraph.end, LeftOut("outlet_name"))
        elif signed and _is_person(signed["name"]):
            yield Claim(paragraph.start, paragraph.end, Credit(signed["name"], "penulis"))
        elif index > 0 and _CAPTION.match(words):
            yield Claim(paragraph.start, paragraph.end, LeftOut("picture_caption"))


def _is_person(words: str) -> bool:
    return NAME.match(words) is not None and 2 <= len(words.split()) <= 5 and words not in PLACES


def _head(sheet: Sheet) -> list[Span]:
    """The paragraphs before the first one that reads like prose; none when the text has no prose at all."""
    head: list[Span] = []
    for paragraph in sheet.open_paragraphs():
        words = sheet.plain[paragraph.start : paragraph.end]
        prose = len(words.split()) >= _PROSE_WORDS and words[-1] in '.!?"'
        if prose and not (head and _CAPTION.match(words)):
            return head
        head.append(paragraph)
    return []
