"""What writers do with their own comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events, markup
from rembuk.conversation.models import Comment, Report, Revision
from rembuk.conversation.phases import Draft, walk
from rembuk.readers.models import Reader

from .common import Refused, forget_answer, keep_hashtags, keep_mentions, keep_verdicts, lock, named_in, tidied
from .counting import count, disappear

EDITS_A_MINUTE: Final = 6


def edit_comment(*, author: Reader, comment: Comment, body: str) -> Comment:
    """Replace the text of one's own comment; the earlier text is kept as a revision.

    The new text passes the phases: a held one hides the comment until a moderator has read it.

    Raises:
        Refused: not the author's, not visible, too late, already answered, or rejected by the phases.
    """
    text = tidied(body)
    if text == comment.body:
        return comment
    _check_pace(author)
    answer = walk(Draft(author, comment.thread, text, comment.parent, editing=comment))
    if answer.outcome == "reject":
        raise Refused(answer.message or _("This comment cannot be placed. Please write it differently."), answer.piece)
    with transaction.atomic():
        comment = lock(comment)
        _check_edit(author, comment)
        named = named_in([text])
        earlier = Revision.objects.create(comment=comment, body=comment.body)
        Report.objects.filter(comment=comment, revision=None).update(revision=earlier)
        comment.body, comment.html, comment.edited_at = text, markup.render(text, named), timezone.now()
        stands = answer.outcome == "publish"
        comment.state = Comment.State.PUBLISHED if stands else Comment.State.HELD
        if stands:
            count(comment.thread, 0)
        else:
            disappear(comment.thread, comment)
        comment.save(update_fields=["body", "html", "edited_at", "state", "is_shown"])
        if not stands:
            forget_answer(comment)
        keep_hashtags([comment])
        keep_mentions([comment], named)
        keep_verdicts([(comment, answer)])
        events.comments_recorded.send(Comment, comments=[comment])
        record("conversation.edit_comment", comment, actor=author, state=comment.state)
        if stands:
            announce(events.comment_changed, Comment, comment=comment)
        else:
            announce(events.comment_hidden, Comment, comment=comment)
            announce(events.comment_held, Comment, comment=comment)
        return comment


def _check_edit(author: Reader, comment: Comment) -> None:
    if comment.author_id != author.pk:
        raise Refused(_("Only the writer can edit a comment."))
    if comment.state != Comment.State.PUBLISHED:
        raise Refused(_("This comment is not visible now, so it cannot be edited. You can withdraw it."))
    if not edit_is_open(comment):
        raise Refused(
            _("The %(minutes)d minutes for editing are over. You can add to it in a reply, or withdraw the comment.")
            % {"minutes": settings.REMBUK_EDIT_MINUTES}
        )
    if Comment.objects.filter(parent=comment).exclude(state=Comment.State.REMOVED).exists():
        raise Refused(_("Someone has answered this comment, so its text stays. You can add to it in a reply."))


def _check_pace(author: Reader) -> None:
    """Each edit is judged and told to everyone who reads along, so it has a pace as writing has."""
    lately = timezone.now() - timedelta(minutes=1)
    if Revision.objects.filter(comment__author=author, replaced_at__gt=lately).count() >= EDITS_A_MINUTE:
        raise Refused(_("You are editing very fast. Your text is kept: send it again in a minute."))


def edit_is_open(comment: Comment) -> bool:
    """Whether the time for editing is not over yet."""
    return timezone.now() - comment.created_at <= timedelta(minutes=settings.REMBUK_EDIT_MINUTES)


@transaction.atomic
def remove_comment(*, author: Reader, comment: Comment) -> Comment:
    """Withdraw one's own comment. Replies to it stay. Withdrawing twice is the same as once."""
    comment = lock(comment)
    if comment.author_id != author.pk:
        raise Refused(_("Only the writer can withdraw a comment."))
    if comment.state == Comment.State.REMOVED:
        return comment
    was_visible = comment.state == Comment.State.PUBLISHED
    comment.state = Comment.State.REMOVED
    if was_visible:
        disappear(comment.thread, comment)
    comment.save(update_fields=["state", "is_shown"])
    forget_answer(comment)
    record("conversation.remove_comment", comment, actor=author, was_visible=was_visible)
    if was_visible:
        announce(events.comment_hidden, Comment, comment=comment)
    return comment
