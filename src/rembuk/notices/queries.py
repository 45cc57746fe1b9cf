"""What a reader hears of. Derived when it is asked for: what was hidden, withdrawn or muted is gone by itself.

Everything is found by the ids of publications: for each kind one range of one index, and never more rows than are
asked for. Whether a conversation is still public is asked for the few that were found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from rembuk.conversation.models import Comment, Mention, Mute, Thread
from rembuk.conversation.queries import Viewer
from rembuk.readers.models import NO_MAIL_DOMAIN, Reader

from .models import DEFAULTS, Choice, Kind, Pace, Publication, Seen

PAGE: Final = 30
MOST_COUNTED: Final = 100
FIRST_STEP: Final = 500  # publications
MOST_MENTIONS: Final = 500  # the newest that are looked at

Concerns = dict[int, set[Kind]]
"""Why publications concern a reader, by their ids."""


@dataclass(frozen=True)
class Item:
    """A comment that concerns the reader. `kind` is the nearest reason: an answer before a mention before the rest."""

    publication: Publication
    kinds: frozenset[Kind]
    unread: bool = False

    @property
    def comment(self) -> Comment:
        """The comment itself, with its writer."""
        return self.publication.comment

    @property
    def kind(self) -> Kind:
        """The nearest reason."""
        return nearest(self.kinds)


@dataclass
class Group:
    """What is new in one conversation, newest first."""

    thread: Thread
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Notices by conversation; `next` is where the next page begins, `newest` what the reading mark may cover.

    `has_unread` is true on the first page only: a mark covers everything below it.
    """

    groups: list[Group]
    next: int | None
    newest: int
    has_unread: bool


def nearest(kinds: Collection[Kind]) -> Kind:
    """The first of these reasons in the order of `Kind`."""
    return next(kind for kind in Kind if kind in kinds)


def page_of(reader: Reader, before: int | None = None) -> Page:
    """A page of everything that concerns the reader, newest first."""
    mark = seen_up_to(reader)
    found = concerning(reader, before=before, most=PAGE + 1)
    shown = sorted(found, reverse=True)[:PAGE]
    items = items_of({pk: found[pk] for pk in shown}, mark)
    unread = before is None and any(item.unread for item in items)
    return Page(grouped(items), shown[-1] if len(found) > PAGE else None, shown[0] if shown else 0, unread)


def unread_count(viewer: Viewer) -> int:
    """How many notices the reader has not marked as read, counted to `MOST_COUNTED`; 0 for visitors.

    Four small queries, and two or three more when there is something: none reads more rows than it may count.
    """
    if not viewer.is_authenticated:
        return 0
    found = concerning(viewer, after=seen_up_to(viewer), most=MOST_COUNTED, newest_first=False)
    return min(len(readable(found)), MOST_COUNTED)


def personal(reader: Reader, thread: Thread) -> dict[str, Any]:
    """What the private layer of a conversation says about notices: {"notices": how many are unread}."""
    return {"notices": unread_count(reader)}


def seen_up_to(reader: Reader) -> int:
    """The publication up to which the reader has read; 0 for none."""
    return Seen.objects.filter(reader=reader).values_list("up_to", flat=True).first() or 0


def choice_of(reader: Reader) -> Choice:
    """What the reader wants by e-mail: their row, or the defaults (not saved)."""
    return Choice.objects.filter(reader=reader).first() or Choice(reader=reader)


def usual(kind: Kind) -> Pace:
    """How soon readers hear of this kind who have chosen nothing."""
    return DEFAULTS[kind]


def addresses(reader_ids: Iterable[int]) -> dict[int, str]:
    """Where readers get letters, by reader: their confirmed address, the primary one if there are several.

    Who is deactivated, has confirmed nothing, or has an address that no mail reaches, is not in it.
    """
    confirmed = EmailAddress.objects.filter(user__in=list(reader_ids), user__is_active=True, verified=True)
    reachable = confirmed.exclude(email__iendswith=f"@{NO_MAIL_DOMAIN}").order_by("primary", "-pk")
    return dict(reachable.values_list("user_id", "email"))


def news_for(reader: Reader) -> QuerySet[Publication]:
    """The publications that the reader may hear of: visible, by someone else who is active and not muted."""
    muted = Mute.objects.filter(reader=reader, muted=OuterRef("comment__author"))
    return Publication.objects.filter(
        ~Exists(muted), comment__state=Comment.State.PUBLISHED, comment__author__is_active=True
    ).exclude(comment__author=reader)


def concerning(
    reader: Reader,
    *,
    after: int = 0,
    up_to: int | None = None,
    before: int | None = None,
    most: int,
    newest_first: bool = True,
) -> Concerns:
    """What concerns the reader in a range of publications, at most `most` of each kind."""
    within = news_for(reader).filter(pk__gt=after)
    if up_to is not None:
        within = within.filter(pk__lte=up_to)
    if before is not None:
        within = within.filter(pk__lt=before)
    if newest_first:
        within = within.order_by("-pk")
    mentions = Mention.objects.filter(reader=reader).order_by("-comment_id").values("comment_id")[:MOST_MENTIONS]
    sources = {
        Kind.REPLIES: within.filter(answered=reader),
        Kind.MENTIONS: within.filter(comment__in=mentions),
        Kind.FOLLOWED: within.filter(thread__follows__reader=reader, at__gt=F("thread__follows__made_at")),
    }
    found: Concerns = {}
    for kind, publications in sources.items():
        ids = publications.values_list("pk", flat=True)
        stepwise = kind == Kind.FOLLOWED and newest_first and up_to is None
        for pk in _newest(ids, before, most) if stepwise else ids[:most]:
            found.setdefault(pk, set()).add(kind)
    return found


def _newest(ids: QuerySet[Publication, int], before: int | None, most: int) -> list[int]:
    """The newest of these ids, looked for in ever longer steps back: who follows much need not read all of it.

    Between many conversations there is no one index in the order of ids; at most five queries for a million.
    """
    top = before or (Publication.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    step = FIRST_STEP
    while True:
        found = list(ids.filter(pk__gte=top - step)[:most])
        if len(found) == most or step >= top:
            return found
        step *= 8


def items_of(found: Mapping[int, set[Kind]], mark: int = 0) -> list[Item]:
    """These publications as pages and letters show them, newest first; those of hidden conversations are left out."""
    rows = Publication.objects.filter(pk__in=readable(found)).order_by("-pk")
    whole = rows.select_related("comment__author", "thread__story").defer("comment__html", "thread__story__body")
    return [Item(row, frozenset(found[row.pk]), row.pk > mark) for row in whole]


def grouped(items: Iterable[Item]) -> list[Group]:
    """Items by conversation, in the order of their newest."""
    groups: dict[int, Group] = {}
    for item in items:
        group = groups.setdefault(item.publication.thread_id, Group(item.publication.thread))
        group.items.append(item)
    return list(groups.values())


def readable(publication_ids: Iterable[int]) -> list[int]:
    """Those of these publications whose conversation everyone may read.

    Asked for these few conversations alone: as a part of the first question it would go through all that there are.
    """
    found = dict(Publication.objects.filter(pk__in=list(publication_ids)).values_list("pk", "thread_id"))
    threads = Thread.objects.public().filter(pk__in=set(found.values()))
    public = set(threads.values_list("pk", flat=True))
    return [pk for pk, thread in found.items() if thread in public]
