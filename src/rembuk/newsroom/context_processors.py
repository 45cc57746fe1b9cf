"""The masthead of every page that a reader sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .queries import sections_of, title_of

SECTIONS_IN_MASTHEAD = 6


def title(request: HttpRequest) -> dict[str, Any]:
    """`site_title`: the masthead's name, tagline, home and sections. Asked for only by pages that show a masthead."""
    return {"site_title": SimpleLazyObject(lambda: _masthead(request))}


def _masthead(request: HttpRequest) -> dict[str, Any]:
    page = title_of(request)
    if page is None:
        return {}
    home = page.get_url(request) or "/"
    names = sections_of(request.user, page)[:SECTIONS_IN_MASTHEAD]
    sections = [{"name": name, "url": f"{home}?rubrik={quote(name, safe='')}"} for name in names]
    return {"name": page.title, "tagline": page.tagline, "home_url": home, "sections": sections}
