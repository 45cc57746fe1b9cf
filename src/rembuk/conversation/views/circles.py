"""What readers decide for themselves: following a conversation, muting a person, and the page that lists both."""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation import access, actions, queries
from rembuk.conversation.talk import number
from rembuk.readers.models import Reader

from .asking import refused_json, wants_piece


@never_cache
@require_POST
def follow(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Follow a conversation (`on=1`) or follow it no longer; a script gets no content and asks for its layer again."""
    thread = access.thread(request.user, thread_id)
    back = thread.address(request) + "#bincang"
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    is_on = request.POST.get("on") == "1"
    try:
        deed = actions.follow if is_on else actions.unfollow
        deed(reader=request.user, thread=thread)
    except actions.Refused as refusal:
        return _refused(request, refusal, back)
    if wants_piece(request):
        return HttpResponse(status=204)
    messages.success(
        request, _("You follow this conversation.") if is_on else _("You follow this conversation no longer.")
    )
    return redirect(_next(request, back))


@never_cache
@require_POST
def mute(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read nothing more of somebody (`on=1`), or read them again."""
    other = access.somebody(request.user, public_id)
    own_page = reverse("conversation:my_page")
    if not request.user.is_authenticated:
        return redirect_to_login(own_page)
    is_on = request.POST.get("on") == "1"
    try:
        deed = actions.mute if is_on else actions.unmute
        deed(reader=request.user, other=other)
    except actions.Refused as refusal:
        return _refused(request, refusal, own_page)
    if wants_piece(request):
        return HttpResponse(status=204)
    words = _("You have muted %(name)s: their comments are folded for you.") if is_on else _("You read %(name)s again.")
    messages.success(request, words % {"name": other.display_name})
    return redirect(_next(request, own_page))


@login_required
@never_cache
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """My conversations: what I follow, whom I have muted, the way to my own comments."""
    reader = cast(Reader, request.user)
    follows, next_follow = queries.follows_of(reader, before=number(request.GET, "sebelum"))
    mutes, next_mute = queries.mutes_of(reader, before=number(request.GET, "sebelum_bisu"))
    facts = {"follows": follows, "next_follow": next_follow, "mutes": mutes, "next_mute": next_mute, "reader": reader}
    facts["links"] = settings.OWN_TALK_LINKS
    return render(request, "conversation/my_page.html", facts)


def _refused(request: HttpRequest, refusal: actions.Refused, otherwise: str) -> HttpResponse:
    if wants_piece(request):
        return refused_json(refusal)
    messages.error(request, refusal.message)
    return redirect(_next(request, otherwise))


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the form stood, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else otherwise
