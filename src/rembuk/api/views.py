"""The page for people: what the API can do, made from its own description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .models import Event
from .v1 import problems
from .v1.front import api


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Every address with its method, and where the rest is written."""
    schema = api.get_openapi_schema(path_prefix=reverse("api:about") + "v1/")
    rows: list[dict[str, Any]] = []
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            summary: str = described["summary"]
            with_key = "security" in described
            rows.append({"method": method.upper(), "path": path, "summary": _(summary), "with_key": with_key})
    return render(
        request,
        "api/about.html",
        {
            "reads": [row for row in rows if not row["with_key"]],
            "writes": [row for row in rows if row["with_key"]],
            "events": Event.choices,
            "refusals": problems.KINDS.items(),
            "openapi": reverse("api:openapi"),
        },
    )
