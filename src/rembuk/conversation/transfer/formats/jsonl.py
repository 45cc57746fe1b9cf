"""Our own plain format, JSON Lines. `docs/moving.md` describes it, `export` writes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.json_stream import Record, documents
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.rows import LONGEST_KEY, Author, CommentRow, Earlier, Page, Row, State, Unreadable

VERSION: Final = 1
MOST_KINDS: Final = 20
STORY: Final = "story:"  # the key of a story's own thread is this and the story's slug


def page_key(title: Any, key: Any) -> str:
    """A page's key in the file: keys are unique within their title only."""
    found = values.clean(key)
    if not found or len(found) > LONGEST_KEY:
        raise values.BadValueError(_("the page has no key, or one of more than %d characters") % LONGEST_KEY)
    return f"{values.key(title)} {found}"


def read(source: Source) -> Iterator[Row]:
    """The rows of the file."""
    is_ours = False
    for stream in source.streams():
        for found in documents(stream):
            if not isinstance(found, Record):
                if not is_ours:
                    raise Unreadable(_not_ours())
                yield found
                continue
            if found.value.get("rembuk") == "comments":
                if found.value.get("version") != VERSION:
                    raise Unreadable(_("the file is of a newer version of the format; bring Rembuk up to date first"))
                is_ours = True
                continue
            if not is_ours:
                raise Unreadable(_not_ours())
            try:
                yield _row(found.place, found.value)
            except values.BadValueError as problem:
                yield values.bad(found.place, problem)


def _not_ours() -> str:
    return _(
        'the first line must say {"rembuk": "comments", "version": 1}; a file that another system wrote needs that '
        "system's name, as in --from wordpress"
    )


def _row(line: int, value: Mapping[str, Any]) -> Row:
    match value.get("kind"):
        case "page":
            title = values.key(value.get("title"))
            url, name = values.clean(value.get("url")), values.clean(value.get("name"))
            return Page(page_key(title, value.get("key")), url, name, title)
        case "author":
            known = _uuid(value.get("id"))
            shown = values.clean(value.get("name"))[:40]
            return Author(str(known) if known else values.own_key(value.get("id")), shown, known)
        case "comment":
            return _comment(line, value)
    raise values.BadValueError(_("the line is no page, author or comment"))


def _comment(line: int, value: Mapping[str, Any]) -> CommentRow:
    state = value.get("state", "published")
    if state not in get_args(State):
        raise values.BadValueError(_("the state is not known"))
    text = values.words(value.get("text"))
    known = _uuid(value.get("id"))
    return CommentRow(
        place=line,
        foreign_id=str(known) if known else values.own_key(value.get("id")),
        page_key=page_key(value.get("title"), value.get("page")),
        parent_id=values.key(value.get("parent")),
        author_id=values.own_key(value.get("author")),
        text=text if state == "removed" else values.some_words(text),
        written_at=values.moment(value.get("written")),
        edited_at=_optional(value.get("edited")),
        state=state,
        reactions=_reactions(value.get("reactions")),
        pinned_at=_optional(value.get("pinned")),
        featured_at=_optional(value.get("featured")),
        answered_at=_optional(value.get("answered")),
        earlier=tuple(_earlier(value.get("earlier"))),
        public_id=known,
        number=values.amount(value.get("number")),
    )


def _optional(value: Any) -> Any:
    return None if value is None else values.moment(value)


def _uuid(value: Any) -> uuid.UUID | None:
    """The id, when it is written as we write it; ids from elsewhere stay what they are."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        found = uuid.UUID(value)
    except ValueError:
        return None
    return found if str(found) == value else None


def _reactions(value: Any) -> dict[str, int]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > MOST_KINDS:
        raise values.BadValueError(_("the reactions are no counts by kind"))
    counts = {values.clean(kind)[:20]: values.amount(count) for kind, count in value.items()}
    return {kind: count for kind, count in counts.items() if count}


def _earlier(value: Any) -> Iterator[Earlier]:
    for each in value if isinstance(value, list) else []:
        if not isinstance(each, Mapping):
            raise values.BadValueError(_("an earlier text is none"))
        yield Earlier(values.words(each.get("text")), values.moment(each.get("replaced")))
