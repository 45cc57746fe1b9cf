"""The help desk's screens, inside Wagtail's admin."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.readers.models import Reader
from rembuk.readers.profile_fields import field_named

from . import access, actions, queries
from .actions.cases import ON_SCREEN, TRIES
from .forms import CompareForm, OpenCaseForm, UnsealForm
from .models import Case


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that are open."""
    access.on_the_desk(cast(Reader, request.user))
    context = {"cases": queries.open_cases(), "page_title": _("Help desk"), "header_icon": "help"}
    return render(request, "trust/staff/cases.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Open a case for an address. The answer is the same whether or not it has an account."""
    access.on_the_desk(cast(Reader, request.user))
    form = OpenCaseForm(request.POST or None)
    if form.is_valid():
        case = actions.open_case(actor=cast(Reader, request.user), **form.cleaned_data)
        return _to(case)
    context = {"form": form, "page_title": _("New case"), "header_icon": "help"}
    return render(request, "trust/staff/new_case.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One case: compare, open, close."""
    return _page(request, access.case_for(cast(Reader, request.user), public_id))


@sensitive_variables()
@sensitive_post_parameters()
@require_POST
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Compare what the caller says."""
    person = cast(Reader, request.user)
    case = access.case_for(person, public_id)
    form = CompareForm(request.POST)
    if not form.is_valid():
        return _page(request, case, compare_form=form)
    label = field_named(form.cleaned_data["field"]).label
    try:
        matched = actions.compare(case=case, actor=person, **form.cleaned_data)
    except ValidationError as problem:
        form.add_error("said", problem)
        return _page(request, case, compare_form=form)
    except actions.CaseRefused as refusal:
        messages.error(request, str(refusal))
        return _to(case)
    if matched:
        messages.success(request, _("%(field)s: match.") % {"field": label})
    else:
        messages.warning(request, _("%(field)s: no match.") % {"field": label})
    return _to(case)


@sensitive_variables()
@require_POST
@never_cache
def unseal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one sealed answer, in this one response only; the page leaves it by itself after 15 minutes."""
    person = cast(Reader, request.user)
    case = access.case_for(person, public_id)
    form = UnsealForm(request.POST, auto_id="unseal_%s")
    if not form.is_valid():
        return _page(request, case, unseal_form=form)
    try:
        value = actions.unseal(case=case, actor=person, **form.cleaned_data)
    except actions.CaseRefused as refusal:
        messages.error(request, str(refusal))
        return _to(case)
    context = {
        "case": case,
        "label": field_named(form.cleaned_data["field"]).label,
        "value": value,
        "minutes": ON_SCREEN.seconds // 60,
        "page_title": _("Opened data"),
        "header_icon": "lock-open",
    }
    response = render(request, "trust/staff/opened.html", context)
    response["Refresh"] = f"{ON_SCREEN.seconds};url={reverse('trust_case', args=[case.public_id])}"
    return response


@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a case."""
    person = cast(Reader, request.user)
    try:
        actions.close_case(case=access.case_for(person, public_id), actor=person)
    except actions.CaseRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is closed."))
    return redirect("trust_cases")


def _page(
    request: HttpRequest, case: Case, *, compare_form: Form | None = None, unseal_form: Form | None = None
) -> HttpResponse:
    comparisons = list(case.comparisons.all())
    context = {
        "case": case,
        "comparisons": [(field_named(row.field).label, row.matched, row.made_at) for row in comparisons],
        "tries_left": max(0, TRIES - len(comparisons)),
        "compare_form": compare_form or CompareForm(),
        "unseal_form": unseal_form or UnsealForm(auto_id="unseal_%s"),
        "may_open": cast(Reader, request.user).has_perm("trust.open_sealed"),
        "page_title": _("Case"),
        "page_subtitle": case.subject,
        "header_icon": "help",
    }
    return render(request, "trust/staff/case.html", context, status=422 if compare_form or unseal_form else 200)


def _to(case: Case) -> HttpResponse:
    return redirect("trust_case", public_id=case.public_id)
