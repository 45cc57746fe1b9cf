"""Reading: pages of a thread, one comment's place, the conversation below it, a hashtag."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rembuk.conversation import access, markup, queries
from rembuk.conversation.fragment import Writer
from rembuk.conversation.rules import house_of
from rembuk.conversation.talk import context, number, sent_draft

from .asking import address_of, wants_piece


@never_cache
@require_safe
def page(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The section of a thread: a piece for a script; anyone else is led to the story, which shows the same page."""
    thread = access.thread(request.user, thread_id)
    if wants_piece(request):
        facts = context(request, thread) | {"is_choice": not {"urut", "setelah"} & request.GET.keys()}
        return render(request, f"conversation/{'_filtered' if 'saring' in request.GET else '_talk'}.html", facts)
    query = {key: request.GET[key] for key in ("saring", "urut", "setelah") if key in request.GET}
    asked = "&".join(f"{key}={value}" for key, value in query.items() if value.replace(".", "").isalnum())
    return redirect(thread.address(request) + (f"?{asked}" if asked else "") + "#bincang")


@require_safe
def permalink(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Leads to the page that shows the comment."""
    return redirect(address_of(request, access.comment(request.user, public_id)))


@require_safe
def go_on(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The conversation below one comment, however deep: twenty replies a page, and two levels below each."""
    top = access.branch(request.user, public_id)
    shown = queries.branch_of(request.user, top, after=number(request.GET, "setelah") or 0)
    language = translation.get_language() or settings.LANGUAGE_CODE
    writer = Writer(language, house_of(top.thread).offered, queries.muted_by(request.user))
    facts = {
        "top": top,
        "thread": top.thread,
        "fragment": writer.every(shown.shown),
        "next": shown.next,
        "above": address_of(request, top.parent) if top.parent else "",
        "story_url": top.thread.address(request),
        "sent_draft": sent_draft(request),
    }
    return render(request, "conversation/go_on.html", facts)


@require_safe
def hashtag(request: HttpRequest, name: str) -> HttpResponse:
    """The comments with a hashtag, newest first, as everyone sees them."""
    folded = markup.as_tag(name)
    if not folded:
        raise Http404
    if folded != name:
        return redirect("conversation:hashtag", folded)
    before = number(request.GET, "sebelum")
    found = queries.tagged(AnonymousUser(), name, before=before)
    if not found.shown and before is None:
        raise Http404
    facts = {
        "written": queries.tag_as_written(name),
        "items": [(shown, each_fragment(shown)) for shown in found.shown],
        "next": found.next,
        "address": reverse("conversation:hashtag", args=[name]),
    }
    return render(request, "conversation/hashtag.html", facts)


def each_fragment(shown: queries.Shown) -> str:
    """One comment of a list, without reactions: those are given where the comment stands."""
    return Writer(translation.get_language() or settings.LANGUAGE_CODE).one(shown)
