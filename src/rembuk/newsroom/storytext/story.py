"""A story text turned into structure: what the recognisers marked, and the body that is left."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .people import Cast, gather_evidence
from .quotes import Speech, find_speech
from .sheet import Credit, Dateline, Headline, Related, Sheet, Syndication, is_list_item
from .wrapping import left_out

Block = dict[str, Any]
_MOST_HEADING_WORDS = 12


@dataclass(frozen=True)
class StoryText:
    """What a pasted story text holds. The words of the text are all here, each once (see `source_texts`)."""

    headline: str | None
    dateline: Block | None
    body: list[Block]
    credits: list[Block]
    related: list[Block]
    syndication: Block | None
    left_out: list[Block]

    def to_json(self) -> dict[str, Any]:
        """Plain data: see the README for the shape."""
        shape: dict[str, Any] = {
            "headline": self.headline,
            "body": self.body,
            "credits": self.credits,
            "related": self.related,
            "syndication": self.syndication,
            "left_out": self.left_out,
        }
        return shape if self.dateline is None else {**shape, "dateline": self.dateline}


def source_texts(story: dict[str, Any]) -> Iterator[str]:
    """Every piece of the original text in a story's JSON, each once: the account that nothing was lost."""
    yield story["headline"] or ""
    yield from (block["text"] for block in story["body"])
    yield from (entry["text"] for entry in story["left_out"])
    for entry in (*story["credits"], *story["related"], story["syndication"], story.get("dateline")):
        if entry is not None:
            yield entry["source"]


def collect(sheet: Sheet) -> StoryText:
    """Read the marked sheet. A second syndication notice joins the left-out texts: a story has one first home."""
    parts = [(claim, claim.part) for claim in sheet.claims]
    headline = next((sheet.read(claim) for claim, part in parts if isinstance(part, Headline)), None)
    datelines = [
        {"place": part.place, "outlet": part.outlet, "source": sheet.read(claim)}
        for claim, part in parts
        if isinstance(part, Dateline)
    ]
    credits = [
        {"name": part.name, "role": part.role, "source": sheet.read(claim)}
        for claim, part in parts
        if isinstance(part, Credit)
    ]
    starts = [sheet.free(paragraph)[0].start for paragraph in sheet.open_paragraphs()]
    related = [
        {
            "text": part.text,
            "label": part.label,
            "after": bisect(starts, claim.start) - 1,
            "source": sheet.read(claim),
        }
        for claim, part in parts
        if isinstance(part, Related)
    ]
    first, others = _syndication(sheet)
    return StoryText(
        headline=headline,
        dateline=datelines[0] if datelines else None,
        body=list(_body(sheet)),
        credits=credits,
        related=related,
        syndication=first,
        left_out=[*left_out(sheet), *others],
    )


def _syndication(sheet: Sheet) -> tuple[Block | None, list[Block]]:
    notices = [(claim, claim.part) for claim in sheet.claims if isinstance(claim.part, Syndication)]
    if not notices:
        return None, []
    chosen = next((notice for notice in notices if notice[1].title), notices[0])
    claim, part = chosen
    block: Block = {"publication": part.publication, "title": part.title, "date": part.date}
    if part.url:
        block["url"] = part.url
    block["source"] = sheet.read(claim)
    others = [{"kind": "source_note", "text": sheet.read(other)} for other, _ in notices if other is not claim]
    return block, others


def _body(sheet: Sheet) -> Iterator[Block]:
    paragraphs = [(sheet.free(paragraph), paragraph) for paragraph in sheet.open_paragraphs()]
    cast = Cast(evidence=gather_evidence(sheet.plain))
    held: list[tuple[Block, Speech]] = []
    for index, (pieces, _) in enumerate(paragraphs):
        text = " ".join(sheet.read(piece) for piece in pieces)
        plain = " ".join(" ".join(sheet.plain[piece.start : piece.end].split()) for piece in pieces)
        follower = sheet.plain[paragraphs[index + 1][0][0].start :] if index + 1 < len(paragraphs) else ""
        kind = _kind(plain, follower, first=index == 0)
        speech = find_speech(plain, cast) if kind == "paragraph" else None
        block: Block = {"kind": "quote" if speech else kind, "text": text}
        if speech:
            held.append((block, speech))
            if not speech.open_ended:
                _settle(held, speech)
                held = []
        elif held:
            _settle(held, held[-1][1])
            held = []
        yield block
    if held:
        _settle(held, held[-1][1])


def _settle(held: list[tuple[Block, Speech]], last: Speech) -> None:
    """Give a run of quoted paragraphs its speaker: the one its last paragraph names."""
    for block, speech in held:
        person = last.person or speech.person
        if person is None:
            continue
        block["speaker"] = person.name
        if person.role:
            block["role"] = person.role
        if speech.inferred:
            block["inferred"] = True


def _kind(plain: str, follower: str, *, first: bool) -> str:
    if is_list_item(plain):
        return "list_item"
    short = len(plain.split()) <= _MOST_HEADING_WORDS and plain[-1] not in ".,;:!\"')"
    letter = re.match(r"[\"'(]?[A-Z0-9]", plain) is not None
    leads = bool(follower) and len(follower.split("\n", 1)[0].split()) > len(plain.split())
    return "heading" if short and letter and leads and not first else "paragraph"
