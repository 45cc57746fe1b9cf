"""Keys and webhooks, inside Wagtail's admin. A secret is shown in the one answer to the form that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.readers.models import Reader

from . import access, actions
from .forms import HookForm, KeyForm
from .models import ApiKey, Delivery, Webhook

ROWS = 30


def _at_the_desk(request: HttpRequest) -> Reader:
    person = cast(Reader, request.user)
    access.at_the_desk(person)
    return person


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key, newest first."""
    _at_the_desk(request)
    page = Paginator(ApiKey.objects.select_related("title", "made_by"), ROWS).get_page(request.GET.get("p"))
    context = {"page": page, "page_title": _("API keys"), "header_icon": "key"}
    return render(request, "api/staff/keys.html", context)


@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it this once."""
    person, form = _at_the_desk(request), KeyForm(request.POST or None)
    if form.is_valid():
        key, secret = actions.make_key(actor=person, **form.cleaned_data)
        words = _("The key “%(name)s” is made. Copy it now: nobody can see it again.") % {"name": key.name}
        return _secret(request, words, secret, "api_keys")
    return _form(request, form, _("New API key"), _("Make the key"), "key")


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    person = _at_the_desk(request)
    actions.revoke_key(actor=person, key=access.key_for(person, pk))
    messages.success(request, _("The key is revoked. It opens nothing any more."))
    return redirect("api_keys")


@require_safe
def hooks(request: HttpRequest) -> HttpResponse:
    """Every webhook, with how much waits and how much was given up."""
    _at_the_desk(request)
    found = Webhook.objects.select_related("title").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        failed=Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED)),
    )
    page = Paginator(found.order_by("-pk"), ROWS).get_page(request.GET.get("p"))
    context = {"page": page, "page_title": _("Webhooks"), "header_icon": "link-external"}
    return render(request, "api/staff/hooks.html", context)


@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def new_hook(request: HttpRequest) -> HttpResponse:
    """Make a webhook, and show its secret this once."""
    person, form = _at_the_desk(request), HookForm(request.POST or None)
    if form.is_valid():
        hook, secret = actions.make_hook(actor=person, **form.cleaned_data)
        words = _("The webhook is made. Deliveries to %(url)s are signed with this secret. Copy it now.")
        return _secret(request, words % {"url": hook.url}, secret, "api_hooks")
    return _form(request, form, _("New webhook"), _("Make the webhook"), "link-external")


@require_safe
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: its state, its secrets, its deliveries."""
    found = access.hook_for(_at_the_desk(request), pk)
    state = request.GET.get("state", "")
    deliveries = found.deliveries.select_related("deed")
    if state in Delivery.State.values:
        deliveries = deliveries.filter(state=state)
    context = {
        "hook": found,
        "page": Paginator(deliveries, ROWS).get_page(request.GET.get("p")),
        "secrets": found.secrets.only("made_at", "ends_at", "webhook_id"),
        "state": state,
        "states": Delivery.State.choices,
        "page_title": _("Webhook"),
        "page_subtitle": urlsplit(found.url).hostname,  # the whole of it is too long for a telephone
        "header_icon": "link-external",
    }
    return render(request, "api/staff/hook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_hook(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where it goes and what it hears of."""
    person = _at_the_desk(request)
    found = access.hook_for(person, pk)
    now = {"url": found.url, "events": found.events, "with_held": found.with_held}
    form = HookForm(request.POST or None, initial=now, is_new=False)
    if form.is_valid():
        actions.change_hook(actor=person, hook=found, **form.cleaned_data)
        messages.success(request, _("The webhook is changed."))
        return redirect("api_hook", pk)
    return _form(request, form, _("Change the webhook"), _("Save"), "link-external")


@never_cache
@sensitive_variables("secret")
@require_POST
def new_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A further secret, shown this once."""
    person = _at_the_desk(request)
    secret = actions.add_secret(actor=person, hook=access.hook_for(person, pk))
    words = _("This is the new secret. Copy it now. The earlier one signs along for seven days.")
    return _secret(request, words, secret, "api_hook", pk)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off: `on` is 1 or 0."""
    person = _at_the_desk(request)
    on = request.POST.get("on") == "1"
    actions.switch(actor=person, hook=access.hook_for(person, pk), on=on)
    messages.success(request, _("The webhook is on.") if on else _("The webhook is off."))
    return redirect("api_hook", pk)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a delivery once more."""
    person = _at_the_desk(request)
    delivery = access.delivery_for(person, pk)
    _do(request, lambda: actions.send_again(actor=person, delivery=delivery), _("It goes out again."))
    return redirect("api_hook", delivery.webhook_id)


def _do(request: HttpRequest, verb: Callable[[], object], done: str) -> None:
    try:
        verb()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)


def _form(request: HttpRequest, form: Any, title: str, button: str, icon: str) -> HttpResponse:
    context = {"form": form, "page_title": title, "button": button, "header_icon": icon}
    return render(request, "api/staff/form.html", context, status=422 if form.errors else 200)


@sensitive_variables("secret")
def _secret(request: HttpRequest, words: str, secret: str, back: str, *args: Any) -> HttpResponse:
    context = {"words": words, "secret": secret, "back": back, "args": args, "page_title": _("Shown once")}
    response = render(request, "api/staff/secret.html", {**context, "header_icon": "key"})
    response["Cache-Control"] = "no-store"
    return response
