"""The reader's own profile. A reader only ever gets the own one: the session says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from . import actions, queries
from .forms import PROFILE_TEXT, ProfileForm
from .models import Reader
from .profile_fields import FIELDS


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Review the profile, and answer what is missing or has changed."""
    if request.method == "POST":
        return _answer(request)
    return _page(request)


@sensitive_variables()
def _answer(request: HttpRequest) -> HttpResponse:
    """Keep the answers that are good, and ask again for the others only. What was left blank may come later."""
    reader = cast(Reader, request.user)
    asked = [field for field in FIELDS if field.name in request.POST]
    answered = [field for field in asked if request.POST[field.name].strip()]
    form = ProfileForm(request.POST, questions=answered or asked)
    form.is_valid()
    if form.cleaned_data:
        facts = actions.save_profile(reader=reader, answers=form.cleaned_data)
        actions.give_consent(
            reader=reader, purpose=actions.PROFILE_PURPOSE, text=str(PROFILE_TEXT), channel="web:profile"
        )
        done = _("Sealed. Your profile is complete.") if facts.complete else _("Sealed. What you gave is kept.")
        messages.success(request, done)
    if form.errors:
        return _page(request, refused=form)
    return redirect("readers:profile")


@sensitive_variables()
def _page(request: HttpRequest, refused: ProfileForm | None = None) -> HttpResponse:
    reader = cast(Reader, request.user)
    rows = [_row(answered, refused) for answered in queries.profile(reader)]
    context = {
        "facts": queries.facts(reader),
        "kept": [row for row in rows if row.answered.stored],
        "missing": [row for row in rows if not row.answered.stored],
        "consents": queries.consents(reader),
        "agreement": PROFILE_TEXT,
    }
    return render(request, "readers/profile.html", context, status=422 if refused else 200)


@dataclass(frozen=True, slots=True)
class _Row:
    """A question on the page: what is stored, the form to answer it, and whether an answer was just refused."""

    answered: queries.Answered
    form: ProfileForm
    refused: bool


@sensitive_variables()
def _row(answered: queries.Answered, refused: ProfileForm | None) -> _Row:
    again = refused is not None and answered.field.name in refused.errors
    data = refused.data if refused is not None and again else None
    return _Row(answered, ProfileForm(data, questions=[answered.field]), again)


@login_required
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """The reader says that everything is still right."""
    actions.confirm_review(reader=cast(Reader, request.user))
    messages.success(request, _("Thank you. We noted that your data are still right."))
    return redirect("readers:profile")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Remove the profile, after a page that says what that means."""
    if request.method == "POST":
        actions.erase_profile(reader=cast(Reader, request.user))
        messages.success(request, _("Your profile is gone. Your account and your comments stay."))
        return redirect("readers:profile")
    return render(request, "readers/erase.html")
