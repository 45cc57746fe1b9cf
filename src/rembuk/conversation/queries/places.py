"""Where a comment stands: the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from rembuk.conversation.models import Comment
from rembuk.conversation.sorts import BY_NAME, NAMES, Cursor

from .pages import FIRST_REPLIES, SECOND_REPLIES, is_on_first_page


@dataclass(frozen=True)
class Place:
    """The story's page with the cursor `after` (empty: its first page), or, with `branch`, the page of that comment's
    conversation behind the reply with the number `after`."""

    after: str = ""
    branch: Comment | None = None


def place_of(comment: Comment) -> Place:
    """The page that shows a comment, in the order of the newest first."""
    parent = comment.parent
    if parent is None:
        return _page_with(comment)
    if comment.depth == 1 and 0 < comment.number <= FIRST_REPLIES:
        return _page_with(parent)
    is_second = comment.depth == 2 and 0 < comment.number <= SECOND_REPLIES and parent.number <= FIRST_REPLIES
    if is_second and comment.root is not None:
        return _page_with(comment.root)
    return Place(str(comment.number - 1) if comment.number > 1 else "", parent)


def _page_with(opener: Comment) -> Place:
    sort = BY_NAME[NAMES[0]]
    if not opener.is_shown or is_on_first_page(opener.thread, sort, opener):
        return Place()
    # A page that begins with it: behind a comment that would stand just before it.
    return Place(sort.cursor_at(Cursor(opener.created_at, opener.pk + 1)))
