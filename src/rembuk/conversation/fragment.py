"""Comments as HTML: the same bytes for everyone, whoever looks and whenever.

Written without templates, because a page of fifty comments is made anew for each new comment in a busy thread: this
takes a tenth of the time. Nothing here is personal and nothing depends on the clock: dates are written out, and what a
reader did or wrote is laid over by the page's script (`views.mine`). Every value passes `escape`, except `html`, which
`markup` made and sanitised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import dateformat, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Comment
from .queries.shown import Shown

NOBODY: Final = UUID(int=0)
LEVELS: Final = 3
Reactions = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Words:
    """What a page says in one language, looked up once."""

    by: str
    gone: str
    withdrawn: str
    no_longer: str
    writer: str
    staff: str
    edited: str
    answers: str
    featured: str
    pinned: str
    reply: str
    more_acts: str
    more_replies: str
    go_on: str
    held: str
    rejected: str
    answered: str
    guest: str
    muted: str
    date: str


@lru_cache(maxsize=8)
def words(language: str) -> Words:
    """The words of a language."""
    with translation.override(language):
        return Words(
            by=_("Comment by %(name)s"),
            gone=_("A comment that is no longer shown"),
            withdrawn=_("The writer has withdrawn this comment."),
            no_longer=_("This comment is no longer shown."),
            writer=_("Writer of this story"),
            staff=_("Newsroom"),
            edited=_("edited"),
            answers=_("answers %(name)s"),
            featured=_("Editor's choice"),
            pinned=_("Pinned"),
            reply=pgettext("button", "Reply"),
            more_acts=pgettext("button", "More"),
            more_replies=_("Show the other replies (%(n)d)"),
            go_on=_("Continue this conversation (%(n)d)"),
            held=_("This waits for a moderator. Only you see it."),
            rejected=_("The moderators did not place this. Only you see it."),
            answered=_("Answered by the newsroom"),
            guest=_("Guest"),
            muted=_("You muted %(name)s. Show this comment"),
            date=pgettext("date format", "j M Y, H:i"),
        )


@dataclass(frozen=True)
class Paths:
    """Where the acts of a comment lead: what stands before its id in addresses, and behind it."""

    comment: str
    reader: str

    @classmethod
    @lru_cache(maxsize=1)
    def known(cls) -> Paths:
        """As the urls have it; asked once, because a page needs them hundreds of times."""
        comment = reverse("conversation:permalink", args=[NOBODY]).removesuffix(f"{NOBODY}/")
        return cls(comment, reverse("conversation:reader", args=["x"]).removesuffix("x/"))


class Writer:
    """Writes comments in one language, with the reactions of one title."""

    def __init__(self, language: str, reactions: Reactions = (), muted: Collection[UUID] = frozenset()) -> None:
        """`muted`: the public ids of those whose comments are folded, for a reader who has no script for it."""
        self._muted = muted
        self._words = words(language)
        self._paths = Paths.known()
        self._reactions = [(escape(str(each["kind"])), escape(str(each.get(language)))) for each in reactions]

    def every(self, shown: Iterable[Shown]) -> str:
        """Comments one after the other, each with what hangs below it."""
        return "".join(self.one(each) for each in shown)

    def one(self, shown: Shown, *, attributes: str = "") -> str:
        """A comment with what hangs below it. `attributes` are added to its element as they are."""
        comment, look = shown.comment, shown.look
        body = self._gone(comment) if look == "gone" else self._full(shown)
        label = self._words.gone if look == "gone" else self._words.by % {"name": comment.author.display_name}
        state = "" if look == "full" else f' data-state="{look}"'
        by = "" if look == "gone" else f' data-by="{comment.author.public_id}"'
        if look == "full" and comment.author.public_id in self._muted:
            name = escape(self._words.muted % {"name": comment.author.display_name})
            body = f'<details class="c muted"><summary class="act unfold">{name}</summary>{body}</details>'
            by += ' data-muted="open"'  # the page's script leaves it as it is
        return (
            f'<article class="c" id="k-{comment.public_id}"{by}{state}{attributes} tabindex="-1" '
            f'aria-label="{escape(label)}">{body}{self._below(shown)}</article>\n'
        )

    def _gone(self, comment: Comment) -> str:
        removed = comment.state == Comment.State.REMOVED
        return f'<p class="gone">{self._words.withdrawn if removed else self._words.no_longer}</p>'

    def _full(self, shown: Shown) -> str:
        text = f'<div class="text">{shown.comment.html}</div>'
        if shown.look == "full":
            return self._head(shown) + text + self._acts(shown.comment)
        waits = self._words.held if shown.look == "held" else self._words.rejected
        more = self._act(shown.comment, "tindakan", self._words.more_acts)
        slot = f'<div id="r-{shown.comment.public_id}"></div>'
        return f'{self._head(shown)}<div class="held">{waits}{text}</div><div class="acts">{more}</div>{slot}'

    def _head(self, shown: Shown) -> str:
        comment, words = shown.comment, self._words
        author = comment.author
        name = escape(author.display_name)
        by = f'<a class="by" href="{self._paths.reader}{author.handle}/">{name}</a>' if author.handle else (
            f'<b class="by">{name}</b>'
        )  # fmt: skip
        badge = {"writer": words.writer, "staff": words.staff}.get(shown.badge, "")
        notes = [
            words.guest if author.kind == "guest" else "",
            words.pinned if comment.pinned_at else "",
            words.featured if comment.featured_at else "",
            words.edited if comment.edited_at else "",
            words.answered if comment.answered_at else "",
            escape(words.answers % {"name": shown.answers}) if shown.answers else "",
        ]
        written = dateformat.format(timezone.localtime(comment.created_at), words.date)
        return (
            f"<header>{by}"
            + (f'<span class="badge">{badge}</span>' if badge else "")
            + f'<a class="when" href="{self._paths.comment}{comment.public_id}/">'
            f'<time datetime="{comment.created_at.isoformat(timespec="seconds")}">{written}</time></a>'
            + "".join(f'<span class="note">{note}</span>' for note in notes if note)
            + "</header>"
        )

    def _acts(self, comment: Comment) -> str:
        path, given = f"{self._paths.comment}{comment.public_id}/tanggapan/", comment.reactions
        reactions = "".join(
            f'<a class="act react" href="{path}" data-react="{kind}" data-n="{given.get(kind, 0)}">{name}'
            + (f" <b>{given[kind]}</b>" if given.get(kind) else "")
            + "</a>"
            for kind, name in self._reactions
        )
        reply = self._act(comment, "balas", self._words.reply)
        more = self._act(comment, "tindakan", self._words.more_acts)
        return f'<div class="acts">{reactions}{reply}{more}</div><div id="r-{comment.public_id}"></div>'

    def _act(self, comment: Comment, what: str, name: str) -> str:
        key = comment.public_id
        return f'<a class="act" href="{self._paths.comment}{key}/{what}/" data-get data-target="#r-{key}">{name}</a>'

    def _below(self, shown: Shown) -> str:
        replies = "".join(self.one(reply) for reply in shown.replies)
        return f'<div class="kids" id="b-{shown.comment.public_id}">{replies}{self._rest(shown)}</div>'

    def _rest(self, shown: Shown) -> str:
        if not shown.more:
            return ""
        after = f"?setelah={shown.more_after}" if shown.more_after else ""
        name = (self._words.more_replies if shown.replies else self._words.go_on) % {"n": shown.more}
        path = f"{self._paths.comment}{shown.comment.public_id}/lanjut/{after}"
        return f'<p><a class="act more" href="{path}">{name}</a></p>'
