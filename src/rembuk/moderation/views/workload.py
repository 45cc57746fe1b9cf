"""How much there is to moderate, and the statements of reasons to take along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rembuk.conversation.talk import number
from rembuk.design.moments import is_near
from rembuk.moderation import queries, statements
from rembuk.moderation.access import ModeratorRequest, appeals_only
from rembuk.moderation.chart_sets import duration, workload_charts
from rembuk.newsroom.models import TitlePage

RANGES: Final = (1, 7, 28)
LONGEST: Final = 366  # days in one file


@appeals_only
@require_safe
def workload(request: ModeratorRequest) -> HttpResponse:
    """Today, a week or four weeks, of one title or of all."""
    asked = number(request.GET, "hari") or 1
    days, today = asked if asked in RANGES else 1, timezone.localdate()
    titles = queries.titles(request.user)
    title = _chosen(titles, request.GET)
    load = queries.workload(request.user, today=today, days=days, title=title)
    facts = {
        "load": load,
        "charts": workload_charts(load),
        "median": duration(load.median),
        "p90": duration(load.p90),
        "days": days,
        "ranges": RANGES,
        "titles": titles,
        "title": title,
        "waiting": queries.waiting(request.user),
        "oldest": queries.oldest_waiting(request.user),
        "first": today - timedelta(days=30),
        "last": today,
    }
    return render(request, "moderation/workload.html", facts)


@appeals_only
@never_cache
@require_safe
def download(request: ModeratorRequest) -> HttpResponseBase:
    """The statements of reasons of a stretch of days, as JSON; it is written while it is sent."""
    first, last = (_day(request.GET, name) for name in ("dari", "sampai"))
    if first is None or last is None or not 0 <= (last - first).days < LONGEST:
        words = _("Choose a first and a last day, at most %(n)d days in all.") % {"n": LONGEST}
        messages.error(request, words)
        return redirect("moderation_workload")
    title = _chosen(queries.titles(request.user), request.GET)
    if title is None and request.GET.get("judul"):
        messages.error(request, _("There is no such title here. Nothing was written."))
        return redirect("moderation_workload")
    response = StreamingHttpResponse(statements.written(first, last, title), content_type="application/json")
    of = f"{title.slug}-" if title is not None else ""
    response["Content-Disposition"] = f'attachment; filename="pernyataan-alasan-{of}{first}-{last}.json"'
    return response


def _chosen(titles: list[TitlePage], given: Mapping[str, str]) -> TitlePage | None:
    asked = number(given, "judul")
    return next((title for title in titles if title.pk == asked), None)


def _day(given: Mapping[str, str], name: str) -> date | None:
    try:
        day = parse_date(given.get(name, ""))
    except ValueError:
        return None
    return day if day is not None and is_near(day) else None
