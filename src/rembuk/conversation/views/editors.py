"""What editors single out: the marks themselves, and the page of what a title picked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation import access, actions, queries
from rembuk.conversation.talk import number
from rembuk.readers.models import Reader

from .asking import address_of
from .read import each_fragment

DEEDS: Final[dict[str, tuple[Callable[..., Any], str | Promise]]] = {
    "pin": (actions.pin, _("Pinned: it stands on top of the conversation now.")),
    "unpin": (actions.unpin, _("Unpinned: it stands only in its place now.")),
    "feature": (actions.feature, _("Picked: it stands among the picks of the title now.")),
    "unfeature": (actions.unfeature, _("Taken from the picks. The comment itself stays where it is.")),
}


@require_POST
def mark(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Pin or feature a comment, or no longer; then back to it."""
    comment = access.comment_to_pick(request.user, public_id)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return HttpResponseBadRequest()
    verb, done = deed
    try:
        verb(editor=cast(Reader, request.user), comment=comment)
    except actions.Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(done))
    return redirect(address_of(request, comment))


@require_safe
def picks(request: HttpRequest) -> HttpResponse:
    """What the editors of this title picked from all its conversations, newest pick first."""
    before = number(request.GET, "sebelum")
    found = queries.picks_of(request.user, access.title_read(request), before=before)
    facts = {
        "items": [(shown, each_fragment(shown)) for shown in found.shown],
        "next": found.next,
        "before": before,
    }
    return render(request, "conversation/picks.html", facts)
