"""Uploaded files, as the embedded default hands them out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# A picture may be a drawing (SVG), and a drawing may hold a script: opened by itself it runs nothing and loads nothing.
LOCKED = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@require_safe
def upload(request: HttpRequest, path: str) -> HttpResponseBase:
    """One uploaded file."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = LOCKED
    return response
