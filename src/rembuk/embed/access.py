"""The only way a view gets an object. A stranger gets 404."""

from __future__ import annotations

from django.http import Http404

from rembuk.conversation.queries import Viewer
from rembuk.newsroom.models import TitlePage

from .models import SignOn, SignOnKey

KEEP_KEYS = "embed.keep_sign_on_keys"


def title(viewer: Viewer, slug: str) -> TitlePage:
    """A title that everyone may read."""
    found: TitlePage | None = TitlePage.objects.readable().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def sign_on_to_keep(viewer: Viewer, pk: int) -> SignOn:
    """A single sign-on whose keys this person keeps."""
    _may_keep(viewer)
    found = SignOn.objects.select_related("title").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def key_to_keep(viewer: Viewer, pk: int) -> SignOnKey:
    """A key that this person may retire."""
    _may_keep(viewer)
    found = SignOnKey.objects.select_related("sign_on").defer("sealed").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _may_keep(viewer: Viewer) -> None:
    if not viewer.has_perm(KEEP_KEYS):
        raise Http404
