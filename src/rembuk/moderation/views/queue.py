"""The moderators' desk in Wagtail's admin, under moderasi/: the queue, a comment's own page, the history.

Everything is a page with forms; the desk's script sends the same forms and asks for JSON instead of the next page.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.talk import number
from rembuk.conversation.views.asking import wants_json, wants_piece
from rembuk.moderation import access, actions, engine, queries
from rembuk.moderation.access import ModeratorRequest, moderators_only
from rembuk.moderation.forms import DecisionForm, DeskNoteForm, FilterForm
from rembuk.moderation.models import Decision, RejectionReason

from .desk_answers import answer, undo_facts, view_of

LOST_AMONG, MOST_ADOPTED = 200, 500
DIGITS: Final = "1234567890"


@moderators_only
@require_safe
def queue(request: ModeratorRequest) -> HttpResponse:
    """What waits, with the form for each decision."""
    if queries.lost_lately(LOST_AMONG):
        actions.adopt(most=MOST_ADOPTED)
    form = FilterForm(request.GET)
    filters, after = form.filters(), request.GET.get("after", "")[:40]
    page = queries.open_queue(request.user, filters, after=after)
    shown = [row.comment.pk for row in page.rows]
    alike = queries.alike(request.user, shown)
    facts = {
        "items": [
            (row, following, len(alike.get(row.comment.pk, [])))
            for row, following in zip(page.rows, [*shown[1:], None], strict=False)
        ],
        "page": page,
        "after": after,
        "form": form,
        "filters": filters,
        "view": view_of(request.GET),
        "counts": queries.counts(request.user),
        "trouble": engine.trouble(),
        "saved": queries.filters_of(request.user),
        "keys": getattr(getattr(request.user, "wagtail_userprofile", None), "keyboard_shortcuts", True),
    }
    return _show(request, "queue", facts | _tools(request))


@moderators_only
@require_safe
def comment(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """One comment with everything around it. Whoever opens the page reads it, so it is claimed."""
    found = access.comment(request.user, public_id)
    facts: dict[str, Any] = {
        "around": queries.around(request.user, found),
        "comment": found,
        "note_form": DeskNoteForm(),
    }
    if wants_piece(request):
        return _show(request, "_around", facts)
    actions.claim(moderator=request.user, comment=found)
    others = queries.alike(request.user, [found.pk]).get(found.pk, [])
    facts |= {
        "row": queries.one(request.user, found),
        "alike": len(others),
        "reader": queries.readers_of(request.user, [found.pk]).get(found.pk, ""),
        "decisions": queries.decisions(request.user, comment=found).rows,
    }
    return _show(request, "comment", facts | _tools(request))


@moderators_only
@require_safe
def similar(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """All that wait and say about the same, with one form for all of them."""
    found = access.comment(request.user, public_id)
    facts = {"rows": queries.cluster(request.user, found), "comment": found}
    page = "_similar" if wants_piece(request) else "similar"
    return _show(request, page, facts | _tools(request))


@moderators_only
@require_safe
def flood(request: ModeratorRequest, pk: int) -> HttpResponse:
    """The comments that wait with one flood of reports, with one form for all of them."""
    found = access.flood(request.user, pk)
    facts = {
        "flood": found,
        "words": queries.flood_words(found),
        "rows": queries.flood_cluster(request.user, found),
    }
    page = "_flood" if wants_piece(request) else "flood"
    return _show(request, page, facts | _tools(request))


@moderators_only
@require_safe
def history(request: ModeratorRequest) -> HttpResponse:
    """Every decision, newest first."""
    page = queries.decisions(request.user, before=number(request.GET, "before"))
    return _show(request, "history", {"page": page})


@moderators_only
@require_POST
def decide(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Decide about one comment and go on to the next."""
    found = access.comment(request.user, public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return answer(request, _back(request, found.pk), messages.ERROR, problem)
    given = form.cleaned_data
    facts = {"moderator": request.user, "comment": found, "note": given["note"], "seen": given["seen"]}
    try:
        if given["outcome"] == Decision.Outcome.APPROVED:
            made = actions.approve(**facts)
        else:
            made = actions.reject(**facts, reason=given["reason"])
    except actions.Changed as refusal:
        return answer(request, _back(request, found.pk), messages.WARNING, refusal.message, stale=[found.pk])
    except Refused as refusal:
        gone = [] if isinstance(refusal, actions.Claimed) else [found.pk]
        return answer(
            request, _back(request, number(request.POST, "next")), messages.WARNING, refusal.message, gone=gone
        )
    if not wants_json(request):
        return redirect(_back(request, number(request.POST, "next")))
    undo = undo_facts(request.user, made)
    return JsonResponse({"ok": True, "message": undo["text"], "gone": [found.pk], "undo": undo})


@moderators_only
@require_POST
def undo(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Take back a decision of the last minute."""
    decision = access.decision(request.user, pk)
    target = _back(request, decision.comment_id)
    try:
        actions.undo(moderator=request.user, decision=decision)
    except Refused as refusal:
        return answer(request, target, messages.WARNING, refusal.message)
    said = _("Taken back. The comment is as it was before.")
    return answer(request, target, messages.SUCCESS, said, back=[decision.comment_id])


def _tools(request: ModeratorRequest) -> dict[str, Any]:
    """What every screen with decisions needs: the reasons with their keys, and what can be taken back."""
    reasons = list(RejectionReason.objects.all())
    newest = queries.last_decision(request.user, timezone.now() - actions.UNDO_TIME)
    return {
        "reasons": [(reason, DIGITS[place : place + 1]) for place, reason in enumerate(reasons)],
        "undoable": undo_facts(request.user, newest) if newest is not None else None,
    }


def _show(request: ModeratorRequest, page: str, facts: dict[str, Any]) -> HttpResponse:
    return render(request, f"moderation/{page}.html", facts)


def _back(request: ModeratorRequest, comment_id: int | None) -> str:
    """The screen the form was on, at the comment to look at now; at the page's top when there is none."""
    try:
        return reverse("moderation_comment", args=[uuid.UUID(request.POST.get("screen", ""))])
    except ValueError:
        view = view_of(request.POST.get("view", ""))
        return (
            f"{reverse('moderation_queue')}{f'?{view}' if view else ''}#{f'k-{comment_id}' if comment_id else 'queue'}"
        )
