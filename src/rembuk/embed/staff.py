"""The staff screens: the keys of a single sign-on."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.readers.models import Reader

from . import access, actions, queries
from .forms import KeyForm, RetireForm
from .models import SignOn, SignOnKey


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
def keys(request: HttpRequest, pk: int) -> HttpResponse:
    """The keys of a single sign-on, and a form for the next one. A new secret stands in this one answer only."""
    editor = cast(Reader, request.user)
    sign_on = access.sign_on_to_keep(editor, pk)
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    made: SignOnKey | None = None
    if request.method == "POST" and form.is_valid():
        begins = form.cleaned_data["not_before"]
        try:
            if form.cleaned_data["algorithm"] == SignOnKey.Algorithm.HS256:
                made, secret = actions.make_secret_key(editor=editor, sign_on=sign_on, not_before=begins)
            else:
                pem = form.cleaned_data["public_key"]
                made = actions.add_public_key(editor=editor, sign_on=sign_on, pem=pem, not_before=begins)
        except actions.Refused as refusal:
            form.add_error("public_key", refusal.message)
    facts = {"made": made, "secret": secret, "form": KeyForm() if made else form}
    return _keys_page(request, sign_on, facts, status=422 if form.errors else 200)


def _keys_page(request: HttpRequest, sign_on: SignOn, facts: dict[str, Any], status: int) -> HttpResponse:
    now = timezone.now()
    rows = [
        (key, key.holds(now), RetireForm(auto_id=f"id_%s_{key.pk}")) for key in queries.keys_of(request.user, sign_on)
    ]
    page = {
        "sign_on": sign_on,
        "rows": rows,
        "now": now,
        "page_title": _("Keys of %(title)s") % {"title": sign_on.title},
        "header_icon": "key",
    }
    return render(request, "embed/staff/keys.html", page | facts, status=status)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key, now or at a given time."""
    editor = cast(Reader, request.user)
    key = access.key_to_keep(editor, pk)
    form = RetireForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no date and time. The key goes on as it was."))
        return redirect("embed_keys", key.sign_on_id)
    try:
        actions.retire_key(editor=editor, key=key, at=form.cleaned_data["at"])
    except actions.Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done. Tokens signed with this key are taken until then, and no longer."))
    return redirect("embed_keys", key.sign_on_id)
