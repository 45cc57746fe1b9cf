"""Posting a comment."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.audit.actions import announce, record
from rembuk.conversation import events, markup
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft, walk
from rembuk.readers.models import Reader

from .common import KeyUsed, Refused, count, keep_hashtags, keep_verdict, tidied

# (seconds, how many comments one author may write in them); settings.REMBUK_COMMENT_PACE replaces it.
PACE: Final = ((60, 6), (3600, 40))


def post_comment(
    *, author: Reader, thread: Thread, body: str, client_key: uuid.UUID, parent: Comment | None = None
) -> Comment:
    """Write a comment, published or held as the phases say.

    The same author and key always give the same comment, also when two requests race.

    Raises:
        KeyUsed: the key already stands on another text.
        Refused: the phases reject the text, the author is too fast, or the thread or parent takes no replies.
    """
    draft = Draft(author, thread, tidied(body), parent)
    if earlier := _already(draft, client_key):
        return earlier
    _check_pace(author)
    # The phases may take their time, so they are asked before anything is locked; what they cannot know for certain
    # (thread open, parent visible) is decided again under the lock.
    answer = walk(draft)
    if answer.outcome == "reject":
        raise Refused(answer.message or _("This comment cannot be placed. Please write it differently."))
    try:
        with transaction.atomic():
            return _record(draft, client_key, answer)
    except IntegrityError:
        if earlier := _already(draft, client_key):
            return earlier
        raise


def _record(draft: Draft, client_key: uuid.UUID, answer: Answer) -> Comment:
    thread = Thread.objects.select_for_update().get(pk=draft.thread.pk)
    if not thread.is_open:
        raise Refused(_("This conversation is closed. You can still read it."))
    parent = draft.parent
    if parent and not Comment.objects.filter(pk=parent.pk, thread=thread, state=Comment.State.PUBLISHED).exists():
        raise Refused(_("The comment you answer is no longer there. You can send yours as a new comment."))
    published = answer.outcome == "publish"
    comment = Comment.objects.create(
        thread=thread,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        author=draft.author,
        client_key=client_key,
        body=draft.body,
        html=markup.render(draft.body),
        state=Comment.State.PUBLISHED if published else Comment.State.HELD,
        created_at=timezone.now(),
    )
    keep_hashtags(comment)
    keep_verdict(comment, answer)
    if published:
        count(thread, +1)
    record("conversation.post_comment", comment, actor=draft.author, state=comment.state)
    announce(events.comment_published if published else events.comment_held, Comment, comment=comment)
    return comment


def _already(draft: Draft, client_key: uuid.UUID) -> Comment | None:
    """The comment that this key has made before."""
    earlier = Comment.objects.filter(author=draft.author, client_key=client_key).first()
    if earlier is None:
        return None
    parent_id = draft.parent.pk if draft.parent else None
    if (earlier.thread_id, earlier.parent_id) != (draft.thread.pk, parent_id) or not _was_written(earlier, draft.body):
        raise KeyUsed(_("This form was sent before with another text. Your new text is still here: send it again."))
    return earlier


def _was_written(comment: Comment, body: str) -> bool:
    """Whether the comment had this text, now or before an edit: a late retry must not fail because of the edit."""
    return comment.body == body or comment.revisions.filter(body=body).exists()


def _check_pace(author: Reader) -> None:
    """Refuse an author who writes faster than a person does. Parallel requests may slip one or two past it."""
    pace: tuple[tuple[int, int], ...] = getattr(settings, "REMBUK_COMMENT_PACE", PACE)
    if not pace:
        return
    now = timezone.now()
    longest = timedelta(seconds=max(seconds for seconds, _limit in pace))
    recent = list(
        Comment.objects.filter(author=author, created_at__gt=now - longest)
        .order_by("-created_at")
        .values_list("created_at", flat=True)[: max(limit for _seconds, limit in pace)]
    )
    waits = [recent[limit - 1] + timedelta(seconds=seconds) - now for seconds, limit in pace if len(recent) >= limit]
    wait = max(waits, default=timedelta(0))
    if wait > timedelta(0):
        raise Refused(_too_fast(wait))


def _too_fast(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds <= 90:
        return ngettext(
            "You are writing very fast. Your text is kept: send it again in %(n)d second.",
            "You are writing very fast. Your text is kept: send it again in %(n)d seconds.",
            seconds,
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "You have written a lot in one hour. Your text is kept: send it again in %(n)d minute.",
        "You have written a lot in one hour. Your text is kept: send it again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}
