"""The moderators' screens in Wagtail's admin, under moderasi/. Each decision is one POST, and the way back is the next
comment of the queue."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rembuk.conversation.actions import Refused
from rembuk.conversation.talk import number

from . import access, actions, queries
from .access import ModeratorRequest, moderators_only
from .forms import DecisionForm, PauseForm
from .models import Decision, RejectionReason


@moderators_only
def queue(request: ModeratorRequest) -> HttpResponse:
    """What waits, oldest first, with the form for each decision."""
    after = number(request.GET, "after") or 0
    page = queries.open_queue(request.user, after=after)
    following = [row.comment.pk for row in page.rows[1:]] + [None]
    facts = {
        "items": list(zip(page.rows, following, strict=False)),
        "page": page,
        "after": after,
        "waiting": queries.open_count(request.user),
        "undoable": _undoable(request),
    }
    return _show(request, "queue", _with_reasons(facts))


@moderators_only
def comment(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """One comment with everything that was decided about it."""
    found = access.comment(request.user, public_id)
    facts = {
        "row": queries.one(request.user, found),
        "decisions": queries.decisions(request.user, comment=found).rows,
        "undoable": _undoable(request),
    }
    return _show(request, "comment", _with_reasons(facts))


@moderators_only
def author(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """A writer: what became of their comments, and the pause."""
    writer = access.reader(request.user, public_id)
    facts = {
        "writer": writer,
        "record": queries.record_of(request.user, writer),
        "pause": queries.current_pause(writer),
        "form": PauseForm(),
        "page": queries.decisions(request.user, author=writer, before=number(request.GET, "before")),
    }
    return _show(request, "author", facts)


@moderators_only
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
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(request, found.pk)
    given = form.cleaned_data
    try:
        if given["outcome"] == Decision.Outcome.APPROVED:
            actions.approve(moderator=request.user, comment=found, note=given["note"], seen=given["seen"])
        else:
            actions.reject(
                moderator=request.user, comment=found, reason=given["reason"], note=given["note"], seen=given["seen"]
            )
    except actions.Changed as refusal:
        messages.warning(request, refusal.message)
        return _back(request, found.pk)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return _back(request, number(request.POST, "next"))


@moderators_only
@require_POST
def undo(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Take back a decision of the last minute."""
    decision = access.decision(request.user, pk)
    try:
        actions.undo(moderator=request.user, decision=decision)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Taken back. The comment is as it was before."))
    return _back(request, decision.comment_id)


@moderators_only
@require_POST
def pause(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Pause a writer, or lift the pause."""
    writer = access.reader(request.user, public_id)
    back = redirect("moderation_author", writer.public_id)
    if "lift" in request.POST:
        actions.lift_pause(moderator=request.user, reader=writer)
        messages.success(request, _("%(name)s can write again.") % {"name": writer})
        return back
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how long, and a reason: the writer reads it."))
        return back
    try:
        actions.pause_reader(moderator=request.user, reader=writer, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(
            request, _("%(name)s is paused, and reads why on the next attempt to write.") % {"name": writer}
        )
    return back


def _undoable(request: ModeratorRequest) -> Decision | None:
    return queries.last_decision(request.user, timezone.now() - actions.UNDO_TIME)


def _with_reasons(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"rejection_reasons": list(RejectionReason.objects.all())}


def _show(request: ModeratorRequest, page: str, facts: dict[str, Any]) -> HttpResponse:
    return render(request, f"moderation/{page}.html", facts)


def _back(request: ModeratorRequest, comment_id: int | None) -> HttpResponse:
    """To the screen the form was on, at the comment to look at now; at the page's top when there is none."""
    screen = request.POST.get("screen", "")
    try:
        return redirect("moderation_comment", uuid.UUID(screen))
    except ValueError:
        after = number(request.POST, "after")
        place = f"?after={after}" if after else ""
        return redirect(f"{reverse('moderation_queue')}{place}#{f'k-{comment_id}' if comment_id else 'queue'}")
