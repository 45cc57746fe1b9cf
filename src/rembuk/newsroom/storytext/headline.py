"""The headline, where the pasted text has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .sheet import Claim, Dateline, Headline, LeftOut, Sheet, is_list_item
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
    first = sheet.free(paragraphs[0])
    if len(first) != 1 or any(
        claim.end <= first[0].start and isinstance(claim.part, Dateline) for claim in sheet.claims
    ):
        return
    words = sheet.plain[first[0].start : first[0].end]
    if label := _LABEL.match(words):
        yield Claim(first[0].start, first[0].start + label.end(), LeftOut("headline_label"))
        yield Claim(first[0].start + label.end(), first[0].end, Headline())
        return
    after = sheet.plain[paragraphs[1].start : paragraphs[1].end]
    short = len(words) <= _LONGEST and 2 <= len(words.split()) <= 24
    ends_open = words[-1] not in ".,;:" and not _ATTRIBUTED.search(words)
    opens = words[0].isupper() or words[0].isdigit() or words[0] in "\"'"
    longer = len(after) > len(words) or after.rstrip()[-1] in '."'
    if short and ends_open and opens and longer and not is_list_item(words):
        yield Claim(first[0].start, first[0].end, Headline())
