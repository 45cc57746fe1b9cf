"""Telling the moderators."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report
from rembuk.readers.models import Reader

from .common import Refused


@transaction.atomic
def report_comment(*, reporter: Reader, comment: Comment, reason: str, note: str) -> Report:
    """Report a comment. Each reader reports a comment once: a second time gives the first report back.

    Raises:
        Refused: it is the reporter's own, or it is not visible any more.
    """
    if comment.author_id == reporter.pk:
        raise Refused(_("This is your own comment. You can withdraw it."))
    if not Comment.objects.filter(pk=comment.pk, state=Comment.State.PUBLISHED).exists():
        raise Refused(_("This comment is no longer visible, so there is nothing left to report. Thank you."))
    report, is_new = Report.objects.get_or_create(
        comment=comment, reporter=reporter, defaults={"reason": reason, "note": note}
    )
    if is_new:
        record("conversation.report_comment", comment, actor=reporter, reason=reason)
        announce(events.comment_reported, Comment, comment=comment, report=report)
    return report
