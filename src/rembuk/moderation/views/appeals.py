"""Where a rejected writer appeals: the form, what became of it, and the list of one's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.conversation.actions import Refused, guests
from rembuk.conversation.models import Comment
from rembuk.moderation import access, actions, queries
from rembuk.moderation.forms import AppealForm
from rembuk.moderation.models import Appeal
from rembuk.readers.models import Reader

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """My comments that were not placed, each with its reason and the way to appeal."""
    reader, now = cast(Reader, request.user), timezone.now()
    found = queries.own_appeals(reader, since=now - 2 * actions.APPEAL_WITHIN)
    shown = [(comment, _facts(comment)) for comment in found]
    facts = {"rows": [row for row in shown if row[1]["decision"] or hasattr(row[0], "appeal")]}
    return render(request, "moderation/own_appeals.html", facts | {"days": actions.APPEAL_WITHIN.days})


@never_cache
@login_required
@_form_view
def appeal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One rejected comment of one's own: its reason, and the form or the answer."""
    comment = access.own_comment(request.user, public_id)
    return _page(request, comment, lambda: redirect("moderation:appeal", public_id))


@never_cache
@_form_view
def appeal_as_guest(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a guest, behind the link that confirmed the comment, for as long as the link is good."""
    try:
        comment = guests.waiting_for(token).confirmed_as
    except Refused:
        comment = None
    if comment is None:
        raise Http404(_("This link is too old, or not complete."))
    if _facts(comment)["decision"] is None:  # not rejected, or not for a minute yet
        return redirect(comment.thread.address(request) + "#bincang")
    response = _page(request, comment, lambda: redirect("moderation:appeal_as_guest", token))
    response["Referrer-Policy"] = "same-origin"  # the address of this page is a key
    return response


def _page(request: HttpRequest, comment: Comment, back: Callable[[], HttpResponse]) -> HttpResponse:
    """Whoever could come here is the writer: `access` or the token has seen to that."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(writer=comment.author, comment=comment, text=form.cleaned_data["text"])
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(request, _("Your appeal has arrived. Somebody else will read your comment again."))
        return back()
    facts = _facts(comment)
    if not facts["decision"] and not hasattr(comment, "appeal"):
        raise Http404(_("No moderator has rejected this comment."))
    facts |= {"comment": comment, "form": form, "story_url": comment.thread.address(request)}
    return render(request, "moderation/appeal.html", facts, status=422 if form.errors else 200)


def _is_told(made: Appeal, now: datetime) -> bool:
    """Whether its writer may know the answer: once it cannot be taken back any more."""
    if made.outcome == Appeal.Outcome.CLOSED:
        return True
    return made.decided_at is not None and now - made.decided_at >= actions.UNDO_TIME


def _facts(comment: Comment) -> dict[str, Any]:
    """The rejection as its writer may know it, which is once its minute is over; why it cannot be appealed, if so."""
    now, rejection = timezone.now(), queries.standing_rejection(comment)
    if rejection is not None and now - rejection.made_at < actions.UNDO_TIME:
        rejection = None
    if hasattr(comment, "appeal"):
        told = _is_told(comment.appeal, now)
        return {"decision": rejection or comment.appeal.decision, "closed": "", "answered": told}
    try:
        actions.check_can_appeal(comment, now)
    except Refused as refusal:
        return {"decision": rejection, "closed": refusal.message}
    return {"decision": rejection, "closed": ""}
