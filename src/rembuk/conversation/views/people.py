"""The public page of a reader: their comments, nothing else."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.conversation import access, queries
from rembuk.conversation.talk import number

from .read import each_fragment


@require_safe
def reader(request: HttpRequest, handle: str) -> HttpResponse:
    """What everyone may read of one reader, newest first."""
    person = access.writer(request.user, handle)
    found = queries.written_by(AnonymousUser(), person, before=number(request.GET, "sebelum"))
    facts = {
        "person": person,
        "can_mute": bool(request.user.is_authenticated) and request.user.pk != person.pk,
        "muted": queries.mutes(request.user, person),
        "items": [(shown, each_fragment(shown)) for shown in found.shown],
        "next": found.next,
    }
    return render(request, "conversation/reader.html", facts)
