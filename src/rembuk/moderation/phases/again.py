"""Was it sent before: by the same writer, or by several accounts that say one thing?"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation import prints
from rembuk.moderation.models import TextPrint
from rembuk.moderation.rules import rules_for

AGAIN: Final = timedelta(days=1)
SHORT: Final = 25  # "Setuju!" may stand in many conversations; a text of fewer letters counts within one thread only
LONG: Final = 60  # nobody types the same sixty letters as two other people by chance
MOST_ALIKE: Final = 200  # earlier comments with the same text are looked at
ACCOUNTS: Final = 3  # the third account with the same long text, or almost the same, waits for a moderator
OWN_NEAR: Final = 2  # and so does the third text of one writer that says almost the same


@within(5.0, time.monotonic)
def repetition(draft: Draft) -> Answer:
    """The same text twice from one writer is a slip or a flood; from several accounts it may be a campaign.

    Almost the same text (`prints.near`) is never refused, because people do write alike: from the third on it waits.
    """
    if not rules_for(draft.thread).repetition:
        return Answer("publish")
    letters, digest, since = len(prints.bare(draft.body)), prints.digest(draft.body), timezone.now() - AGAIN
    if prints.is_new(digest, since):
        return Answer("publish") if letters < LONG else _almost(draft)
    same = TextPrint.objects.filter(digest=digest, made_at__gt=since).exclude(comment__state="removed")
    if draft.editing is not None:
        same = same.exclude(comment=draft.editing)
    written = list(same.values_list("comment__author", "comment__thread")[:MOST_ALIKE])
    own = [thread for author, thread in written if author == draft.author.pk]
    if own and (letters >= SHORT or draft.thread.pk in own):
        message = _("You have already sent this, and it has arrived. Add something new if you want to say more.")
        return Answer("reject", [{"kind": "repeated"}], message)
    if letters < LONG:
        return Answer("publish")
    others = {author for author, _thread in written} - {draft.author.pk}
    if len(others) + 1 >= ACCOUNTS:
        return Answer("hold", [{"kind": "copied", "accounts": len(others) + 1}], silent=True)
    return _almost(draft)


def _almost(draft: Draft) -> Answer:
    """What is not the same letter by letter but nearly: a name changed, a number, a sign at the end."""
    editing = draft.editing.pk if draft.editing is not None else None
    alike = [author for comment, author in prints.near(draft.body, draft.thread.title_id) if comment != editing]
    own, accounts = alike.count(draft.author.pk), len({*alike, draft.author.pk})
    if accounts >= ACCOUNTS or own >= OWN_NEAR:
        return Answer("hold", [{"kind": "copied", "accounts": accounts, "near": True}], silent=True)
    return Answer("publish")
