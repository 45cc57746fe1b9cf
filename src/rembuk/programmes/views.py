"""The readers' pages: what runs, its terms, and the proof of its draw."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rembuk.readers.models import Reader

from . import access, actions, proofs, queries
from .forms import AgreeForm
from .models import Draw, Exclusion, Programme


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All programmes of this title."""
    return render(request, "programmes/list.html", {"programmes": queries.visible(request.user, access.title(request))})


@never_cache
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """What a programme promises, and where the reader stands in it."""
    return _page(request, access.programme(request, slug))


def _page(request: HttpRequest, shown: Programme, form: AgreeForm | None = None) -> HttpResponse:
    versions = queries.terms_of(request.user, shown)
    page: dict[str, Any] = {"programme": shown, "terms": versions[0], "drawing": queries.draw_of(request.user, shown)}
    if isinstance(request.user, Reader):
        page["standing"] = queries.standing_of(request.user, shown)
        page["form"] = form or AgreeForm(initial={"version": versions[0].version})
    return render(request, "programmes/programme.html", page, status=422 if form else 200)


@login_required
@require_POST
def agree(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree to the version of the terms that the form was made for."""
    shown = access.programme(request, slug)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    terms = shown.terms.filter(version=form.cleaned_data["version"]).first()
    if terms is None:
        raise Http404
    try:
        actions.agree(reader=cast(Reader, request.user), terms=terms, channel="web:programme")
    except actions.Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you. The receipt of your agreement stands below."))
    return redirect("programmes:programme", slug)


@require_safe
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    """The terms in force, and every earlier version."""
    shown = access.programme(request, slug)
    versions = queries.terms_of(request.user, shown)
    return render(request, "programmes/terms.html", {"programme": shown, "terms": versions[0], "earlier": versions[1:]})


@never_cache
@require_safe
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """The proof of the draw, for everybody; and one's own part in it."""
    shown = access.programme(request, slug)
    drawing = queries.draw_of(request.user, shown)
    page: dict[str, Any] = {"programme": shown, "drawing": drawing}
    if drawing is not None:
        page |= _proof(request, shown, drawing)
    return render(request, "programmes/draw.html", page)


def _proof(request: HttpRequest, shown: Programme, drawing: Draw) -> dict[str, Any]:
    proof = queries.own_proof(request.user, drawing)
    page: dict[str, Any] = {"exclusions": queries.exclusions_of(request.user, shown), "proof": proof}
    if proof is not None and not proof["takes_part"]:
        page["exclusion_label"] = Exclusion(proof["reason"]).label
    if drawing.drawn_at:
        page |= {
            "winners": queries.winners_of(request.user, drawing),
            "reserves": queries.reserves_left(request.user, drawing),
            "step_downs": queries.step_downs_of(request.user, drawing),
            "own_place": queries.own_place(request.user, drawing),
            "bundle_name": proofs.bundle_name(drawing),
        }
    return page


@require_safe
def commitment(request: HttpRequest, slug: str) -> HttpResponse:
    """What was frozen, to be kept before the round exists. It never changes, so its hash is its ETag."""
    drawing = access.committed_draw(request, slug)
    etag = f'"{drawing.commitment_hash}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = JsonResponse(proofs.published(drawing), headers={"ETag": etag, "Cache-Control": "no-cache"})
    return response


@require_safe
def bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """The zip that anyone can check. Its ETag is the SHA-256 of its bytes."""
    drawing = access.finished_draw(request, slug)
    data = queries.bundle(drawing)
    name = proofs.bundle_name(drawing)
    etag = f'"{sha256(data).hexdigest()}"'
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": etag, "Cache-Control": "no-cache"}
    response = HttpResponse(data, content_type="application/zip", headers=headers)
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


@never_cache
@login_required
@require_safe
def own_proof(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own proof, to keep and to check."""
    proof = queries.own_proof(request.user, access.committed_draw(request, slug))
    if proof is None:
        raise Http404
    return JsonResponse(proof, json_dumps_params={"indent": 2})
