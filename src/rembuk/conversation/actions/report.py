"""Telling the moderators."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report, Revision
from rembuk.readers.models import Reader

from .common import Refused, TooFast

REPORTS_AN_HOUR: Final = 20


@transaction.atomic
def report_comment(
    *, reporter: Reader, comment: Comment, reason: str, note: str, replaced: int | None = None
) -> Report:
    """Report the text of a comment. Each reader reports a text once: a second time gives the first report back.

    `replaced` says how many earlier texts there were when the reader saw it, so that a report of what its writer has
    just replaced stays one of that text; without it the text that stands now is meant.

    Raises:
        TooFast: more than twenty in an hour.
        Refused: it is the reporter's own, or it is not visible any more.
    """
    if comment.author_id == reporter.pk:
        raise Refused(_("This is your own comment. You can withdraw it."))
    # The reader first, as a post locks its author before the thread; not against keys, which decisions refer to.
    Reader.objects.select_for_update(no_key=True).get(pk=reporter.pk)
    # An edit waits meanwhile, so it is certain which text is meant.
    visible = Comment.objects.select_for_update(no_key=True).filter(pk=comment.pk, state=Comment.State.PUBLISHED)
    if not visible:
        raise Refused(_("This comment is no longer visible, so there is nothing left to report. Thank you."))
    text = None if replaced is None else _revision(comment, replaced)
    standing = Report.objects.filter(comment=comment, reporter=reporter, revision=text).first()
    if standing is not None:
        return standing
    _check_pace(reporter)
    report = Report.objects.create(comment=comment, reporter=reporter, reason=reason, note=note, revision=text)
    record("conversation.report_comment", comment, actor=reporter, reason=reason)
    announce(events.comment_reported, Comment, comment=comment, report=report)
    return report


def _revision(comment: Comment, replaced: int) -> Revision | None:
    """The text that stood when so many had been replaced; None when it is the one that stands now."""
    return next(iter(comment.revisions.order_by("id")[replaced : replaced + 1]), None)


def _check_pace(reporter: Reader) -> None:
    """The caller holds the reporter's account, so the limit is exact."""
    since = timezone.now() - timedelta(hours=1)
    if Report.objects.filter(reporter=reporter, made_at__gt=since).count() >= REPORTS_AN_HOUR:
        raise TooFast(_("You have reported a lot in this hour. Your words are kept: send them again later."), 3_600)
