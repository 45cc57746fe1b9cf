"""What readers see of their own standing, and the one press that confirms a warning."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation import access as talk
from rembuk.conversation.actions import Refused, guests
from rembuk.conversation.forms import Compose, EditForm
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Draft
from rembuk.conversation.talk import number
from rembuk.conversation.views import compose, own
from rembuk.moderation import access, actions, queries, sanction_words, warnings
from rembuk.readers.models import Reader


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What holds for the reader now, why, until when, and whom to ask about it."""
    reader = cast(Reader, request.user)
    rows = [
        {
            "given": given,
            "source": sanction_words.source(given, reader),
            "meaning": sanction_words.meaning(given),
            "scope": sanction_words.scope(given),
            "until": sanction_words.until(given),
        }
        for given in queries.own_sanctions(reader)
    ]
    has_letter = not all(row["source"] for row in rows)
    return render(request, "moderation/standing.html", {"rows": rows, "has_letter": has_letter})


@login_required
@require_POST
def read_here(request: HttpRequest) -> HttpResponse:
    """The reader confirms a warning on the own page."""
    reader = cast(Reader, request.user)
    actions.read_warning(reader=reader, warning=access.own_warning(reader, number(request.POST, "peringatan") or 0))
    messages.success(request, _("Thank you for reading it. You can write again."))
    return redirect("moderation:standing")


@require_POST
@never_cache
def read(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The reader confirms a warning inside the form of a comment, and gets the form back with the text."""
    warning = access.own_warning(request.user, number(request.POST, "peringatan") or 0)
    reader, thread = cast(Reader, request.user), talk.thread_to_write_in(request.user, thread_id)
    editing, parent = _own(reader, thread, request), _answered(reader, thread, request)
    actions.read_warning(reader=reader, warning=warning)
    body = request.POST.get("body", "")
    # Another warning may wait behind this one.
    next_one = queries.standing_of(reader, thread.title_id).warning
    piece = warnings.piece(Draft(reader, thread, body, parent, editing), next_one) if next_one else ""
    if editing is not None:
        return own.edit_again(request, editing, EditForm(initial={"body": body}), piece)
    word = "" if piece else _("Thank you for reading it. Here is your text: send it when you are happy with it.")
    error = _("There is one more warning to read.") if piece else ""
    kept = Compose(body=body, client_key=_key(request), error=error, piece=piece, word=word)
    return compose.form_again(request, thread, parent, kept)


@require_POST
@never_cache
def read_as_guest(request: HttpRequest) -> HttpResponse:
    """A guest confirms a warning on the page behind the link in the letter, and comes back to it."""
    token = request.POST.get("token", "")
    try:
        waiting = guests.waiting_for(token)
    except Refused:
        raise Http404(_("This link is too old, or not complete. You can write your comment again.")) from None
    for voice in guests.voices(waiting):
        warning = queries.standing_of(voice, waiting.thread.title_id).warning
        if warning is not None and warning.pk == number(request.POST, "peringatan"):
            actions.read_warning(reader=warning.reader, warning=warning)
            messages.success(request, _("Thank you for reading it. You can send your comment now."))
            break
    return redirect("conversation:guest", token)


def _answered(reader: Reader, thread: Thread, request: HttpRequest) -> Comment | None:
    """The comment that the form answers."""
    asked = _uuid(request.GET.get("balas", ""))
    found = talk.answerable(reader, asked) if asked else None
    return _within(thread, found)


def _own(reader: Reader, thread: Thread, request: HttpRequest) -> Comment | None:
    """The comment whose new text stands in the form."""
    asked = _uuid(request.GET.get("sunting", ""))
    found = talk.own_comment(reader, asked) if asked else None
    return _within(thread, found)


def _within(thread: Thread, comment: Comment | None) -> Comment | None:
    if comment is not None and comment.thread_id != thread.pk:
        raise Http404
    return comment


def _key(request: HttpRequest) -> uuid.UUID | None:
    return _uuid(request.POST.get("client_key", ""))


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
