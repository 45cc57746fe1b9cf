"""Which decisions teach, which texts are held back for measuring, and which are only looked at.

A comment's newest decision is its label, once the minute for taking it back is over: published is 0, rejected for a
reason that is about the words (`RejectionReason.teaches`) is 1. Every other reason says nothing about tone, so it is no
label at all; nor is a decision that was taken back, one about an earlier text, one about a comment that its writer has
removed, or one about the comment of an account that is closed. What a banned reader wrote counts as what anyone wrote.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from rembuk.conversation.models import Comment
from rembuk.moderation.actions.decide import UNDO_TIME
from rembuk.moderation.models import Decision
from rembuk.readers.models import Reader

MOST: Final = 20_000  # decisions of one training, and comments looked at for what stands: the newest ones
MOST_STANDING: Final = 2_000
MOST_STANDING_OF_ONE: Final = 2  # comments of one writer: they set a threshold, and nobody sets it alone
ONE_IN: Final = 10
_REJECTED = Q(outcome=Decision.Outcome.REJECTED)
# Nobody enters an account of an earlier system, so that it is inactive says nothing.
OPEN_ACCOUNTS = Q(is_active=True) | Q(kind=Reader.Kind.IMPORTED)


@dataclass(frozen=True, slots=True)
class Label:
    """A decision that teaches."""

    decision: int
    comment: int
    writer: str  # one for everything that a guest's address has written, under whatever name
    text: str
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many decisions of either kind there are."""

    approved: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.approved + self.rejected


def teaching(now: datetime) -> QuerySet[Decision]:
    """The decisions that are labels, of all titles."""
    later = Decision.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    return (
        Decision.objects.filter(~Exists(later), made_at__lte=now - UNDO_TIME)
        .filter(Q(outcome=Decision.Outcome.APPROVED) | (_REJECTED & Q(reason__teaches=True)))
        .filter(Q(comment__edited_at=None) | Q(comment__edited_at__lte=F("made_at")))
        .filter(comment__author__in=Reader.objects.filter(OPEN_ACCOUNTS))
        .exclude(comment__state=Comment.State.REMOVED)
    )


def counted(now: datetime) -> dict[int, Counts]:
    """How many labels each title has: one query."""
    rows = teaching(now).order_by().values_list("comment__thread__title_id")
    rejected = Count("pk", filter=_REJECTED)
    return {title: Counts(both - bad, bad) for title, both, bad in rows.annotate(both=Count("pk"), bad=rejected)}


def labels_of(title_id: int, *, now: datetime) -> list[Label]:
    """A title's newest labels, in the order of their comments."""
    found = teaching(now).filter(comment__thread__title=title_id).order_by("-pk")
    names = (
        "pk", "comment_id", "comment__author_id", "comment__author__guest__address_hash", "comment__body", "outcome",
    )  # fmt: skip
    labels = [
        Label(decision, comment, address or str(author), text, outcome == Decision.Outcome.REJECTED)
        for decision, comment, author, address, text, outcome in found.values_list(*names)[:MOST]
    ]
    return sorted(labels, key=lambda label: label.comment)


def standing_of(title_id: int) -> list[tuple[int, str]]:
    """The newest comments (id and text) that stand although nobody decided about them and nobody complained; a few of
    each writer, so that no account alone moves the threshold that comes from them."""
    found = Comment.objects.filter(thread__title=title_id, state=Comment.State.PUBLISHED, queue_item=None)
    found = found.filter(
        ~Exists(Decision.objects.filter(comment=OuterRef("pk"))), author__in=Reader.objects.filter(OPEN_ACCOUNTS)
    ).order_by("-pk")
    taken: Counter[str] = Counter()
    standing: list[tuple[int, str]] = []
    rows = found.values_list("pk", "author_id", "author__guest__address_hash", "body")[:MOST]
    for comment, author, address, text in rows:
        writer = address or str(author)
        taken[writer] += 1
        if taken[writer] <= MOST_STANDING_OF_ONE:
            standing.append((comment, text))
    return standing[:MOST_STANDING]


def is_held_back(text: str) -> bool:
    """Whether a text is in the tenth that no model is trained on: by its own hash, so that it always is, and its twins
    with it."""
    told = " ".join(text.casefold().split()).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(told).digest()[:4], "big") % ONE_IN == 0
