"""The appeals on the staff side: what waits, the answer, and how often a rejection did not hold."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.talk import number
from rembuk.moderation import access, actions, queries
from rembuk.moderation.access import ModeratorRequest, appeals_only
from rembuk.moderation.forms import AnswerForm
from rembuk.moderation.models import Appeal


@appeals_only
@require_safe
def appeals(request: ModeratorRequest) -> HttpResponse:
    """What waits, oldest first, with the form for each answer."""
    after = number(request.GET, "after") or 0
    rows, more = queries.open_appeals(request.user, after=after)
    decided = queries.decided_appeals(request.user)
    lately = timezone.now() - actions.UNDO_TIME
    following = [row.appeal.pk for row in rows[1:]] + [None]
    facts = {
        "items": list(zip(rows, following, strict=False)),
        "next_page": more,
        "after": after,
        "waiting": queries.appeals_waiting(request.user),
        "decided": decided,
        "undoable": [each for each in decided if each.decided_by == request.user and _is_later(each, lately)],
    }
    return render(request, "moderation/appeals.html", facts)


@appeals_only
@require_POST
def answer(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Answer one appeal and go on to the next."""
    found, form = access.appeal(request.user, pk), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(request, pk)
    try:
        decided = actions.decide_appeal(moderator=request.user, appeal=found, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        is_published = decided.outcome == Appeal.Outcome.REVERSED
        words = _("The comment is published again.") if is_published else _("The rejection stands.")
        messages.success(request, words + " " + _("The letter to the writer goes out in a minute."))
    return _back(request, number(request.POST, "next"))


@appeals_only
@require_POST
def undo_answer(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Take back an answer of the last minute."""
    try:
        actions.undo_answer(moderator=request.user, appeal=access.appeal(request.user, pk))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Taken back. The appeal waits again, and no letter goes out."))
    return _back(request, pk)


@appeals_only
@require_safe
def reversals(request: ModeratorRequest) -> HttpResponse:
    """How often rejections did not hold: by reason, by phase, and by moderator for those who lead."""
    facts = {
        "tables": queries.reversals(request.user, now=timezone.now()),
        "leads": access.may_see_reversals(request.user),
        "days": queries.COUNTED_FOR.days,
    }
    return render(request, "moderation/reversals.html", facts)


def _is_later(answered: Appeal, since: datetime) -> bool:
    at = answered.decided_at
    return at is not None and at > since and answered.outcome != Appeal.Outcome.CLOSED


def _back(request: ModeratorRequest, appeal_id: int | None) -> HttpResponse:
    after = number(request.POST, "after")
    place = f"?after={after}" if after else ""
    return redirect(f"{reverse('moderation_appeals')}{place}#{f'b-{appeal_id}' if appeal_id else 'appeals'}")
