"""Telling the moderators."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report
from rembuk.readers.models import Reader

from .common import Refused, TooFast

REPORTS_AN_HOUR: Final = 20


@transaction.atomic
def report_comment(*, reporter: Reader, comment: Comment, reason: str, note: str) -> Report:
    """Report a comment. Each reader reports a comment once: a second time gives the first report back.

    Raises:
        TooFast: more than twenty in an hour.
        Refused: it is the reporter's own, or it is not visible any more.
    """
    if comment.author_id == reporter.pk:
        raise Refused(_("This is your own comment. You can withdraw it."))
    if not Comment.objects.filter(pk=comment.pk, state=Comment.State.PUBLISHED).exists():
        raise Refused(_("This comment is no longer visible, so there is nothing left to report. Thank you."))
    Reader.objects.select_for_update().get(pk=reporter.pk)
    standing = Report.objects.filter(comment=comment, reporter=reporter).first()
    if standing is not None:
        return standing
    _check_pace(reporter)
    report = Report.objects.create(comment=comment, reporter=reporter, reason=reason, note=note)
    record("conversation.report_comment", comment, actor=reporter, reason=reason)
    announce(events.comment_reported, Comment, comment=comment, report=report)
    return report


def _check_pace(reporter: Reader) -> None:
    """The caller holds the reporter's account, so the limit is exact."""
    since = timezone.now() - timedelta(hours=1)
    if Report.objects.filter(reporter=reporter, made_at__gt=since).count() >= REPORTS_AN_HOUR:
        raise TooFast(_("You have reported a lot in this hour. Your words are kept: send them again later."), 3_600)
