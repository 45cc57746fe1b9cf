"""One comment as a card that any site may show: no form, no script, nothing personal."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from rembuk.conversation import access
from rembuk.design.middleware import READER, policy
from rembuk.embed.pages import KEPT, THEMES


@require_safe
@xframe_options_exempt
def comment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The comment as everyone sees it; a card that says so when it is no longer shown."""
    request.user = AnonymousUser()
    try:
        found = access.answerable(request.user, public_id)
    except Http404:
        found = None
    facts = {
        "comment": found,
        "permalink": reverse("conversation:permalink", args=[public_id]),
        "theme": THEMES.get(request.GET.get("tema", ""), ""),
    }
    response = render(request, "embed/card.html", facts, status=200 if found else 404)
    response["Content-Security-Policy"] = policy(
        READER, script_src=("'none'",), connect_src=("'none'",), form_action=("'none'",), frame_ancestors=("*",)
    )
    response["Cache-Control"] = KEPT
    return response
