"""Remark42's backup: a line about users and posts, then a line for each comment.

Source: `backend/app/migrator/native.go` and `backend/app/store/comment.go` of Remark42.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.json_stream import Record, documents
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_html
from rembuk.conversation.transfer.rows import Author, CommentRow, Left, Page, Row, Unreadable


def read(source: Source) -> Iterator[Row]:
    """The rows of the file."""
    for stream in source.streams():
        for found in documents(stream):
            if not isinstance(found, Record):
                yield found
                continue
            try:
                yield from _head(found.value) if "version" in found.value else _comment(found.place, found.value)
            except values.BadValueError as problem:
                yield values.bad(found.place, problem)


def _head(value: Mapping[str, Any]) -> Iterator[Row]:
    if value["version"] not in {0, 1}:
        raise Unreadable(_("the backup is of a version of Remark42 that is not known here"))
    posts = value.get("posts")
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, Mapping) and post.get("read_only"):
            yield Left("closed")


def _comment(line: int, value: Mapping[str, Any]) -> Iterator[Row]:
    user, locator, edit = (_part(value, name) for name in ("user", "locator", "edit"))
    votes = _part(value, "votes")
    address = values.clean(locator.get("url")).strip()
    shown = values.name(unescape(values.clean(user.get("name"))))
    author = values.key(user.get("id")) or values.guest(shown, "")
    is_removed = value.get("delete") is True
    text, pictures = from_html(values.words(value.get("text")))
    written = values.moment(value.get("time"))
    likes = sum(1 for vote in votes.values() if vote is True) or max(0, _whole(value.get("score")))
    had = {
        "addresses": bool(user.get("ip")) or bool(value.get("voted_ips")),
        "avatars": bool(user.get("picture")),
        "downvotes": any(vote is False for vote in votes.values()),
        "pictures": pictures,
    }
    yield Page(address, address, values.clean(value.get("title")).strip())
    yield Author(author, shown)
    yield CommentRow(
        place=line,
        foreign_id=values.own_key(value.get("id")),
        page_key=address,
        parent_id=values.key(value.get("pid")),
        author_id=author,
        author_name=shown,
        text="" if is_removed else values.some_words(text),
        written_at=written,
        edited_at=values.moment_or_none(edit.get("time")),
        state="removed" if is_removed else "published",
        reactions=values.liked(likes),
        pinned_at=written if value.get("pin") is True else None,  # when it was pinned is not kept
        left=tuple(kind for kind, there in had.items() if there),
    )


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
