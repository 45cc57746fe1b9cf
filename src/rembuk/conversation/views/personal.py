"""What only one reader sees of a thread, in one small request; and what one says without words."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.conversation import access, actions, queries
from rembuk.conversation.fragment import Writer
from rembuk.conversation.models import Comment
from rembuk.conversation.rules import house_of
from rembuk.readers.models import Reader

from .asking import address_of, refused_json, wants_json, wants_piece, with_way_back


@require_safe
@never_cache
def mine(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Everything personal about a thread, as JSON; `queries.Personal` says what it holds."""
    thread = access.thread(request.user, thread_id)
    if not request.user.is_authenticated:
        return JsonResponse({"reader": None})
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = queries.personal_of(request.user, thread)
    waiting = Writer(language, house_of(thread).offered).every(queries.waiting_of(request.user, thread))
    for name in settings.REMBUK_PERSONAL:
        found |= import_string(name)(request.user, thread)
    return JsonResponse(found | {"waiting": waiting})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def react(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a reaction, change it, or take it back by giving it again; without script on a page of its own."""
    comment = access.answerable(request.user, public_id)
    here = reverse("conversation:react", args=[public_id])
    if not request.user.is_authenticated:
        go = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('conversation:permalink', args=[public_id])})}"
        return JsonResponse({"go": go}, status=401) if wants_json(request) else redirect(go)
    reader = request.user
    if request.method == "POST":
        return _react(request, reader, comment)
    language = translation.get_language() or settings.LANGUAGE_CODE
    facts = {
        "comment": comment,
        "choices": [
            (
                each["kind"],
                each[language],
                comment.reactions.get(each["kind"]),
            )
            for each in house_of(comment.thread).offered
        ],
        "given": queries.reaction_of(reader, comment),
        "here": here,
        "story_url": address_of(request, comment),
    }
    return with_way_back(render(request, "conversation/react.html", facts), request, comment.thread)


def _react(request: HttpRequest, reader: Reader, comment: Comment) -> HttpResponse:
    try:
        on = {"1": True, "0": False}.get(request.POST.get("on", ""))
        given = actions.react(reader=reader, comment=comment, kind=request.POST.get("kind", ""), on=on)
    except actions.Refused as refusal:
        if wants_json(request):
            return refused_json(refusal)
        messages.error(request, refusal.message)
        return redirect(address_of(request, comment))
    if wants_json(request):
        comment.refresh_from_db(fields=["reactions"])
        return JsonResponse({"reactions": comment.reactions, "mine": given})
    messages.success(request, _("Thank you, your reaction stands.") if given else _("Your reaction is taken back."))
    return redirect(address_of(request, comment))


@never_cache
@require_safe
def acts(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything that this viewer can do with a comment: a menu in its place, or a page."""
    comment = access.comment(request.user, public_id)
    facts = {
        "comment": comment,
        "can": access.acts_on(request.user, comment),
        "revisions": comment.revisions.count(),
        "here": reverse("conversation:permalink", args=[public_id]),
        "permalink": request.build_absolute_uri(reverse("conversation:permalink", args=[public_id])),
        "story_url": address_of(request, comment),
    }
    template = "conversation/_acts.html" if wants_piece(request) else "conversation/acts.html"
    return with_way_back(render(request, template, facts), request, comment.thread)


@require_safe
def revisions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The earlier texts of an edited comment, for everyone who may read it."""
    comment = access.answerable(request.user, public_id)
    facts = {
        "comment": comment,
        "texts": queries.earlier_texts(request.user, comment),
        "story_url": address_of(request, comment),
    }
    return render(request, "conversation/revisions.html", facts)
