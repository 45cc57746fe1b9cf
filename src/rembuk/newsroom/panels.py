"""The places around a story where other rooms may stand.

`settings.REMBUK_STORY_PANELS` lists dotted names in the order in which they stand on a phone, the way MIDDLEWARE does,
so the newsroom need not know the conversation, the programmes or the updates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from .models import StoryPage


@dataclass(frozen=True)
class Panel:
    """A rendered piece around a story: `promo` follows the story, then the `talk`, then the `aside`, as on a phone."""

    place: Literal["promo", "talk", "aside"]
    html: SafeString


class StoryPanel(Protocol):
    """A function that renders a room's panel for a story, or None when it has nothing to say there."""

    def __call__(self, request: HttpRequest, story: StoryPage) -> Panel | None: ...


def render_story_panels(request: HttpRequest, story: StoryPage) -> list[Panel]:
    """All panels for a story, in the order of the setting."""
    renderers: list[StoryPanel] = [import_string(name) for name in settings.REMBUK_STORY_PANELS]
    rendered = (renderer(request, story) for renderer in renderers)
    return [panel for panel in rendered if panel is not None]
