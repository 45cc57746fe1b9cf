"""What every comment passes here before it is recorded: may its writer write, was it sent before, is it civil?

`settings.REMBUK_PHASES` names these functions. A phase that fails holds the comment:
`conversation.phases` sees to that.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.civility import Lexicon, judge, load_lexicon
from rembuk.conversation.models import Comment
from rembuk.conversation.phases import Answer, Draft
from rembuk.design.templatetags.design import tanggal

from . import prints, queries
from .models import TextPrint

AGAIN: Final = timedelta(days=1)
SHORT: Final = 25  # "Setuju!" may stand in many conversations; a text of fewer letters counts within one thread only
LONG: Final = 60  # nobody types the same sixty letters as two other people by chance
MOST_ALIKE: Final = 200  # earlier comments with the same text are looked at
ACCOUNTS: Final = 3  # the third account with the same long text waits for a moderator


def standing(draft: Draft) -> Answer:
    """A closed account writes nothing; a paused reader writes again when the pause is over."""
    if not draft.author.is_active:
        message = _(
            "This account is closed, so it cannot write comments. Ask the help desk if you did not expect this."
        )
        return Answer("reject", [{"kind": "inactive"}], message)
    pause = queries.current_pause(draft.author)
    if pause is None:
        return Answer("publish")
    message = _(
        "You can write here again from %(until)s. The moderators asked for this pause for this reason: %(reason)s "
        "You can go on reading, and your text stays in the form."
    )
    facts = {"until": tanggal(pause.ends_at), "reason": pause.reason.text}
    return Answer("reject", [{"kind": "paused", "until": pause.ends_at.isoformat()}], message % facts)


def repetition(draft: Draft) -> Answer:
    """The same text twice from one writer is a slip or a flood; from several accounts it may be a campaign."""
    digest, since = prints.digest(draft.body), timezone.now() - AGAIN
    if prints.is_new(digest, since):
        return Answer("publish")
    letters = len(prints.bare(draft.body))
    same = TextPrint.objects.filter(digest=digest, made_at__gt=since).exclude(comment__state=Comment.State.REMOVED)
    if draft.editing is not None:
        same = same.exclude(comment=draft.editing)
    written = list(same.values_list("comment__author", "comment__thread")[:MOST_ALIKE])
    own = [thread for author, thread in written if author == draft.author.pk]
    if own and (letters >= SHORT or draft.thread.pk in own):
        message = _("You have already sent this, and it has arrived. Add something new if you want to say more.")
        return Answer("reject", [{"kind": "repeated"}], message)
    others = {author for author, _thread in written} - {draft.author.pk}
    if letters >= LONG and len(others) + 1 >= ACCOUNTS:
        return Answer("hold", [{"kind": "copied", "accounts": len(others) + 1}])
    return Answer("publish")


def civility(draft: Draft) -> Answer:
    """What the engine says. A nudge publishes for now, and its reasons stay in the verdict."""
    verdict = judge(draft.body, lexicon=_lexicon())
    reasons = [reason.to_json() for reason in verdict.reasons]
    return Answer("hold" if verdict.action == "hold" else "publish", reasons, engine=verdict.engine)


@cache
def _lexicon() -> Lexicon:
    """The word lists, read once: ours, and the newsroom's own folder when settings.REMBUK_LEXICON names one."""
    return load_lexicon(settings.REMBUK_LEXICON)
