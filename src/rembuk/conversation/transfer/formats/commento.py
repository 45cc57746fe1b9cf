"""The JSON of Commento (version 1) and Comentario (versions 1 and 3): arrays of comments, commenters and pages.

Source: `api/domain_export.go` of Commento, `internal/svc/impex_comentario.go` of Comentario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.json_stream import Record, members
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_html, from_markdown
from rembuk.conversation.transfer.rows import ANONYMOUS, Author, CommentRow, Page, Row, State

ARRAYS: Final = {"comments", "commenters", "pages"}
# How both write “nobody in particular”.
NOBODY: Final = {"", "anonymous", "0" * 64, "00000000-0000-0000-0000-000000000000"}
STATES: Final[dict[Any, State]] = {"approved": "published", "unapproved": "held", "flagged": "rejected"}


def read(source: Source) -> Iterator[Row]:
    """The rows of the file."""
    for stream in source.streams():
        for found in members(stream, ARRAYS):
            if not isinstance(found, Record):
                yield found
                continue
            try:
                yield from _entry(found)
            except values.BadValueError as problem:
                yield values.bad(found.place, problem)


def _entry(found: Record) -> Iterator[Row]:
    value = found.value
    if found.array == "commenters":
        yield Author(values.own_key(value.get("commenterHex") or value.get("id")), values.name(value.get("name")))
    elif found.array == "pages":
        path = values.clean(value.get("path"))
        yield Page(values.own_key(value.get("id")), path, values.clean(value.get("title")).strip())
    elif "commentHex" in value:
        yield from _first(found.place, value)
    else:
        yield from _third(found.place, value)


def _first(place: int, value: Mapping[str, Any]) -> Iterator[Row]:
    """A comment of version 1. Commento has the page's path under `url`, Comentario under `path`."""
    path = values.clean(value.get("path") or value.get("url")).strip()
    path = path if path.startswith(("/", "http")) else f"/{path}"
    host = values.clean(value.get("domain") or value.get("host")).strip()
    is_removed = value.get("deleted") is True or value.get("markdown") == "[deleted]"
    state = "removed" if is_removed else STATES.get(value.get("state"))
    if state is None:
        raise values.BadValueError(_("the state is not known"))
    parent = values.key(value.get("parentHex"))
    yield Page(path, f"https://{host}{path}" if host and path.startswith("/") else path)
    yield from _row(
        place,
        value,
        state,
        ids=(value.get("commentHex"), path, "" if parent == "root" else parent, value.get("commenterHex")),
        times=(value.get("creationDate"), None),
    )


def _third(place: int, value: Mapping[str, Any]) -> Iterator[Row]:
    """A comment of Comentario's version 3."""
    state: State = "published"
    if value.get("isDeleted") is True:
        state = "removed"
    elif value.get("isPending") is True:
        state = "held"
    elif value.get("isApproved") is not True:
        state = "rejected"
    yield from _row(
        place,
        value,
        state,
        ids=(value.get("id"), value.get("pageId"), value.get("parentId"), value.get("userCreated")),
        times=(value.get("createdTime"), value.get("editedTime")),
    )


def _row(
    place: int, value: Mapping[str, Any], state: State, *, ids: tuple[Any, Any, Any, Any], times: tuple[Any, Any]
) -> Iterator[Row]:
    own, page, parent, user = ids
    html, markdown = values.words(value.get("html")), values.words(value.get("markdown"))
    text, pictures = from_html(html) if html.strip() else from_markdown(markdown)
    shown = values.name(value.get("authorName"))
    author = values.key(user)
    if author in NOBODY:
        author = values.guest(shown, "") if shown else ANONYMOUS
    written = values.moment(times[0])
    score = value.get("score")
    had = {
        "downvotes": isinstance(score, int) and score < 0,
        "addresses": bool(value.get("authorIp")),
        "pictures": pictures,
    }
    yield CommentRow(
        place=place,
        foreign_id=values.own_key(own),
        page_key=values.clean(page).strip(),
        parent_id=values.key(parent),
        author_id=author,
        author_name=shown,
        text="" if state == "removed" else values.some_words(text),
        written_at=written,
        edited_at=values.moment_or_none(times[1]),
        state=state,
        reactions=values.liked(score),
        pinned_at=written if value.get("isSticky") is True else None,
        left=tuple(kind for kind, there in had.items() if there),
    )
