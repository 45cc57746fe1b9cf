"""Writing without an account: the form's answer, and the page behind the link in the letter."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.conversation import actions
from rembuk.conversation.actions import guests
from rembuk.conversation.models import Comment, GuestComment, Thread
from rembuk.conversation.network import network_of
from rembuk.conversation.rules import rules_of
from rembuk.conversation.talk import draft_name

from .asking import address_of, wants_piece, with_way_back

validate_max_length = MaxLengthValidator(254)  # as in the column


def is_guests(request: HttpRequest, thread: Thread) -> bool:
    """Whether the form comes from a guest, and guests may write here."""
    return "email" in request.POST and not request.user.is_authenticated and rules_of(thread).guests_may_write


def email_in(request: HttpRequest) -> str:
    """The address that a guest has given.

    Raises:
        Refused: it is none.
    """
    email = request.POST.get("email", "").strip()
    try:
        validate_email(email)
        validate_max_length(email)
    except ValidationError:
        raise actions.Refused(_("Please give your e-mail address, as in name@example.com.")) from None
    return email


def take(request: HttpRequest, thread: Thread, parent: Comment | None, body: str, key: uuid.UUID) -> HttpResponse:
    """Keep what a guest wrote and say so, or lead back to the story; the same for every address.

    Raises:
        Refused: as `guests.write_as_guest`, or the address is none.
    """
    email = email_in(request)
    guests.write_as_guest(
        thread=thread,
        parent=parent,
        name=request.POST.get("name", ""),
        email=email,
        body=body,
        client_key=key,
        network=network_of(request),
    )
    if wants_piece(request):
        return told(email, draft_name(thread, parent))
    messages.success(request, _letter_words(email))
    base = thread.address(request)
    return redirect(f"{base}{'&' if '?' in base else '?'}terkirim={draft_name(thread, parent)}#bincang")


def told(email: str, draft: str) -> HttpResponse:
    """For the page's script: what happens now, to stand in the form, which is empty again."""
    words = escape(_letter_words(email))
    response = HttpResponse(
        f'<div class="nudge" role="status" tabindex="-1" data-focus><p>{words}</p></div>', status=202
    )
    response["Rembuk-Draft-Done"] = draft
    response["Rembuk-Fresh"] = str(uuid.uuid4())
    return response


def _letter_words(email: str) -> str:
    words = _("We have sent a letter to %(email)s. Open its link within two days, and your comment goes on its way.")
    return words % {"email": email}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The text behind a link and the button that sends it; only the button does anything."""
    try:
        waiting = guests.waiting_for(token)
    except actions.Refused:
        raise Http404(_("This link is too old, or not complete. You can write your comment again.")) from None
    if waiting.confirmed_as is not None:
        return _there(request, waiting.confirmed_as, token)
    if request.method == "POST":
        return _send(request, token, waiting)
    return _page(request, token, waiting)


def _page(request: HttpRequest, token: str, waiting: GuestComment, piece: str = "") -> HttpResponse:
    facts = {"waiting": waiting, "story_url": waiting.thread.address(request), "piece": piece, "token": token}
    response = with_way_back(render(request, "conversation/guest.html", facts), request, waiting.thread)
    response["Referrer-Policy"] = "same-origin"  # the address of this page is a key
    return response


def _send(request: HttpRequest, token: str, waiting: GuestComment) -> HttpResponse:
    try:
        comment = guests.confirm_guest(token=token)
    except actions.Refused as refusal:
        if refusal.piece:
            return _page(request, token, waiting, refusal.piece)
        # Not as an answer of 422: the log would name its address, which is a key.
        messages.error(request, refusal.message)
        return redirect("conversation:guest", token)
    if comment.is_published:
        messages.success(request, _("Your comment is published. Thank you."))
    else:
        messages.success(request, _("Your comment waits for a moderator, who reads it before it appears."))
    return _there(request, comment, token)


def _there(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    if comment.is_published:
        return redirect(address_of(request, comment))
    if comment.state == Comment.State.REJECTED:
        return redirect(settings.REMBUK_GUEST_REJECTED, token)
    return redirect(comment.thread.address(request) + "#bincang")
