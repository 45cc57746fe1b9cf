"""The staff screens: all conversations, how one of them runs, and the house rules of a title."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.readers.models import Reader

from . import access, actions
from .actions.steer import HouseChanges, ThreadChanges
from .models import House
from .queries.steering import threads_for, titles_to_settle
from .rules import rules_of
from .staff_forms import BaseReactions, BeginForm, HouseForm, ReactionFormSet, ThreadForm
from .talk import number

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """All conversations, by words of the headline and by state."""
    editor = cast(Reader, request.user)
    access.check_steers(editor)
    words, state = request.GET.get("cari", "").replace("\0", "").strip()[:100], request.GET.get("keadaan", "")
    facts = {
        "page": threads_for(editor, words=words, state=state, before=number(request.GET, "sebelum")),
        "titles": titles_to_settle(editor),
        "words": words,
        "state": state,
        "now": timezone.now(),
        "states": [("", _("All")), ("open", _("Open")), ("closed", _("Closed"))],
        "page_title": _("Conversations"),
        "header_icon": "comment",
    }
    return render(request, "conversation/staff/threads.html", facts)


@never_cache
@_form_view
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """How one conversation runs."""
    editor = cast(Reader, request.user)
    found = access.thread_to_steer(editor, pk)
    house = House.objects.filter(title=found.title_id).first() or House(title=found.title)
    facts: dict[str, Any] = {"thread": found, "rules": rules_of(found, house), "url": found.address(request)}
    form = ThreadForm(request.POST if request.method == "POST" else None, instance=found, house=house)
    if request.method == "POST" and form.is_valid():
        try:
            actions.steer_thread(thread=found, actor=editor, **cast(ThreadChanges, form.changes()))
        except actions.Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. Readers see it within two seconds."))
            return redirect("conversation_thread", pk)
    facts |= {"form": form, "page_title": found.headline, "page_subtitle": found.title.title, "header_icon": "comment"}
    return render(request, "conversation/staff/thread.html", facts, status=_status(form))


@never_cache
@_form_view
def house(request: HttpRequest, pk: int) -> HttpResponse:
    """The house rules of a title's conversations."""
    editor = cast(Reader, request.user)
    title = access.title_to_settle(editor, pk)
    stands = House.objects.filter(title=title).first() or House(title=title)
    data = request.POST if request.method == "POST" else None
    has_downvotes = any(each["weight"] < 0 for each in stands.offered)
    form = HouseForm(data, instance=stands, initial={"knows_downvotes": has_downvotes})
    reactions = cast(BaseReactions, ReactionFormSet(data, initial=stands.offered))
    if data is not None and form.is_valid() and reactions.is_valid() and _knows_downvotes(form, reactions):
        changes = form.changes() | ({"reactions": reactions.reactions} if reactions.has_changed() else {})
        try:
            actions.settle_house(title=title, actor=editor, **cast(HouseChanges, changes))
        except actions.Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. The house rules hold for every conversation of this title."))
            return redirect("conversation_house", pk)
    facts = {
        "form": form,
        "reactions": reactions,
        "page_title": _("House rules"),
        "page_subtitle": title.title,
        "header_icon": "comment",
    }
    status = 422 if form.errors or reactions.total_error_count() else 200
    return render(request, "conversation/staff/house.html", facts, status=status)


def _knows_downvotes(form: HouseForm, reactions: BaseReactions) -> bool:
    if form.cleaned_data["knows_downvotes"] or not any(each["weight"] < 0 for each in reactions.reactions):
        return True
    form.add_error("knows_downvotes", _("One of the reactions lowers comments. Tick this, or let it move nothing."))
    return False


@never_cache
@_form_view
def begin(request: HttpRequest) -> HttpResponse:
    """Make the conversation of a page on another site, before anyone has written there."""
    editor = cast(Reader, request.user)
    access.check_steers(editor)
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.begin_thread(actor=editor, **form.cleaned_data)
        messages.success(request, _("The conversation is there. You can decide here how it runs."))
        return redirect("conversation_thread", made.pk)
    facts = {"form": form, "page_title": _("A conversation on another site"), "header_icon": "comment"}
    return render(request, "conversation/staff/begin.html", facts, status=_status(form))


def _status(form: BaseForm) -> int:
    return 422 if form.errors else 200
