"""WordPress' WXR export (any version): comments stand inside the item they were written under.

Source: `wp-admin/includes/export.php` of WordPress.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.conversation.transfer import values
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.plain_text import from_html
from rembuk.conversation.transfer.rows import Author, CommentRow, Left, Page, Row, State
from rembuk.conversation.transfer.xml_stream import Record, records

ITEM: Final = "rss/channel/item"
COMMENT: Final = "rss/channel/item/comment"
NEVER: Final = "0000-00-00 00:00:00"
STATES: Final[dict[str, State]] = {
    "1": "published",
    "approve": "published",
    "0": "held",
    "hold": "held",
    "spam": "rejected",
    "trash": "rejected",  # only moderators can bin a comment in WordPress
    "post-trashed": "rejected",
}


def read(source: Source) -> Iterator[Row]:
    """The rows of the file."""
    for stream in source.streams():
        for found in records(stream, {ITEM, COMMENT}):
            if not isinstance(found, Record):
                yield found
                continue
            try:
                yield from _comment(found) if found.path == COMMENT else _item(found)
            except values.BadValueError as problem:
                yield values.bad(found.line, problem)


def _item(found: Record) -> Iterator[Row]:
    facts = found.fields
    if facts.get("post_id"):  # what is exported without one has no comments either
        address = values.clean(facts.get("link")).strip()
        yield Page(values.own_key(facts.get("post_id")), address, values.clean(facts.get("title")).strip())


def _comment(found: Record) -> Iterator[Row]:
    facts = found.fields
    kind = facts.get("comment_type", "")
    if kind not in {"", "comment"}:
        yield Left("pingbacks" if kind in {"pingback", "trackback"} else "others")
        return
    shown = values.name(facts.get("comment_author"))
    account = values.key(facts.get("comment_user_id"))
    email = facts.get("comment_author_email")
    author = f"user:{account}" if account not in {"", "0"} else values.guest(shown, email)
    text, pictures = from_html(values.words(facts.get("comment_content")), keeps_lines=True)
    parent = values.key(facts.get("comment_parent"))
    state = STATES.get(facts.get("comment_approved", ""))
    if state is None:
        raise values.BadValueError(_("the state is not known"))
    had = {
        "emails": bool(email),
        "addresses": bool(facts.get("comment_author_IP")),
        "websites": bool(facts.get("comment_author_url")),
        "pictures": pictures,
    }
    yield Author(author, shown)
    yield CommentRow(
        place=found.line,
        foreign_id=values.own_key(facts.get("comment_id")),
        page_key=values.key(found.outer.get("post_id")),
        parent_id="" if parent == "0" else parent,
        author_id=author,
        author_name=shown,
        text=values.some_words(text),
        written_at=_written(facts.get("comment_date_gmt", ""), facts.get("comment_date", "")),
        state=state,
        left=tuple(kind for kind, there in had.items() if there),
    )


def _written(gmt: str, local: str) -> datetime:
    """When it was written; comments that a plug-in made may only have the time on WordPress' own clock."""
    if gmt and gmt != NEVER:
        return values.moment(gmt)
    try:
        return values.moment(timezone.make_aware(datetime.fromisoformat(local)).isoformat())
    except (ValueError, OverflowError):
        raise values.BadValueError(_("the time is not understood")) from None
