"""A warning as its reader sees it inside the form they are writing in, with the one button that confirms it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse

from rembuk.conversation.phases import Draft
from rembuk.readers.models import Reader

from .models import Sanction


def piece(draft: Draft, warning: Sanction) -> str:
    """The warning for a form with this draft in it: its reason, its comment, and the button."""
    return render_to_string("moderation/_warning.html", {"warning": warning, "way": _way(draft)})


def _way(draft: Draft) -> str:
    """Where the button leads; from there the writer comes back to the same form."""
    if draft.author.kind == Reader.Kind.GUEST:
        return reverse("moderation:read_as_guest")
    place = {"sunting": draft.editing} if draft.editing else {"balas": draft.parent} if draft.parent else {}
    query = {name: comment.public_id for name, comment in place.items()}
    return reverse("moderation:read", args=[draft.thread.pk]) + (f"?{urlencode(query)}" if query else "")
