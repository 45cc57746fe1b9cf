"""A reader's notices, what they want by e-mail, and the two addresses that letters carry."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.conversation.talk import number
from rembuk.readers.models import Reader

from . import access, actions, letters, queries, tokens
from .forms import ChoiceForm
from .models import Kind, Pace


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is new for the reader, by conversation. Looking marks nothing."""
    reader = cast(Reader, request.user)
    page = queries.page_of(reader, number(request.GET, "sebelum"))
    groups = [
        {
            "headline": group.thread.headline,
            "url": group.thread.address(request) + "#bincang",
            "items": [
                {"item": item, "said": letters.said(item), "text": letters.excerpt(item.comment)}
                for item in group.items
            ],
        }
        for group in page.groups
    ]
    return render(request, "notices/list.html", {"page": page, "groups": groups})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest that the page showed is read; what came since stays new."""
    actions.mark_read(reader=cast(Reader, request.user), up_to=number(request.POST, "sampai") or 0)
    messages.success(request, _("Everything is marked as read."))
    return redirect("notices:list")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What the reader wants by e-mail."""
    reader = cast(Reader, request.user)
    form = ChoiceForm(request.POST if request.method == "POST" else None, instance=queries.choice_of(reader))
    if request.method == "POST" and form.is_valid():
        actions.choose(reader=reader, paces=form.paces())
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:choices")
    facts = {"form": form, "gets_mail": bool(queries.addresses([reader.pk]))}
    return render(request, "notices/choices.html", facts, status=422 if form.errors else 200)


@never_cache
@csrf_exempt  # the token is the authority: mail programs send this form for the reader (RFC 8058), without a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the kind of letter that carried this address: POST does it at once, GET shows the button that does."""
    reader, kinds = access.to_stop(token)
    facts: dict[str, object] = {"kinds": [kind.label for kind in kinds], "token": token}
    if request.method != "POST":
        return render(request, "notices/stop.html", facts)
    before = actions.stop(reader=reader, kinds=kinds)
    facts["resume_token"] = tokens.resume_token(reader, _worth_resuming(before))
    return render(request, "notices/stopped.html", facts)


def _worth_resuming(before: dict[Kind, Pace]) -> dict[Kind, Pace]:
    """What a reader gets back who stopped by mistake. Who stopped twice gets what is usual, not nothing again."""
    return {kind: pace if pace != Pace.OFF else queries.usual(kind) for kind, pace in before.items()}


@never_cache
@csrf_exempt  # as above: whoever could stop the letters without signing in can take that back
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Take a stop back: POST does it, GET shows the button that does."""
    reader, paces = access.to_resume(token)
    facts = {"kinds": [kind.label for kind in paces], "token": token, "done": request.method == "POST"}
    if request.method == "POST":
        actions.choose(reader=reader, paces=paces)
    return render(request, "notices/resume.html", facts)
