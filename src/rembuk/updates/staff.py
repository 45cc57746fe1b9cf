"""The outbox, inside Wagtail's admin."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.readers.models import Reader

from . import access, actions, posts, queries
from .models import Delivery

ROWS_ON_A_PAGE = 30


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What went out, what waits, and what needs a person's word."""
    person = cast(Reader, request.user)
    access.on_the_desk(person)
    state = request.GET.get("state", "")
    if state not in Delivery.State.values:
        state = ""
    page = Paginator(queries.outbox(person, state), ROWS_ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "unclear": [(row, posts.post_of(row)) for row in page if row.state == Delivery.State.UNKNOWN],
        "rows": [row for row in page if row.state != Delivery.State.UNKNOWN],
        "state": state,
        "states": Delivery.State.choices,
        "page_title": _("Updates"),
        "header_icon": "mail",
    }
    return render(request, "updates/staff/outbox.html", context)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's word on a delivery of unknown outcome: `answer` is `arrived` or `again`."""
    person = cast(Reader, request.user)
    delivery = access.delivery_for(person, pk)
    answer = request.POST.get("answer")
    if answer not in {"arrived", "again"}:
        messages.error(request, _("Choose one of the two buttons."))
        return redirect("updates_outbox")
    try:
        actions.settle(delivery=delivery, actor=person, arrived=answer == "arrived")
    except actions.AlreadyDecided as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("Noted: it arrived.") if answer == "arrived" else _("It is in the queue and goes out again.")
        messages.success(request, done)
    return redirect("updates_outbox")


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a refused delivery once more."""
    person = cast(Reader, request.user)
    try:
        actions.send_again(delivery=access.delivery_for(person, pk), actor=person)
    except actions.AlreadyDecided as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is in the queue and goes out again."))
    return redirect("updates_outbox")
