"""What every reader of a foreign file yields, in the order of the file: neutral rows, and what went wrong.

Nothing here is ever an e-mail or network address: readers of a file never hand those on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

LONGEST_TEXT: Final = 64 * 1024  # bytes of UTF-8
LONGEST_NAME: Final = 40  # characters, as `Reader.display_name` has them
LONGEST_ID: Final = 190  # characters, as `Imported.foreign_id` has them
LONGEST_KEY: Final = 500  # characters, as `Thread.page_key` has them

State: TypeAlias = Literal["published", "held", "rejected", "removed"]
ANONYMOUS: Final = "anonymous"  # the foreign id that stands for everyone without a name


class Unreadable(Exception):
    """The file is refused as a whole; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was talked about. `title` is the slug of its title here, where the format knows it."""

    key: str
    url: str = ""
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, under the id of the old system."""

    foreign_id: str
    name: str
    public_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that an edit replaced, and when."""

    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment. `place` is its line in the file, or its number where lines say nothing.

    `left` names what the row had and we do not bring (see `report.LEFT`). `author_name` is given where the format has
    the name beside each comment. `public_id` and `number` (its place among the replies to its parent) are
    known to our own format only.
    """

    place: int
    foreign_id: str
    page_key: str
    parent_id: str
    author_id: str
    text: str
    written_at: datetime
    author_name: str = ""
    edited_at: datetime | None = None
    state: State = "published"
    reactions: Mapping[str, int] = field(default_factory=dict)
    pinned_at: datetime | None = None
    featured_at: datetime | None = None
    answered_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    left: tuple[str, ...] = ()
    public_id: UUID | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be brought, and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something outside comments that is not brought: `kind` as in `CommentRow.left`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The file cannot be read beyond this place. What stood before it is brought."""

    place: int
    reason: str


Row: TypeAlias = Page | Author | CommentRow | Bad | Left | Broken
