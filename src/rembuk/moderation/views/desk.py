"""What moderators do at their desk besides deciding about one comment: claim, decide together, note, keep filters."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.views.asking import wants_json
from rembuk.moderation import access, actions, queries
from rembuk.moderation.access import ModeratorRequest, moderators_only
from rembuk.moderation.forms import DeskNoteForm, SaveFilterForm, TogetherForm

from .desk_answers import answer, undo_facts, view_of

MOST_ASKED = 50


@moderators_only
@require_POST
def take(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Claim the comment that one reads now, and let go of the one before (`leaving`)."""
    found = access.comment(request.user, public_id)
    if leaving := request.POST.get("leaving"):
        _let_go(request, leaving)
    mine = actions.claim(moderator=request.user, comment=found)
    reader = "" if mine else queries.readers_of(request.user, [found.pk]).get(found.pk)
    facts = {"mine": mine, "message": "", "gone": reader == "" and not mine}
    if reader:
        facts["message"] = _("%(who)s is reading this now") % {"who": reader}
    return JsonResponse(facts) if wants_json(request) else redirect("moderation_comment", public_id)


@moderators_only
@require_POST
def leave(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a claim up."""
    _let_go(request, str(public_id))
    return HttpResponse(status=204) if wants_json(request) else redirect("moderation_queue")


@moderators_only
@require_safe
def news(request: ModeratorRequest) -> HttpResponse:
    """For the script, every few seconds: the counters, and what became of the comments on the page (`k`, ids)."""
    asked = [int(each) for each in request.GET.get("k", "").split(",") if each.isdecimal() and len(each) < 19]
    readers = queries.readers_of(request.user, asked[:MOST_ASKED])
    said = _("%(who)s is reading this now")
    facts = {
        "counts": queries.counts(request.user).words(),
        "taken": {pk: said % {"who": who} for pk, who in readers.items() if who},
        "gone": [pk for pk, who in readers.items() if not who],
    }
    return JsonResponse(facts)


@moderators_only
@require_POST
def together(request: ModeratorRequest) -> HttpResponse:
    """One decision about all that are chosen. More than twenty need a second look first."""
    form, target = TogetherForm(request.POST), _queue(request)
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return answer(request, target, messages.ERROR, problem)
    given = form.cleaned_data
    many = len(given["seen"])
    if many > actions.ASK_BEYOND and not given["sure"]:
        question = ngettext("%(n)d comment at once: are you sure?", "%(n)d comments at once: are you sure?", many)
        facts = {"form": form, "question": question % {"n": many}, "view": request.POST.get("view", "")}
        if wants_json(request):
            return JsonResponse({"ok": False, "ask": facts["question"]})
        return render(request, "moderation/together.html", facts)
    try:
        made = actions.decide_together(
            moderator=request.user,
            seen=given["seen"],
            outcome=given["outcome"],
            reason=given["reason"],
            note=given["note"],
        )
    except Refused as refusal:
        return answer(request, target, messages.WARNING, refusal.message)
    return _told(request, made, target)


@moderators_only
@require_POST
def undo_together(request: ModeratorRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back all that one click has decided within the last minute."""
    try:
        made = actions.undo_together(moderator=request.user, batch=batch)
    except Refused as refusal:
        return answer(request, _queue(request), messages.WARNING, refusal.message)
    many = len(made.done)
    said = ngettext("%(n)d decision taken back.", "%(n)d decisions taken back.", many) % {"n": many}
    return answer(
        request, _queue(request), messages.SUCCESS, _with_left(said, made), back=[one.comment_id for one in made.done]
    )


@moderators_only
@require_POST
def desk_note(request: ModeratorRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note something about a comment or its writer, for colleagues only."""
    found, form = access.comment(request.user, public_id), DeskNoteForm(request.POST)
    target = reverse("moderation_comment", args=[public_id])
    if not form.is_valid():
        return answer(request, target, messages.ERROR, _("Write the note first; it has at most 500 characters."))
    text = form.cleaned_data["text"]
    if form.cleaned_data["about"] == "writer":
        actions.add_note(moderator=request.user, reader=found.author, text=text)
    else:
        actions.note_comment(moderator=request.user, comment=found, text=text)
    return answer(request, target, messages.SUCCESS, _("Noted, for colleagues only."))


@moderators_only
@require_POST
def save_filter(request: ModeratorRequest) -> HttpResponse:
    """Keep the view of the queue that is open, under a name."""
    form, query = SaveFilterForm(request.POST), view_of(request.POST.get("view", "")).partition("after=")[0].rstrip("&")
    if not form.is_valid():
        messages.error(request, _("Give the filter a name of at most 40 characters."))
    else:
        try:
            kept = actions.save_filter(moderator=request.user, query=query, **form.cleaned_data)
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": kept})
    return redirect(_queue(request))


@moderators_only
@require_POST
def delete_filter(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Throw a filter of one's own away."""
    kept = access.kept_filter(request.user, pk)
    try:
        actions.delete_filter(moderator=request.user, kept=kept)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("moderation_queue")


def _told(request: ModeratorRequest, made: actions.Together, target: str) -> HttpResponse:
    """What one click has done, and what it left alone."""
    if not made.done:
        return answer(request, target, messages.WARNING, _with_left(_("Nothing was decided."), made))
    undo = undo_facts(request.user, made.done[0])
    gone = [decision.comment_id for decision in made.done]
    said = _with_left(undo["text"], made)
    if wants_json(request):
        return JsonResponse({"ok": True, "message": said, "gone": gone, "undo": undo})
    return answer(request, target, messages.WARNING if made.left else messages.SUCCESS, said)


def _with_left(said: str, made: actions.Together) -> str:
    if not made.left:
        return said
    many = len(made.left)
    left = ngettext("%(n)d was left as it is: %(why)s", "%(n)d were left as they are: %(why)s", many)
    return f"{said} {left % {'n': many, 'why': ' '.join(dict.fromkeys(made.left))}}"


def _let_go(request: ModeratorRequest, public_id: str) -> None:
    try:
        found = access.comment(request.user, uuid.UUID(public_id))
    except ValueError:
        return
    actions.let_go(moderator=request.user, comment=found)


def _queue(request: ModeratorRequest) -> str:
    view = view_of(request.POST.get("view", ""))
    return f"{reverse('moderation_queue')}{f'?{view}' if view else ''}"
