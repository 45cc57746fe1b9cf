"""The staff screens: one programme, and its next step as one clear button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rembuk import fairdraw
from rembuk.readers.models import Reader

from . import access, actions, queries
from .eligibility import decide
from .forms import BeaconForm, CommitForm, StepDownForm, TermsForm
from .models import Draw, Place, Programme

Stage = Programme.Stage


@never_cache
@require_safe
def dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the programme stands, and what comes next."""
    return _page(request, access.programme_to_run(cast(Reader, request.user), pk))


def _page(request: HttpRequest, programme: Programme, refused: Form | None = None) -> HttpResponse:
    viewer = cast(Reader, request.user)
    terms = queries.terms_of(viewer, programme)
    page: dict[str, Any] = {
        "programme": programme,
        "page_title": programme.name,
        "header_icon": "pick",
        "terms": terms[0] if terms else None,
        "entries": programme.entries.count(),
        "now": timezone.now(),
        "reader_url": _reader_url(programme),
    }
    if programme.stage == Stage.DRAFT:
        page["form"] = refused or TermsForm(initial={"text": terms[0].text if terms else ""})
    elif programme.stage == Stage.CLOSED:
        page |= _what_would_be_frozen(programme)
    elif programme.stage in {Stage.COMMITTED, Stage.DRAWN}:
        page |= _about_the_draw(viewer, programme, refused)
    return render(request, "programmes/staff/dashboard.html", page, status=422 if refused else 200)


def mirrors() -> Sequence[str]:
    """Where drand is asked; `settings.REMBUK_DRAND_MIRRORS` replaces drand's own addresses, e.g. by a relay inside."""
    chosen: Sequence[str] = settings.REMBUK_DRAND_MIRRORS
    return chosen or fairdraw.DRAND_MIRRORS


def _reader_url(programme: Programme) -> str:
    site = programme.title.get_site()
    address = reverse("programmes:programme", args=[programme.slug])
    return f"{site.root_url}{address}" if site else address


def _what_would_be_frozen(programme: Programme) -> dict[str, Any]:
    """What `commit` would decide at this moment. Profiles and agreements may still change until it is done."""
    counted = Counter(decision.exclusion for decision in decide(programme))
    number = queries.round_for(programme, timezone.now())
    return {
        "eligible": counted.pop(None, 0),
        "exclusions": [(code.label, n) for code, n in counted.items() if code],
        "round": number,
        "due_at": datetime.fromtimestamp(fairdraw.time_of_round(fairdraw.QUICKNET, number), tz=UTC),
        "form": CommitForm(initial={"round": number}),
    }


def _about_the_draw(viewer: Reader, programme: Programme, refused: Form | None) -> dict[str, Any]:
    drawing = cast(Draw, queries.draw_of(viewer, programme))
    page: dict[str, Any] = {"drawing": drawing, "exclusions": queries.exclusions_of(viewer, programme)}
    if drawing.drawn_at is None:
        chain = drawing.commitment["beacon"]["chain"]["hash"]
        address = f"{mirrors()[0]}/{chain}/public/{drawing.round}"
        return {**page, "form": refused or BeaconForm(), "address": address, "due": drawing.due_at <= timezone.now()}
    return {
        **page,
        "winners": queries.winners_of(viewer, drawing),
        "reserves": queries.reserves_left(viewer, drawing),
        "step_downs": queries.step_downs_of(viewer, drawing),
        "form": refused or StepDownForm(reasons=Place.Reason.choices),
    }


@require_POST
def publish_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a version of the terms."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, form)
    return _do(
        request,
        programme,
        _("The Terms and Conditions are published."),
        lambda actor: actions.publish_terms(programme=programme, text=form.cleaned_data["text"], actor=actor),
    )


@require_POST
def open_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Let readers in."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    return _do(
        request,
        programme,
        _("The programme is open. Its promise and its terms are frozen."),
        lambda actor: actions.open_programme(programme=programme, actor=actor),
    )


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the period."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    return _do(
        request,
        programme,
        _("The programme is closed. Every comment of the period was looked through once more."),
        lambda actor: actions.close(programme=programme, actor=actor),
    )


@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the entries for the round that was shown."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    form = CommitForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Nothing was frozen: no beacon round was named. Please press the button below again.")
        )
        return redirect("programmes_dashboard", pk)
    return _do(
        request,
        programme,
        _("The entries are frozen and the commitment is published. Give its hash to the notary and the witnesses."),
        lambda actor: actions.commit(programme=programme, actor=actor, round=form.cleaned_data["round"]),
    )


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw with a beacon round that was carried here by hand."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    form = BeaconForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, form)
    return _draw(request, programme, form.cleaned_data["beacon"])


@require_POST
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch the committed round from drand, then draw."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    drawing = queries.draw_of(cast(Reader, request.user), programme)
    if drawing is None:
        return redirect("programmes_dashboard", pk)
    try:
        found = fairdraw.fetch_round(drawing.chain, drawing.round, mirrors())
    except fairdraw.BeaconError:
        messages.error(
            request,
            _(
                "drand could not be reached from here, or has not published the round yet. Try again in a minute, or "
                "open the address below on another device and paste what it shows."
            ),
        )
        return redirect("programmes_dashboard", pk)
    return _draw(request, programme, f'{{"round": {found.number}, "signature": "{found.signature.hex()}"}}')


def _draw(request: HttpRequest, programme: Programme, beacon: str) -> HttpResponse:
    return _do(
        request,
        programme,
        _("The draw has taken place. Vouchers are in the winners' wallets, and e-mails are on their way."),
        lambda actor: actions.draw(programme=programme, actor=actor, beacon=beacon),
    )


@require_POST
def step_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a winner or a reserve leave, by rank."""
    programme = access.programme_to_run(cast(Reader, request.user), pk)
    form = StepDownForm(request.POST, reasons=Place.Reason.choices)
    if not form.is_valid():
        return _page(request, programme, form)
    place = get_object_or_404(Place, draw__programme=programme, rank=form.cleaned_data["rank"])
    return _do(
        request,
        programme,
        _("Noted and published. The next reserve, when there is one, has won instead."),
        lambda actor: actions.step_down(place=place, reason=form.cleaned_data["reason"], actor=actor),
    )


def _do(request: HttpRequest, programme: Programme, done: str, verb: Callable[[Reader], object]) -> HttpResponse:
    try:
        verb(cast(Reader, request.user))
    except actions.Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("programmes_dashboard", programme.pk)
