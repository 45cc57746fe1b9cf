"""A report a person can read in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .story import Block, StoryText


def _same(message: str) -> str:
    return message


def describe(story: StoryText, translate: Callable[[str], str] = _same) -> str:
    """What was recognised in a story, one finding a line; `translate` gets each fixed phrase."""
    return "\n".join(_lines(story, translate))


def _lines(story: StoryText, translate: Callable[[str], str]) -> Iterator[str]:
    yield f"{translate('Headline')}: {story.headline or translate('none found')}"
    if story.dateline:
        yield f"{translate('Dateline')}: {story.dateline['source']}"
    yield f"{translate('Body')}:"
    for block in story.body:
        yield f"  [{block['kind']}] {_short(block['text'])}"
        if "speaker" in block:
            yield f"      {translate('spoken by')} {_speaker(block, translate)}"
    for label, entries, key in (
        ("Credits", story.credits, "name"),
        ("Related stories", story.related, "text"),
        ("Left out", story.left_out, "text"),
    ):
        if entries:
            yield f"{translate(label)}:"
            for entry in entries:
                tag = entry.get("role") or entry.get("kind") or entry.get("label")
                yield f"  [{tag}] {_short(entry[key])}"
    if story.syndication:
        first = story.syndication
        facts = (first["publication"], first["title"], first["date"])
        yield f"{translate('Ran first at')}: {' · '.join(fact for fact in facts if fact)}"


def _speaker(block: Block, translate: Callable[[str], str]) -> str:
    role = f", {block['role']}" if "role" in block else ""
    inferred = f" ({translate('inferred')})" if block.get("inferred") else ""
    return f"{block['speaker']}{role}{inferred}"


def _short(text: str, most: int = 100) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
