"""The grammar: every recogniser, in the order in which it may mark the sheet. Earlier ones win."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import credits, dateline, headline, pagehead, related, syndication, wrapping
from .sheet import Claim, Sheet
from .story import StoryText, collect

Recogniser = Callable[[Sheet], Iterator[Claim]]

RECOGNISERS: tuple[Recogniser, ...] = (
    wrapping.find_embeds,
    syndication.find_syndication,
    wrapping.find_formulas,
    related.find_parenthesised,
    related.find_labelled,
    related.find_inline,
    wrapping.find_beside,
    syndication.find_source_lines,
    credits.find_correspondents,
    credits.find_labelled,
    pagehead.find_page_head,
    wrapping.find_topic_lists,
    wrapping.find_tail_invitations,
    wrapping.find_beside,
    credits.find_bracketed,
    wrapping.find_topics_below,
    wrapping.find_stray_marks,
    credits.find_last_byline,
    dateline.find_dateline,
    headline.find_headline,
)


def read_story(text: str) -> StoryText:
    """Turn a pasted Indonesian news story, its wrapping included, into structure: never raises, loses nothing."""
    sheet = Sheet(text)
    for recognise in RECOGNISERS:
        for claim in list(recognise(sheet)):
            sheet.take(claim)
    return collect(sheet)
