"""The headline, where the pasted text has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .sheet import Claim, Credit, Dateline, Headline, LeftOut, Sheet, Span, is_list_item
from .words import SAY

_LABEL = re.compile(r"(?:Judul|Headline|JUDUL)\s*:\s*")
_ATTRIBUTED = re.compile(rf"\"[,.]?\s*(?:{SAY})(?:nya)?\b.*[.]\s*$")
_LONGEST = 160


def find_headline(sheet: Sheet) -> Iterator[Claim]:
    """The first line when it is short, does not end like a sentence, and a longer paragraph follows it."""
    if any(isinstance(claim.part, Headline) for claim in sheet.claims):
        return
    paragraphs = sheet.open_paragraphs()
    if len(paragraphs) < 2:
        return
    at = _stamped(sheet, paragraphs)
    first = sheet.free(paragraphs[at])
    if len(first) != 1 or any(
        claim.end <= first[0].start and isinstance(claim.part, Dateline) for claim in sheet.claims
    ):
        return
    words = sheet.plain[first[0].start : first[0].end]
    if len(words) > _LONGEST:
        return
    if label := _LABEL.match(words):
        yield Claim(first[0].start, first[0].start + label.end(), LeftOut("headline_label"))
        yield Claim(first[0].start + label.end(), first[0].end, Headline())
        return
    after = sheet.plain[paragraphs[at + 1].start : paragraphs[at + 1].end]
    short = 2 <= len(words.split()) <= 24
    ends_open = words[-1] not in ".,;:" and not _ATTRIBUTED.search(words)
    opens = words[0].isupper() or words[0].isdigit() or words[0] in "\"'"
    longer = len(after) > len(words) or after.rstrip()[-1] in '."'
    if short and ends_open and opens and longer and not is_list_item(words):
        yield Claim(first[0].start, first[0].end, Headline())


def _stamped(sheet: Sheet, paragraphs: list[Span]) -> int:
    """Which paragraph stands right above the page's date or byline: the second, where a channel's name stands first."""
    for index, (paragraph, after) in enumerate(pairwise(paragraphs[:3])):
        between = [claim.part for claim in sheet.claims if paragraph.end <= claim.start < after.start]
        stamped = any(isinstance(part, Credit) or part == LeftOut("page_stamp") for part in between)
        if stamped:
            return index
    return 0
