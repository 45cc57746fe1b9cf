"""What the newsroom's own classifier says, where a layer names one. It is asked last, and only by who installed it."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.utils.translation import gettext as _

from rembuk.conversation.actions.turns import turns
from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation import asking
from rembuk.moderation.peers import LONGEST_WAIT, peer_named
from rembuk.moderation.rules import rules_for

logger = logging.getLogger(__name__)
ENGINE: Final = "peer"


@within(LONGEST_WAIT + 1.0, time.monotonic)
def external(draft: Draft) -> Answer:
    """Ask it, with the text and nothing about its writer. No answer in time, or none that can be read, holds."""
    name = rules_for(draft.thread).peer
    if not name:
        return Answer("publish")
    question = {
        "type": "comment.judge",
        "text": draft.body,
        "title": draft.thread.title_id,
        "thread": draft.thread.pk,
        "is_reply": draft.parent is not None,
        "is_edit": draft.editing is not None,
    }
    try:
        with turns.aside():  # others write meanwhile
            said = asking.ask(peer_named(name), question)
    except asking.NoAnswer as problem:
        logger.warning("The classifier %s gave no answer (%s); the comment is held", name, problem.why)
        return Answer("hold", [{"kind": "external_failed", "peer": name, "why": problem.why}], silent=True)
    engine = f"{ENGINE}:{name}"
    if said.outcome == "publish":
        return Answer("publish", engine=engine)
    reasons = [{"kind": "external", "peer": name, "word": said.reason}]
    message = _("The newsroom does not take this comment. %(reason)s") % {"reason": said.reason}
    return Answer(
        said.outcome, reasons, message.strip() if said.outcome == "reject" else "", engine=engine, silent=True
    )
