"""The staff screen for mail domains."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from . import domains
from .models import MailDomain, Reader


class DomainForm(forms.Form):
    """A domain and what is said of it."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"), max_length=253, help_text=gettext_lazy("Its subdomains are meant too.")
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("From now on"), choices=MailDomain.Rule.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Note for colleagues"), max_length=200, required=False)


@permission_required(domains.SETTLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_domains(request: HttpRequest) -> HttpResponse:
    """What is said of mail domains, and the form to say more."""
    editor = cast(Reader, request.user)
    form = DomainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = domains.settle_domain(actor=editor, **form.cleaned_data)
        except domains.DomainError as problem:
            form.add_error("domain", problem.message)
        else:
            messages.success(request, _done(row))
            return redirect("readers_mail_domains")
    facts = {"rows": domains.settled(editor), "form": form, "page_title": _("Mail domains"), "header_icon": "mail"}
    return render(request, "readers/staff/mail_domains.html", facts, status=422 if form.errors else 200)


@permission_required(domains.SETTLE)
@require_POST
def forget_mail_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a domain off the list."""
    row = get_object_or_404(MailDomain, pk=pk)
    domains.forget_domain(actor=cast(Reader, request.user), row=row)
    messages.success(request, _("%(domain)s is off the list.") % {"domain": row.domain})
    return redirect("readers_mail_domains")


def _done(row: MailDomain) -> str:
    here = domains.accounts_of(row.domain)
    words = ngettext(
        "%(domain)s is on the list. %(n)d account here has such an address; it stays as it is.",
        "%(domain)s is on the list. %(n)d accounts here have such an address; they stay as they are.",
        here,
    )
    return words % {"domain": row.domain, "n": here}
