"""The moderators' word to a writer, on the story where the writer will look for the comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel

from . import queries
from .actions import APPEAL_WITHIN, UNDO_TIME

ANSWER_SHOWN_FOR: Final = timedelta(days=7)


def not_placed(request: HttpRequest, story: StoryPage) -> Panel | None:
    """Why the viewer's own comments under this story were not placed, and what became of appeals; to nobody else."""
    if not request.user.is_authenticated:
        return None
    now = timezone.now()
    said = now - UNDO_TIME
    found = queries.own_rejections(request.user, story, since=now - APPEAL_WITHIN, until=said)
    answers = queries.own_answers(request.user, story, since=now - ANSWER_SHOWN_FOR, until=said)
    told = {answer.comment_id for answer in answers}
    decisions = [decision for decision in found if decision.comment_id not in told]
    if not decisions and not answers:
        return None
    facts = {"decisions": decisions, "answers": answers}
    return Panel("talk", render_to_string("moderation/_not_placed.html", facts, request))
