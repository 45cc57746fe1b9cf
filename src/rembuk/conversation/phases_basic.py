"""The phases that need to know only the text and its thread."""

from __future__ import annotations

import time
import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.newsroom.queries import own_accounts

from .phases import Answer, Draft, within


@within(0.1)
def length(draft: Draft) -> Answer:
    """Something must be visible, and a comment is not an article."""
    # Spaces, marks alone, and format characters show nothing.
    if not any(unicodedata.category(char)[0] in "LNPS" for char in draft.body):
        return Answer("reject", [{"kind": "empty"}], _("There is nothing to send yet. Write your comment first."))
    over = len(draft.body) - settings.REMBUK_COMMENT_MAX_LENGTH
    if over > 0:
        message = ngettext(
            "Your comment is %(over)d character over the limit of %(limit)d. Shorten it, or send it in two parts.",
            "Your comment is %(over)d characters over the limit of %(limit)d. Shorten it, or send it in two parts.",
            over,
        )
        facts = {"over": over, "limit": settings.REMBUK_COMMENT_MAX_LENGTH}
        return Answer("reject", [{"kind": "too_long"}], message % facts)
    return Answer("publish")


@within(5.0, time.monotonic)
def thread_state(draft: Draft) -> Answer:
    """A closed conversation takes no more comments; where approval comes first, everyone's wait but the newsroom's."""
    rules = draft.rules
    if rules.closed and draft.editing is None:
        return Answer("reject", [{"kind": "closed"}], rules.closed)
    if rules.approval_first and draft.author.pk not in own_accounts():
        return Answer("hold", [{"kind": "approval_first"}])
    return Answer("publish")
