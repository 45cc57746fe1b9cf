"""A writer's own screen: what became of their comments, what was asked of them, and what to do about it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.talk import number
from rembuk.moderation import access, actions, queries, sanction_words
from rembuk.moderation.access import ModeratorRequest, moderators_only
from rembuk.moderation.forms import LiftForm, NoteForm, SanctionForm
from rembuk.moderation.models import Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .desk_answers import one_stop


@moderators_only
@require_safe
def author(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """A writer, with the forms for a sanction and for a note."""
    return _page(request, access.reader(request.user, public_id))


@moderators_only
@require_POST
def sanction(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a writer a sanction."""
    writer = access.reader(request.user, public_id)
    form = SanctionForm(request.POST, writer=writer, seen="")
    if form.is_valid():
        try:
            given = actions.sanction(moderator=request.user, reader=writer, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            facts = {"name": writer, "kind": given.get_kind_display()}
            messages.success(request, _("%(name)s: %(kind)s. The letter goes out in a minute.") % facts)
            return redirect("moderation_author", writer.public_id)
    return _page(request, writer, form)


@moderators_only
@require_POST
def lift(request: ModeratorRequest, pk: int) -> HttpResponse:
    """End a sanction before its time."""
    held = access.sanction(request.user, pk)
    form = LiftForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        actions.lift(moderator=request.user, sanction=held, why=why)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, one_stop(_("Lifted: %(kind)s of %(name)s.") % _named(held)))
    return redirect("moderation_author", held.reader.public_id)


@moderators_only
@require_POST
def undo_sanction(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Take back one's own deed of the last minute."""
    held = access.sanction(request.user, pk)
    try:
        actions.undo_sanction(moderator=request.user, sanction=held)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, one_stop(_("Taken back: %(kind)s of %(name)s.") % _named(held)))
    return redirect("moderation_author", held.reader.public_id)


@moderators_only
@require_POST
def note(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note something about a writer."""
    writer = access.reader(request.user, public_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_note(moderator=request.user, reader=writer, text=form.cleaned_data["text"])
        messages.success(request, _("Noted, for colleagues only."))
    else:
        messages.error(request, _("Write the note first; it has at most 500 characters."))
    return redirect("moderation_author", writer.public_id)


def _named(held: Sanction) -> dict[str, Any]:
    return {"kind": held.get_kind_display(), "name": held.reader}


def _page(request: ModeratorRequest, writer: Reader, form: SanctionForm | None = None) -> HttpResponse:
    given = queries.sanctions_of(request.user, writer)
    holding = queries.holding_for(request.user, writer)
    seen = queries.sanctions_seen(given)
    about = queries.comment_of(request.user, writer, request.GET.get("komentar", ""))
    title = queries.title_to_start_with(request.user, writer, about)
    facts = {
        "writer": writer,
        "record": queries.record_of(request.user, writer),
        "rows": [_row(each, request.user) for each in given],
        "holding": [_row(each, request.user) for each in holding],
        "hint": "" if _is_banned_for_good(holding, title) else sanction_words.step(*queries.next_step(given)),
        "is_colleague": access.is_colleague(writer),
        "reports": queries.reports_about(request.user, writer),
        "one_sided": queries.one_sided(given),
        "names": queries.other_names(request.user, writer),
        "notes": queries.notes_of(request.user, writer),
        "seen": seen,
        "form": form or SanctionForm(writer=writer, seen=seen, title=title, about=about),
        "page": queries.decisions(request.user, author=writer, before=number(request.GET, "before")),
    }
    return render(request, "moderation/author.html", facts, status=422 if form else 200)


def _is_banned_for_good(holding: Sequence[Sanction], title: TitlePage | None) -> bool:
    """Whether nothing stricter is left, at least in the title that the form starts with."""
    bans = [each for each in holding if each.kind == Sanction.Kind.BAN and each.ends_at is None]
    return any(each.title is None or each.title == title for each in bans)


def _row(given: Sanction, viewer: Reader) -> dict[str, Any]:
    return {
        "given": given,
        "until": sanction_words.until(given),
        "scope": sanction_words.scope(given),
        "can_undo": actions.can_undo_sanction(viewer, given),
    }
