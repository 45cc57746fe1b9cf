"""What the verbs share: refusing, locking, and keeping what belongs to a text.

Every verb locks the thread first and the comment second, so two verbs never wait for each other in a circle.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import OperationalError
from django.db.models import Min
from django.utils.translation import gettext as _

from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Hashtag, Mention, Thread, Verdict
from rembuk.conversation.phases import Answer
from rembuk.newsroom.queries import own_accounts
from rembuk.readers.lookup import Several
from rembuk.readers.models import Reader

logger = logging.getLogger(__name__)

LONGEST_LOOKED_AT: Final = 4  # times the longest comment: white space may shrink to that


class Refused(Exception):
    """The deed was not done. `message` tells the person why, and what to do; `piece` as in `phases.Answer`."""

    def __init__(self, message: str, piece: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.piece = piece


class KeyUsed(Refused):
    """The form's key already stands on another text: the person may send again with a fresh form."""


class TooFast(Refused):
    """A limit holds for `seconds` more; the text is kept by whoever sent it."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class NotStored(TooFast):
    """The database took nothing: it is locked, full or away. Nothing of the deed stands."""


@contextmanager
def or_not_stored() -> Iterator[None]:
    """Where the database takes nothing, the person is told so and keeps the text."""
    try:
        yield
    except OperationalError as problem:
        logger.error("The database took nothing: %s", type(problem).__name__)
        words = _("Your comment is not stored yet. Your text is kept: send it again in a moment.")
        raise NotStored(words, 10) from None


def tidied(body: str) -> str:
    """The text as it is kept. One that is far too long is refused before anything looks at all of it.

    Raises:
        Refused: it is many times longer than a comment may be.
    """
    if len(body) > LONGEST_LOOKED_AT * settings.REMBUK_COMMENT_MAX_LENGTH:
        raise Refused(
            _("A comment has at most %(limit)d characters. Please shorten yours.")
            % {"limit": settings.REMBUK_COMMENT_MAX_LENGTH}
        )
    return markup.tidy(body)


def lock(comment: Comment) -> Comment:
    """The comment as it is now, locked together with its thread until the transaction ends."""
    thread = Thread.objects.select_for_update().get(pk=comment.thread_id)
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    locked.thread = thread
    return locked


def lock_threads(thread_ids: Iterable[int]) -> dict[int, Thread]:
    """Those of these threads that are public, locked in the order of their ids until the transaction ends."""
    return {thread.pk: thread for thread in _threads.found(set(thread_ids))}


_threads: Final = Several(
    lambda ids: Thread.objects.public().select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
)


def note_answers(comments: Sequence[Comment]) -> None:
    """Where people ask the newsroom: when one of its own first answers, the question counts as answered."""
    replies = [c for c in comments if c.root_id and c.is_published and c.thread.mode == Thread.Mode.QUESTIONS]
    if not replies:
        return
    own = own_accounts()
    for reply in replies:
        if reply.author_id in own:
            Comment.objects.filter(pk=reply.root_id or 0, answered_at=None).update(answered_at=reply.created_at)


def forget_answer(reply: Comment) -> None:
    """A reply is seen no longer: when it was the one that counted as the answer, the next one of the newsroom counts,
    or the question waits again. The caller has saved the reply and holds its thread's lock."""
    if not reply.root_id:
        return
    others = Comment.objects.filter(root=reply.root_id, state=Comment.State.PUBLISHED, author__in=own_accounts())
    answered = Comment.objects.filter(pk=reply.root_id, answered_at=reply.created_at)
    if answered.exists():
        answered.update(answered_at=others.aggregate(first=Min("created_at"))["first"])


def keep_hashtags(comments: Sequence[Comment]) -> None:
    """Tie comments to the hashtags of their texts; those of an earlier text go."""
    ties = Comment.hashtags.through
    edited = [comment.pk for comment in comments if comment.edited_at]
    if edited:
        ties.objects.filter(comment_id__in=edited).delete()
    tags = {comment.pk: markup.hashtags(comment.body) for comment in comments}
    # Sorted, so that two transactions with the same new hashtags insert them in the same order.
    names = sorted({name for found in tags.values() for name in found})
    if not names:
        return
    Hashtag.objects.bulk_create([Hashtag(name=name) for name in names], ignore_conflicts=True)
    ids = dict(Hashtag.objects.filter(name__in=names).values_list("name", "pk"))
    ties.objects.bulk_create(
        [ties(comment_id=pk, hashtag_id=ids[name]) for pk, found in tags.items() for name in found]
    )


def named_in(texts: Iterable[str]) -> dict[str, int]:
    """Whom these texts mention: the readers' ids by handle. No query where nobody is."""
    named = {handle for text in texts for handle in markup.handles(text)}
    if not named:
        return {}
    found = Reader.objects.filter(handle__in=named, is_active=True).values_list("handle", "pk")
    return {str(handle): pk for handle, pk in found}


def keep_mentions(comments: Sequence[Comment], readers: Mapping[str, int]) -> None:
    """Keep whom the texts mention, as `named_in` found them; nobody mentions themselves."""
    edited = [comment.pk for comment in comments if comment.edited_at]
    if edited:
        Mention.objects.filter(comment_id__in=edited).delete()
    if readers:
        Mention.objects.bulk_create(
            Mention(comment=comment, reader_id=readers[handle])
            for comment in comments
            for handle in markup.handles(comment.body)
            if handle in readers and readers[handle] != comment.author_id
        )


def keep_verdicts(judged: Sequence[tuple[Comment, Answer]]) -> None:
    """Keep what the phases said about each of these texts."""
    Verdict.objects.bulk_create(
        Verdict(
            comment=comment,
            outcome=answer.outcome,
            phase=answer.phase,
            reasons=answer.reasons,
            engine=answer.engine,
        )
        for comment, answer in judged
    )
