"""Coral's collections as `mongoexport` writes them: comments, stories (once: assets) and users, each document a line.

They may come as a folder, a zip, or one file after the other; each document says by its fields what it is.
Source: `server/models/comment/comment.ts` and `story.ts` of Coral 7-9, and the models of Talk 4 in `coral-importer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.json_stream import Record, documents
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_html
from rembuk.conversation.transfer.rows import ANONYMOUS, Author, CommentRow, Earlier, Left, Page, Row, State

STATES: Final[dict[Any, State]] = {
    "NONE": "published",
    "APPROVED": "published",
    "ACCEPTED": "published",
    "REJECTED": "rejected",
    "PREMOD": "held",
    "SYSTEM_WITHHELD": "held",
}
LIKES: Final = ("REACTION", "respect", "like", "love")


def read(source: Source) -> Iterator[Row]:
    """The rows of the file or files."""
    for stream in source.streams(several=True):
        for found in documents(stream):
            if not isinstance(found, Record):
                yield found
                continue
            try:
                yield from _document(found.place, found.value)
            except values.BadValueError as problem:
                yield values.bad(found.place, problem)


def _document(line: int, value: Mapping[str, Any]) -> Iterator[Row]:
    if "storyID" in value or "asset_id" in value:
        if "revisions" in value or "body_history" in value or "body" in value:
            yield from _comment(line, value)
        else:
            yield Left("others")
    elif "url" in value:
        facts = value.get("metadata")
        headline = facts.get("title") if isinstance(facts, Mapping) else None
        headline = headline or value.get("title")
        yield Page(values.own_key(value.get("id")), values.clean(value["url"]), values.clean(headline).strip())
    elif "username" in value:
        yield Author(values.own_key(value.get("id")), values.name(value.get("username")))
        if value.get("email"):
            yield Left("emails")
    else:
        yield Left("others")


def _comment(line: int, value: Mapping[str, Any]) -> Iterator[Row]:
    texts = _texts(value)
    text, pictures = from_html(texts[-1][0]) if texts else ("", False)
    is_removed = bool(value.get("deletedAt") or value.get("deleted_at"))
    state = "removed" if is_removed else STATES.get(value.get("status"))
    if state is None:
        raise values.BadValueError(_("the state is not known"))
    counts = value.get("actionCounts") or value.get("action_counts")
    counts = counts if isinstance(counts, Mapping) else {}
    had = {
        "pictures": pictures or any(has_media for _text, _at, has_media in texts),
        "flags": any(str(each).upper().startswith(("FLAG", "DONT_AGREE")) for each in counts),
        "ratings": bool(value.get("rating")),
    }
    yield CommentRow(
        place=line,
        foreign_id=values.own_key(value.get("id")),
        page_key=values.key(value.get("storyID") or value.get("asset_id")),
        parent_id=values.key(value.get("parentID") or value.get("parent_id")),
        author_id=values.key(value.get("authorID") or value.get("author_id")) or ANONYMOUS,
        text="" if is_removed else values.some_words(text),
        written_at=values.moment(value.get("createdAt") or value.get("created_at")),
        edited_at=values.moment_or_none(texts[-1][1]) if len(texts) > 1 else None,
        state=state,
        reactions=values.liked(sum(values.amount(counts.get(each)) for each in LIKES)),
        featured_at=_featured(value),
        earlier=() if is_removed else _earlier(texts),
        left=tuple(kind for kind, there in had.items() if there),
    )


def _texts(value: Mapping[str, Any]) -> list[tuple[str, Any, bool]]:
    """Every text it had: (HTML, since when, whether a picture or clip stood beside it), the newest last."""
    history = value.get("revisions") or value.get("body_history")
    found = [
        (values.words(each.get("body")), each.get("createdAt") or each.get("created_at"), bool(each.get("media")))
        for each in (history if isinstance(history, list) else [])
        if isinstance(each, Mapping)
    ]
    return found or [(values.words(value.get("body")), None, False)]


def _earlier(texts: list[tuple[str, Any, bool]]) -> tuple[Earlier, ...]:
    pairs = pairwise(texts)
    dated = ((from_html(old[0])[0], values.moment_or_none(new[1])) for old, new in pairs)
    return tuple(Earlier(text, at) for text, at in dated if at is not None)


def _featured(value: Mapping[str, Any]) -> Any:
    tags = value.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if not isinstance(tag, Mapping):
            continue
        inner = tag.get("tag")
        kind = tag.get("type") or (inner.get("name") if isinstance(inner, Mapping) else "")
        if kind == "FEATURED":
            return values.moment_or_none(tag.get("createdAt") or tag.get("assigned_at") or value.get("createdAt"))
    return None
