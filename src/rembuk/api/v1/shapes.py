"""What the API takes and gives. The descriptions stand in the OpenAPI document."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, AnyHttpUrl, AwareDatetime, ConfigDict, StringConstraints

HIGHEST = 2**63 - 1


def _whole(text: str) -> str:
    if "\0" in text:
        raise ValueError("a zero byte is no text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a character is no text") from None
    return text


def _near(moment: datetime) -> datetime:
    """In UTC; far moments are mistakes, and databases and calendars disagree about them."""
    if not 1900 < moment.year < 2200:
        raise ValueError("this is no time of ours")
    return moment.astimezone(UTC)


def _not_endless(url: AnyHttpUrl) -> AnyHttpUrl:
    if len(str(url)) > 1_000:
        raise ValueError("an address has at most 1000 characters")
    return url


Text = Annotated[str, AfterValidator(_whole)]
Moment = Annotated[AwareDatetime, AfterValidator(_near), Field(description="With an offset, between 1901 and 2199.")]
ThreadId = Annotated[int, Field(ge=1, le=HIGHEST)]
PageKey = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=500),
    Field(description="The page's key in its own site: its id, or its address."),
]
Slug = Annotated[Text, StringConstraints(min_length=1, max_length=255), Field(description="The title's short name.")]


class SortName(StrEnum):
    """The orders in which a thread can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    APPRECIATED = "appreciated"
    DISCUSSED = "discussed"


class Reaction(Schema):
    """A reaction that readers are offered, with its name in each language."""

    kind: str
    id: str
    en: str


class ThreadOut(Schema):
    """A conversation under a story, or under a page of another site."""

    id: int
    title: str = Field(description="The short name of the publication it belongs to.")
    key: str | None = Field(description="The page's key; null under a story of the house itself.")
    url: str
    headline: str
    mode: Literal["discussion", "questions"]
    is_open: bool = Field(description="Whether comments are taken now.")
    opens_at: datetime | None
    closes_at: datetime | None
    approval_first: bool
    slow_seconds: int
    sort: SortName = Field(description="The order in which the site itself begins.")
    reactions: list[Reaction]
    comment_count: int
    version: int = Field(description="Rises with every visible change.")


class ReaderOut(Schema):
    """Who wrote."""

    id: UUID
    name: str
    handle: str | None


class CommentOut(Schema):
    """A comment as everyone sees it. With state `gone` it keeps its place only, because it was answered."""

    id: UUID
    thread: int
    parent: UUID | None
    depth: int
    state: Literal["published", "gone"]
    reader: ReaderOut | None
    badge: Literal["", "writer", "staff"] = Field(description="`writer`: of this story; `staff`: of the newsroom.")
    html: str | None = Field(description="The text as sanitised HTML: p, br and a only.")
    created_at: datetime
    edited_at: datetime | None
    is_pinned: bool
    is_featured: bool
    answered_at: datetime | None = Field(description="When the newsroom first answered it.")
    reactions: dict[str, int]
    reply_count: int
    url: str
    replies: list[CommentOut]
    more: int = Field(description="How many more replies `GET /comments/{id}` gives.")
    more_after: str = Field(description="The cursor behind the replies that stand here.")


class Comments(Schema):
    """A page of comments. `next` is the cursor of the next page, empty on the last one."""

    comments: list[CommentOut]
    next: str


class ReaderPage(Comments):
    """A reader's public comments."""

    reader: ReaderOut


class TagPage(Comments):
    """The comments with a hashtag."""

    hashtag: str


class Asked(Schema):
    """The pages of one title whose comments are counted."""

    model_config = ConfigDict(extra="forbid")
    title: Slug
    keys: list[PageKey] = Field(max_length=200)


class Counted(Schema):
    """How many comments everyone sees, by page key. Pages without a conversation are left out."""

    counts: dict[str, int]


class _In(Schema):
    model_config = ConfigDict(extra="forbid")


class ThreadSettings(_In):
    """What can be set of a conversation; what is left out stays as it is."""

    url: Annotated[AnyHttpUrl, AfterValidator(_not_endless), Field(description="The page's address.")] | None = None
    headline: Annotated[Text, StringConstraints(max_length=255)] | None = None
    mode: Literal["discussion", "questions"] | None = None
    is_open: bool | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    approval_first: bool | None = None
    slow_seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None

    def facts(self) -> dict[str, Any]:
        """What was sent, under the names that a thread has for it."""
        sent = self.model_dump(exclude_unset=True)
        # These have no empty value: null is as good as not sent.
        for name in ("url", "headline", "mode", "is_open"):
            if sent.get(name, "") is None:
                del sent[name]
        names = {"url": "page_url", "headline": "page_title"}
        return {names.get(name, name): str(value) if name == "url" else value for name, value in sent.items()}


class ThreadIn(ThreadSettings):
    """A page that is talked about."""

    key: PageKey


class _AsReader(_In):
    reader: UUID = Field(description="The public id of a linked or imported reader of your title.")


class CommentIn(_AsReader):
    """A comment in a reader's name."""

    body: Text
    parent: UUID | None = Field(default=None, description="The comment that it answers.")
    may_ask: bool = Field(
        default=False,
        description="Your page can ask the writer to look at some words first: then 409 may come instead of a comment.",
    )
    nudge: Annotated[Text, StringConstraints(max_length=200)] = Field(
        default="", description="`token` of the 409 that the writer has answered; with the same Idempotency-Key."
    )
    anyway: bool = Field(default=False, description="With `nudge`: the writer sends the same text all the same.")


class Marked(Schema):
    """A place in the text that the writer should look at: from the character `start` up to `end`, counted from 0."""

    kind: str = Field(description="For example `insult`, `contact`, `self_harm`; there may be new ones.")
    start: int
    end: int
    sentence: str = Field(description="Why, in words for the writer.")


class AskFirst(Schema):
    """Nothing is recorded: ask the writer first (RFC 9457, with more). It is asked once, and not too often."""

    type: str
    title: str
    status: int
    detail: str
    token: str = Field(description="Goes back as `nudge` with the writer's answer, within an hour.")
    text: str = Field(description="The text that the places are counted in: tidied as it would have been kept.")
    waits: bool = Field(description="Sent all the same, a moderator reads it before it appears.")
    offers_help: bool = Field(description="The writer may be in need: show `detail` kindly, and mark nothing.")
    marks: list[Marked]


class BodyIn(_AsReader):
    """A new text."""

    body: Text


class ReactionIn(_AsReader):
    """The reaction that shall stand; null for none."""

    kind: Annotated[Text, StringConstraints(min_length=1, max_length=20)] | None


class ReactionOut(Schema):
    """The reaction that stands now."""

    kind: str | None


class ReportIn(_AsReader):
    """Why moderators should look at a comment."""

    reason: Literal["abuse", "spam", "hate", "privacy", "other"]
    note: Annotated[Text, StringConstraints(max_length=500)] = ""


class ReportOut(Schema):
    """A report was taken. A second one by the same reader is the first."""

    reason: str


class ApprovalIn(_In):
    """A decision. `seen` comes from `GET /held`: with it, a text that has changed meanwhile is not decided unread."""

    note: Annotated[Text, StringConstraints(max_length=300)] = ""
    seen: Annotated[Text, StringConstraints(max_length=100)] | None = None


class RejectionIn(ApprovalIn):
    """A decision with the code of a reason, whose text the writer reads."""

    reason: Annotated[Text, StringConstraints(min_length=1, max_length=50)]


class Written(Schema):
    """A comment as the one who wrote it needs it, whether everyone sees it or not."""

    id: UUID
    thread: int
    parent: UUID | None
    state: Literal["published", "held", "rejected", "removed"]
    reader: ReaderOut
    body: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    url: str


class Waiting(Written):
    """A comment that waits. `seen` stands for the text that you read; it goes back with your decision."""

    seen: str


class HeldPage(Schema):
    """What waits for a moderator, oldest first."""

    comments: list[Waiting]
    next: int | None
