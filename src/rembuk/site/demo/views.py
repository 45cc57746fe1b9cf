"""The demo's own pages: whom to sign in as, and the mail that would have been sent. They exist in the demo only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, urlize
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .accounts import ACCOUNTS, PASSWORD
from .mailbox import find, letters
from .winners import first_winner


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Where everything is and whom to sign in as."""
    page = {"accounts": ACCOUNTS, "password": PASSWORD, "winner": first_winner()}
    return render(request, "demo/guide.html", page)


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every message that was sent, newest first."""
    return render(request, "demo/mailbox.html", {"letters": letters()})


@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One message, its links alive."""
    found = find(name)
    if found is None:
        raise Http404("There is no such message")
    text = mark_safe(urlize(escape(found.text), nofollow=False))  # noqa: S308  # escaped first
    return render(request, "demo/letter.html", {"letter": found, "text": text})
