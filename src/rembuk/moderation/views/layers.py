"""How comments are judged, place by place: what holds, where it comes from, and the form that changes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Thread
from rembuk.moderation import engine
from rembuk.moderation.access import ModeratorRequest, rules_only
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.forms.layers import SCOPE_NAMES, LayerForm, shown
from rembuk.moderation.models import Layer
from rembuk.moderation.queries.layers import titles_with_rules
from rembuk.moderation.rules import NAMES, Scope, layers_over, resolved
from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.queries import sections_of

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@rules_only
@never_cache
@require_safe
def overview(request: ModeratorRequest) -> HttpResponse:
    """All places, and how writers answer when they are asked to think again."""
    facts = {
        "titles": titles_with_rules(request.user),
        "page_title": _("How comments are judged"),
        "trouble": engine.trouble(),
    }
    return render(request, "moderation/rules.html", facts)


@rules_only
@never_cache
@_form_view
def of_title(request: ModeratorRequest, pk: int) -> HttpResponse:
    """The rules of a title."""
    title: TitlePage = get_object_or_404(TitlePage, pk=pk)
    return _place(request, "title", title, reverse("moderation_rules_title", args=[pk]), title.title)


@rules_only
@never_cache
@_form_view
def of_section(request: ModeratorRequest, pk: int) -> HttpResponse:
    """The rules of a section, which the address names (`?nama=`)."""
    title: TitlePage = get_object_or_404(TitlePage, pk=pk)
    name = request.GET.get("nama", "").replace("\0", "")
    known = sections_of(request.user, title)
    if not name or not (name in known or Layer.objects.filter(title=title, section=name).exists()):
        raise Http404
    address = f"{reverse('moderation_rules_section', args=[pk])}?{urlencode({'nama': name})}"
    return _place(request, "section", title, address, f"{title.title}: {name}", section=name)


@rules_only
@never_cache
@_form_view
def of_thread(request: ModeratorRequest, pk: int) -> HttpResponse:
    """The rules of one conversation."""
    thread = get_object_or_404(Thread.objects.select_related("title", "story"), pk=pk)
    return _place(
        request, "thread", thread.title, reverse("moderation_rules_thread", args=[pk]), thread.headline, thread=thread
    )


def _place(
    request: ModeratorRequest,
    scope: Scope,
    title: TitlePage,
    address: str,
    name: str,
    *,
    section: str = "",
    thread: Thread | None = None,
) -> HttpResponse:
    over = layers_over(title.pk, section=section, thread=thread)
    rules, origins = resolved(over)
    _rules, around = resolved({each: layer for each, layer in over.items() if each != scope})
    layer = over.get(scope) or Layer(title=title, section=section, thread=thread)
    before = {each: getattr(layer, each) for each in (*NAMES, "words")}
    data = request.POST if request.method == "POST" else None
    form = LayerForm(data, instance=layer, around=around, of_title=scope == "title")
    if data is not None and form.is_valid():
        try:
            place: dict[str, Any] = {"title": title, "section": section, "thread": thread}
            change_rules(actor=request.user, seen=before, **place, **form.changes())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. It holds for new comments within five seconds."))
            return redirect(address)
    facts: dict[str, Any] = {
        "form": form,
        "rules": rules,
        "holds": [(_label(each), shown(origins[each].value), SCOPE_NAMES[origins[each].scope]) for each in NAMES],
        "page_title": _("How comments are judged"),
        "place": name,
        "scope": scope,
    }
    return render(request, "moderation/rules_of.html", facts, status=422 if form.errors else 200)


def _label(name: str) -> str:
    return str(getattr(Layer._meta.get_field(name), "verbose_name", name))
