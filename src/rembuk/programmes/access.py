"""The only way a view gets a programme. A draft, or one of another title, is 404 to a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.queries import title_of

from . import queries
from .models import Draw, Programme

if TYPE_CHECKING:
    from .queries import Viewer


def title(request: HttpRequest) -> TitlePage:
    """The title whose site was asked."""
    found = title_of(request)
    if found is None:
        raise Http404
    return found


def programme(request: HttpRequest, slug: str) -> Programme:
    """A programme of this site's title that has opened."""
    return get_object_or_404(queries.visible(request.user, title(request)).select_related("title"), slug=slug)


def committed_draw(request: HttpRequest, slug: str) -> Draw:
    """The draw of a programme, from its commitment on."""
    drawing = queries.draw_of(request.user, programme(request, slug))
    if drawing is None:
        raise Http404
    return drawing


def finished_draw(request: HttpRequest, slug: str) -> Draw:
    """The draw of a programme, once it has taken place."""
    drawing = committed_draw(request, slug)
    if drawing.drawn_at is None:
        raise Http404
    return drawing


def programme_to_run(viewer: Viewer, pk: int) -> Programme:
    """Any programme, for those who run them."""
    if not viewer.has_perm("programmes.run_programme"):
        raise Http404
    return get_object_or_404(Programme.objects.select_related("title"), pk=pk)
