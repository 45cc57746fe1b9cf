"""What stands in a letter: looked at again just before it goes, written in the installation's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.conversation.models import Comment, Follow, Mention
from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.queries import signed_by

from . import queries, tokens
from .models import Edition, Kind, Letter, Notice, Pace, Publication
from .queries import Item

MOST_ITEMS: Final = 10  # comments that a letter quotes
MOST_LOOKED_AT: Final = 500  # notices that a letter counts, should a mail server be away for long
MOST_LINES: Final = 20  # conversations that a daily letter names
MOST_IN_EDITION: Final = 500  # comments of each kind that a daily letter counts
QUOTED: Final = 400  # characters


@dataclass(frozen=True)
class Line:
    """A conversation in a daily letter: how many new comments, the newest writer, and where to read on."""

    headline: str
    count: int
    name: str
    url: str


@dataclass(frozen=True)
class Content:
    """What a letter says: its subject, the template and facts of its body, and the kinds of notices it has."""

    subject: str
    template: str
    facts: dict[str, Any]
    kinds: list[Kind]


def message_of(letter: Letter, address: str) -> EmailMultiAlternatives | None:
    """The letter as it goes out, with what is still worth saying; None when nothing is."""
    # The reader's own choice of language lives in their browser; a letter is written in the installation's language.
    with translation.override(settings.LANGUAGE_CODE):
        content = _daily(letter, letter.edition) if letter.edition else _immediate(letter)
        if content is None:
            return None
        stop = _absolute("notices:stop", tokens.stop_token(letter.reader, content.kinds))
        facts = content.facts | {
            "name": letter.reader.display_name,
            "stop_url": stop,
            "stops": [kind.label for kind in content.kinds],
            "choices_url": _absolute("notices:choices"),
            "all_url": _absolute("notices:list"),
        }
        text = render_to_string(f"notices/email/{content.template}.txt", facts)
        html = render_to_string(f"notices/email/{content.template}.html", facts)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(" ".join(content.subject.split()), text, None, [address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _immediate(letter: Letter) -> Content | None:
    items = _immediate_items(letter)
    if not items:
        return None
    facts = {"items": [_quoted(item) for item in items[:MOST_ITEMS]], "more": len(items) - MOST_ITEMS}
    facts |= {"signed_by": _signature(item.publication.thread_id for item in items)}
    return Content(_subject(items), "news", facts, [kind for kind in Kind if any(kind == item.kind for item in items)])


def _immediate_items(letter: Letter) -> list[Item]:
    """What the letter's notices are still about. Those that no longer hold are deleted: they may be heard anew."""
    reader, mark = letter.reader, queries.seen_up_to(letter.reader)
    choice = queries.choice_of(reader)
    newest = letter.notices.order_by("-pk")[:MOST_LOOKED_AT]
    kinds = {notice.comment_id: Kind(notice.kind) for notice in newest}
    news = queries.news_for(reader).filter(comment__in=kinds, pk__gt=mark)
    rows = dict(news.values_list("pk", "comment_id"))
    threads = dict(news.values_list("comment_id", "thread_id"))
    followed = set(
        Follow.objects.filter(reader=reader, thread__in=threads.values()).values_list("thread_id", flat=True)
    )
    named = set(Mention.objects.filter(reader=reader, comment__in=threads).values_list("comment_id", flat=True))

    def holds(comment_id: int) -> bool:
        kind = kinds[comment_id]
        return choice.pace(kind) == Pace.IMMEDIATE and (
            kind == Kind.REPLIES
            or (kind == Kind.MENTIONS and comment_id in named)
            or (kind == Kind.FOLLOWED and threads[comment_id] in followed)
        )

    items = queries.items_of({pk: {kinds[comment]} for pk, comment in rows.items() if holds(comment)})
    kept = {item.comment.pk for item in items}
    Notice.objects.filter(letter=letter, comment__in=kinds.keys() - kept).delete()
    return items


def _subject(items: Sequence[Item]) -> str:
    count, item = len(items), items[0]
    if count == 1 and item.kind == Kind.FOLLOWED:
        facts = {"name": item.comment.author.display_name, "story": item.publication.thread.headline}
        return _("%(name)s wrote in “%(story)s”") % facts
    if count == 1:
        return said(item)
    if all(each.kind == Kind.REPLIES for each in items):
        return ngettext("%(n)d new answer to your comments", "%(n)d new answers to your comments", count) % {"n": count}
    return ngettext("%(n)d new comment for you", "%(n)d new comments for you", count) % {"n": count}


def said(item: Item) -> str:
    """What happened, in a sentence beside which the headline stands."""
    facts = {"name": item.comment.author.display_name}
    if item.kind == Kind.REPLIES:
        return _("%(name)s answered your comment") % facts
    if item.kind == Kind.MENTIONS:
        return _("%(name)s mentioned you") % facts
    return _("%(name)s wrote a comment") % facts


def _quoted(item: Item) -> dict[str, str]:
    return {
        "said": said(item),
        "story": item.publication.thread.headline,
        "text": excerpt(item.comment),
        "url": _absolute("conversation:permalink", item.comment.public_id),
    }


def _daily(letter: Letter, edition: Edition) -> Content | None:
    """What the reader hears of an edition: what they want daily, have not read, and were not told of at once."""
    reader, choice = letter.reader, queries.choice_of(letter.reader)
    after = max(edition.after, queries.seen_up_to(reader))
    found = queries.concerning(reader, after=after, up_to=edition.up_to, most=MOST_IN_EDITION)
    daily = [pk for pk, kinds in found.items() if choice.soonest(kinds) == Pace.DAILY]
    told = Notice.objects.filter(reader=reader, comment=OuterRef("comment"))
    news = Publication.objects.filter(~Exists(told), pk__in=queries.readable(daily)).order_by("-pk")
    threads: dict[int, list[int]] = {}
    for pk, thread_id in news.values_list("pk", "thread_id"):
        threads.setdefault(thread_id, []).append(pk)
    if not threads:
        return None
    every = [pk for ids in threads.values() for pk in ids]
    kinds = {queries.nearest({kind for kind in found[pk] if choice.pace(kind) == Pace.DAILY}) for pk in every}
    facts = {"lines": _lines(list(threads.values())[:MOST_LINES]), "more": len(threads) - MOST_LINES}
    facts |= {"signed_by": _signature(threads)}
    subject = ngettext(
        "Today in your conversations: %(n)d new comment", "Today in your conversations: %(n)d new comments", len(every)
    )
    return Content(subject % {"n": len(every)}, "daily", facts, [kind for kind in Kind if kind in kinds])


def _signature(threads: Iterable[int]) -> str:
    """Who signs: the title whose conversations these are."""
    return signed_by(*TitlePage.objects.filter(threads__in=set(threads)).distinct())


def _lines(threads: Sequence[Sequence[int]]) -> list[Line]:
    """A line for each conversation, given the ids of its new publications, newest first."""
    ends = {pk for ids in threads for pk in (ids[0], ids[-1])}
    rows = Publication.objects.select_related("comment__author", "thread__story").defer(
        "comment__body", "comment__html", "thread__story__body"
    )
    found = rows.in_bulk(ends)
    return [
        Line(
            headline=found[ids[0]].thread.headline,
            count=len(ids),
            name=found[ids[0]].comment.author.display_name,
            url=_absolute("conversation:permalink", found[ids[-1]].comment.public_id),
        )
        for ids in threads
    ]


def excerpt(comment: Comment) -> str:
    """The beginning of a comment as it was typed, in one line."""
    return Truncator(" ".join(comment.body.split())).chars(QUOTED)


def _absolute(name: str, *args: Any) -> str:
    base: str = settings.REMBUK_BASE_URL
    return base.rstrip("/") + reverse(name, args=args)
