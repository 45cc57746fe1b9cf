"""Posting a comment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record_many
from rembuk.conversation import events, markup
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft, walk
from rembuk.conversation.rules import rules_of
from rembuk.readers.models import Reader

from . import networks, nudge, pace
from .common import (
    KeyUsed,
    Refused,
    keep_hashtags,
    keep_mentions,
    keep_verdicts,
    lock_threads,
    named_in,
    note_answers,
    or_not_stored,
    tidied,
)
from .counting import appear
from .train import Train

YOUNG: Final = timedelta(days=1)
# (seconds, comments of young accounts from one network in them); settings.REMBUK_YOUNG_PACE replaces it, () is none.
YOUNG_PACE: Final = (600, 60)


@dataclass(frozen=True)
class Judged:
    """A draft with the key of its form and what the phases said; `asked`: its writer has answered a question."""

    draft: Draft
    client_key: uuid.UUID
    answer: Answer
    asked: nudge.Asked | None = None

    @property
    def identity(self) -> tuple[int, uuid.UUID]:
        """What makes it the same comment when it comes again."""
        return self.draft.author.pk, self.client_key


def post_comment(
    *,
    author: Reader,
    thread: Thread,
    body: str,
    client_key: uuid.UUID,
    parent: Comment | None = None,
    asking: nudge.Asking | None = None,
) -> Comment:
    """Write a comment, published or held as the phases say. With `asking` its writer may be asked first.

    The same author and key always give the same comment, also when two requests race.

    Raises:
        KeyUsed: the key already stands on another text.
        TooFast: the author, or this conversation, has to wait a moment.
        NotStored: the database did not take it; nothing stands.
        Nudged: the writer is asked to look at some words first; nothing stands.
        Refused: the phases reject the text, or the thread or parent takes no replies.
    """
    return _carried(_judge(Draft(author, thread, tidied(body), parent), client_key, asking))


def post_from_network(
    *,
    author: Reader,
    thread: Thread,
    body: str,
    client_key: uuid.UUID,
    asking: nudge.Asking,
    parent: Comment | None = None,
) -> Comment:
    """`post_comment`; those of accounts younger than a day are counted by network, in the same transaction.

    Readers of another site came through that site's own door. An older account never meets this limit, so no mobile
    network is locked out by what newcomers do in it; nor are other newcomers, see `networks.count_newcomer`. A form
    that is sent again is not counted again.

    Raises:
        TooFast: the writer, or the network's newcomers, have written too much; otherwise as `post_comment`.
    """
    judged = _judge(Draft(author, thread, tidied(body), parent), client_key, asking)
    pace: tuple[int, ...] = getattr(settings, "REMBUK_YOUNG_PACE", YOUNG_PACE)
    is_young = author.kind != Reader.Kind.LINKED and timezone.now() - author.date_joined < YOUNG
    if not pace or not is_young or Comment.objects.filter(author=author, client_key=client_key).exists():
        return _carried(judged)
    seconds, most = pace
    with or_not_stored(), transaction.atomic():
        networks.count_newcomer(asking.network, author.pk, seconds=seconds, most=most)
        return _carried(judged)


def _judge(draft: Draft, client_key: uuid.UUID, asking: nudge.Asking | None) -> Judged:
    """What the phases say. They may take their time, so they are asked before anything is locked; what they cannot know
    for certain (thread open, parent visible, pace kept, key fresh) is decided under the lock."""
    judged = Judged(draft, client_key, walk(draft))
    answer = judged.answer
    if asking is None or answer.outcome == "reject" or not (answer.asks or asking.token):
        return judged
    asked = nudge.asked_before(draft, client_key, asking)
    if asked is not None:
        return replace(judged, asked=asked)
    if answer.asks and not _earlier([judged]):
        nudge.ask(draft, client_key, answer, asking.network)
    return judged


def _carried(judged: Judged) -> Comment:
    outcome = _rejected(judged) if judged.answer.outcome == "reject" else _carry(judged)
    if isinstance(outcome, Refused):
        raise outcome
    if judged.asked is not None:
        nudge.settle(judged.draft, judged.asked)
    return outcome


def _rejected(judged: Judged) -> Comment | Refused:
    # A second press of the button is no new text, whatever the phases say of it.
    words = judged.answer.message or _("This comment cannot be placed. Please write it differently.")
    refused = Refused(words, judged.answer.piece)
    return _earlier([judged]).get(id(judged), refused)


def _carry(judged: Judged) -> Comment | Refused:
    with or_not_stored():
        return _train.carry(judged)


def _record(judged: Sequence[Judged]) -> list[Comment | Refused]:
    """Write many comments in the surrounding transaction: what has to be refused of them is, the others stand."""
    threads = lock_threads(each.draft.thread.pk for each in judged)
    outcomes: dict[int, Comment | Refused] = _earlier(judged)
    firsts = {each.identity: each for each in reversed(judged) if id(each) not in outcomes}
    fresh = [each for each in judged if firsts.get(each.identity) is each]
    parents = Comment.objects.only("id", "state", "last_number").in_bulk(
        {each.draft.parent.pk for each in fresh if each.draft.parent}
    )
    outcomes |= _refusals(fresh, threads, parents)
    accepted = [each for each in fresh if id(each) not in outcomes]
    outcomes |= _write(accepted, threads, parents)
    for each in judged:  # the same form twice in one transaction
        if id(each) not in outcomes:
            outcomes[id(each)] = _same(outcomes[id(firsts[each.identity])], each)
    return [outcomes[id(each)] for each in judged]


def _write(
    accepted: Sequence[Judged], threads: Mapping[int, Thread], parents: Mapping[int, Comment]
) -> dict[int, Comment]:
    named = named_in(each.draft.body for each in accepted)
    comments = {id(each): _comment(each, named) for each in accepted}
    for thread in threads.values():
        published = [c for c in comments.values() if c.thread_id == thread.pk and c.is_published]
        if published:
            appear(thread, published, parents)
    Comment.objects.bulk_create(comments.values())
    _keep([(each, comments[id(each)]) for each in accepted], named)
    return comments


def _comment(judged: Judged, named: Mapping[str, int]) -> Comment:
    draft, parent = judged.draft, judged.draft.parent
    published = judged.answer.outcome == "publish"
    return Comment(
        thread=draft.thread,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        author=draft.author,
        client_key=judged.client_key,
        body=draft.body,
        html=markup.render(draft.body, named),
        state=Comment.State.PUBLISHED if published else Comment.State.HELD,
        is_shown=published,
        created_at=timezone.now(),
    )


def _refusals(
    judged: Sequence[Judged], threads: Mapping[int, Thread], parents: Mapping[int, Comment]
) -> dict[int, Refused]:
    """What cannot stand after all, now that nothing else can change: by the id of the judged draft."""
    refusals: dict[int, Refused] = {}
    for each in judged:
        draft = each.draft
        if draft.thread.pk not in threads:
            refusals[id(each)] = Refused(_("This page is no longer public, so nothing can be written there."))
        elif closed := rules_of(threads[draft.thread.pk]).closed:
            refusals[id(each)] = Refused(closed)
        elif draft.parent and not parents[draft.parent.pk].is_published:
            refusals[id(each)] = Refused(
                _("The comment you answer is no longer there. You can send yours as a new comment.")
            )
    drafts = {id(each): each.draft for each in judged if id(each) not in refusals}
    return refusals | pace.refusals(drafts)


def _keep(posted: Sequence[tuple[Judged, Comment]], named: Mapping[str, int]) -> None:
    """Everything that belongs to comments which have just been written, and the news of them."""
    comments = [comment for _judged, comment in posted]
    if not comments:
        return
    keep_hashtags(comments)
    keep_mentions(comments, named)
    keep_verdicts([(comment, judged.answer) for judged, comment in posted])
    note_answers(comments)
    record_many(
        "conversation.post_comment", [(comment, comment.author, {"state": comment.state}) for comment in comments]
    )
    events.comments_recorded.send(Comment, comments=comments)
    for comment in comments:
        announce(events.comment_published if comment.is_published else events.comment_held, Comment, comment=comment)


def _earlier(judged: Sequence[Judged]) -> dict[int, Comment | Refused]:
    """What these keys have made before, by the id of the judged draft: one query for all of them."""
    found = Comment.objects.filter(
        author__in={each.draft.author.pk for each in judged}, client_key__in={each.client_key for each in judged}
    )
    known = {(comment.author_id, comment.client_key): comment for comment in found}
    return {id(each): _same(known[each.identity], each) for each in judged if each.identity in known}


def _same(earlier: Comment | Refused, judged: Judged) -> Comment | Refused:
    """The earlier outcome, when the form says the same again; else its key is used."""
    if isinstance(earlier, Refused):
        return earlier
    parent_id = judged.draft.parent.pk if judged.draft.parent else None
    is_here = (earlier.thread_id, earlier.parent_id) == (judged.draft.thread.pk, parent_id)
    if is_here and _was_written(earlier, judged.draft.body):
        return earlier
    return KeyUsed(_("This form was sent before with another text. Your new text is still here: send it again."))


def _was_written(comment: Comment, body: str) -> bool:
    """Whether the comment had this text, now or before an edit: a late retry must not fail because of the edit."""
    return comment.body == body or comment.revisions.filter(body=body).exists()


_train: Final[Train[Judged, Comment | Refused]] = Train(_record)
